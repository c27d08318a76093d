import { excerpt } from './redact.ts';

/** What kept a pod's sandbox (its network, its cgroup, its pause container) from being made. */
export type SandboxProblem = (typeof SIGNS)[number][0] | 'other';

/** Lower-case words of the kubelet, containerd, CRI-O, Docker, runc and the CNI plugins; the first that matches counts. */
const SIGNS = [
  [
    'handler-missing',
    /no runtime for "[^"]*" is configured|runtime handler "?[^"]*"? not (?:found|supported)|failed to find runtime handler|unknown runtime specified/,
  ],
  ['runtime-class-missing', /runtimeclass(?:\.node\.k8s\.io|es\.node\.k8s\.io)? "[^"]*" not found/],
  [
    'pause-image',
    /failed to (?:get|pull) sandbox image|pulling pod sandbox image|sandbox image ".*" .*(?:not found|failed)|error creating pod sandbox.*pull(?:ing)? (?:image|pause)|infra container image/,
  ],
  ['memory-limit', /memory limit too low|container init was oom-killed|minimum memory limit|is the memory limit/],
  ['cgroup-driver', /expected cgroupspath to be of format|cgroup driver|cgroup.*systemd.*cgroupfs/],
  ['sysctl', /\/proc\/sys\/|sysctl/],
  ['seccomp', /seccomp/],
  ['apparmor', /apparmor/],
  ['files', /too many open files|inotify|fsnotify/],
  [
    'processes',
    /resource temporarily unavailable|pthread_create|failed to create new os thread|cannot allocate memory.*(?:fork|clone)|fork\/exec.*cannot allocate memory|pids? (?:limit|exhaust)/,
  ],
  ['disk-full', /no space left on device|disk quota exceeded/],
  [
    'name-reserved',
    /failed to reserve sandbox name|name "?\S+"? is reserved for|pod sandbox with name .* already exists|conflict\. the container name/,
  ],
  ['host-port', /hostport|host port|address already in use|port is already allocated|cannot open hostport/],
  ['subnet-file', /subnet\.env/],
  [
    'plugin-binary',
    /failed to find plugin "[^"]+" in path|exec: "[^"]*cni[^"]*".*(?:not found|no such file)|(?:fork\/exec|exec) \/opt\/cni\/\S+: no such file/,
  ],
  [
    'no-addresses',
    /no ip addresses available|failed to allocate for range|failed to assign an ip address to container|no available ip|no (?:more )?free (?:ip|address)|ip(?:s|am)?\b.{0,60}exhaust|unable to allocate ip|range is full|no addresses? (?:left|available)|insufficientfreeaddresses|insufficientcidrblocks|no configured calico pools|not enough ips|all ips? .{0,20}allocated|request ipv?[46]? .{0,40}failed: no/,
  ],
  ['agent-refused', /unauthorized|forbidden|x509|certificate (?:has expired|signed by)/],
  ['agent-node-file', /\/var\/lib\/calico\/nodename|nodename file|check that the calico\/node container is running/],
  [
    'runtime-down',
    /(?:containerd|dockershim|crio|cri-dockerd)\.sock|cannot connect to the docker daemon|shim.*(?:timeout|exited)|ttrpc/,
  ],
  [
    'api-unreachable',
    /get "?https:\/\/\S+.*(?:timeout|timed out|deadline|no route|unreachable|refused|no such host)|error getting (?:pod|clusterinformation)|failed to (?:get|list) pod /,
  ],
  [
    'agent-down',
    /dial (?:unix|tcp) .*(?:connection refused|no such file|i\/o timeout)|connection refused|no such file or directory.*\.sock|unable to connect to cilium|is the agent running|cilium (?:api|agent|daemon).*(?:timeout|not|refused|unavailable)|is not ready yet|waiting for (?:multus|ovn)|failed to get pod network|error reading from server: eof|code = unavailable/,
  ],
  [
    'network-config',
    /invalid cidr|incompatible cni versions|unsupported cni|error parsing|error unmarshal|failed to (?:load|parse)|unknown (?:field|cni)|missing network name|no ipam|invalid (?:configuration|version|network)|invalid character|already has an ip address different|cni0/,
  ],
  [
    'network-missing',
    /cni plugin not initialized|cni config uninitialized|no networks? found in|no valid networks|network ?plugin ?not ?ready|cni network .*not found|no cni configuration|networkready=false|network plugin is not ready|network is not ready/,
  ],
  ['slow', /deadline ?exceeded|context deadline|context canceled|timed? ?out|operation timeout/],
] as const;

/** Sorts the error of a sandbox into one of the known problems. */
export function sandboxProblem(error: string): SandboxProblem {
  const words = error.toLowerCase().replaceAll(/\s+/g, ' ');
  return SIGNS.find(([, sign]) => sign.test(words))?.[0] ?? 'other';
}

/** Problems of the node and its network, which all of its pods meet; the others are the pod's own. */
const OF_NODE = new Set<SandboxProblem>([
  'pause-image',
  'cgroup-driver',
  'files',
  'processes',
  'disk-full',
  'subnet-file',
  'plugin-binary',
  'no-addresses',
  'agent-refused',
  'agent-node-file',
  'agent-down',
  'api-unreachable',
  'network-config',
  'network-missing',
  'runtime-down',
]);

/** Whether every pod of the node would meet it. */
export const isOfNode = (problem: SandboxProblem): boolean => OF_NODE.has(problem);

/** An error without the wrapping of gRPC and the ids that differ with each attempt. */
export function shortSandboxError(message: string): string {
  const words = message
    .replace(/^\(combined from similar events\): ?/, '')
    .replace(/^Failed to create pod sandbox: /, '')
    .replace(/^network is not ready: .*message:(?:Network plugin returns error: )?/s, '')
    .replaceAll(/rpc error: code = \w+ desc = /g, '')
    .replaceAll(/\b[0-9a-f]{32,64}\b/g, '…')
    .replaceAll(/ for sandbox "…"/g, '')
    .replaceAll(/OCI runtime create failed: (?:runc create failed: )?/g, '')
    .replace(/: unknown$/, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return words.length > 400 ? `${excerpt(words, 400)}…` : words;
}
