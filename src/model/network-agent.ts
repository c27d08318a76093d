import type { Cluster } from './cluster.ts';
import type { Pod } from './objects.ts';
import { containersOf, isFinished, podColumns } from './pod.ts';

/** The network plugins people run: how their errors and pods are called, and what their pods on each node are selected by. */
const AGENTS: { plugin: string; words: RegExp; pods: RegExp; selector: string; namespace: string }[] = [
  {
    plugin: 'calico',
    words: /calico|bird/,
    pods: /^(?:calico-node|canal)-/,
    selector: 'k8s-app=calico-node',
    namespace: 'kube-system',
  },
  {
    plugin: 'cilium',
    words: /cilium/,
    pods: /^cilium-(?!operator|envoy|hubble)/,
    selector: 'k8s-app=cilium',
    namespace: 'kube-system',
  },
  {
    plugin: 'flannel',
    words: /flannel|subnet\.env/,
    pods: /^kube-flannel/,
    selector: 'app=flannel',
    namespace: 'kube-flannel',
  },
  {
    plugin: 'aws-cni',
    words: /aws-cni|aws-node|127\.0\.0\.1:50051|assign an ip address to container/,
    pods: /^aws-node-/,
    selector: 'k8s-app=aws-node',
    namespace: 'kube-system',
  },
  { plugin: 'weave', words: /weave/, pods: /^weave-net-/, selector: 'name=weave-net', namespace: 'kube-system' },
  {
    plugin: 'antrea',
    words: /antrea/,
    pods: /^antrea-agent-/,
    selector: 'component=antrea-agent',
    namespace: 'kube-system',
  },
  {
    plugin: 'kube-ovn',
    words: /kube-ovn/,
    pods: /^kube-ovn-cni-/,
    selector: 'app=kube-ovn-cni',
    namespace: 'kube-system',
  },
  {
    plugin: 'ovn-kubernetes',
    words: /ovn-k8s|ovnkube/,
    pods: /^ovnkube-node-/,
    selector: 'app=ovnkube-node',
    namespace: 'openshift-ovn-kubernetes',
  },
  {
    plugin: 'kube-router',
    words: /kube-router/,
    pods: /^kube-router-/,
    selector: 'k8s-app=kube-router',
    namespace: 'kube-system',
  },
  { plugin: 'kindnet', words: /kindnet/, pods: /^kindnet-/, selector: 'k8s-app=kindnet', namespace: 'kube-system' },
  {
    plugin: 'azure-vnet',
    words: /azure-vnet|azure-cn/,
    pods: /^azure-cn[ims]-/,
    selector: 'k8s-app=azure-cns',
    namespace: 'kube-system',
  },
  { plugin: 'terway', words: /terway/, pods: /^terway-/, selector: 'app=terway-eniip', namespace: 'kube-system' },
  { plugin: 'multus', words: /multus/, pods: /^(?:kube-)?multus-/, selector: 'name=multus', namespace: 'kube-system' },
];

const isWell = (pod: Pod): boolean =>
  containersOf(pod).every(({ type, status }) => type === 'init' || (status?.ready && status.state?.running));

/** The network agent of a node as far as it can be told: by the error's own words, else by the pods that run there. */
export function agentFields(error: string, node: string, cluster: Cluster) {
  const running = cluster.podsOn(node).filter((pod) => !isFinished(pod));
  const named = AGENTS.find(({ words }) => words.test(error.toLowerCase()));
  const present = AGENTS.find(({ pods }) => running.some(({ metadata }) => pods.test(metadata.name)));
  const agent = named ?? present;
  const pod = running.find(({ metadata }) => agent?.pods.test(metadata.name));
  return {
    plugin: agent?.plugin ?? /plugin type="([^"]+)"/.exec(error)?.[1] ?? null,
    agent: pod ? `${pod.metadata.name} (${podColumns(pod).status}, ${podColumns(pod).ready})` : null,
    agentPod: pod?.metadata.name ?? null,
    agentNamespace: pod?.metadata.namespace ?? agent?.namespace ?? null,
    agentSelector: agent?.selector ?? null,
    agentWell: pod ? isWell(pod) : null,
  };
}
