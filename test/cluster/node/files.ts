import { randomBytes } from 'node:crypto';
import { PAUSE_IMAGE } from '../assets/pod-images.ts';
import type { Certificates } from './certificates.ts';
import { kubeconfig } from './kubeconfig.ts';
import { certsD } from './registries.ts';
import { EVICTION_MIB, nodes, podRange, reserved, type NodeSpec } from './topology.ts';

/** Address of the cluster's DNS server. */
export const DNS_ADDRESS = '10.96.0.10';

const apiserver = 'https://cp:6443';

/** Secrets of one cluster: its certificates and a token for every program that talks to the API server. */
export interface Secrets {
  certificates: Certificates;
  tokens: Record<string, string>;
}

/** Makes a token for each program and each kubelet. */
export function makeTokens(): Record<string, string> {
  const users = ['kube-controller-manager', 'kube-scheduler', 'kube-proxy', ...nodes.map(({ name }) => `node:${name}`)];
  return Object.fromEntries(users.map((user) => [user, randomBytes(16).toString('hex')]));
}

/** Every file that has to be in a node's container before it starts, by path. */
export function nodeFiles(node: NodeSpec, secrets: Secrets): Record<string, string> {
  const { ca } = secrets.certificates;
  return {
    '/etc/containerd/config.toml': containerdConfig,
    '/etc/cni/net.d/10-bridge.conflist': cniConfig(node),
    '/etc/kubernetes/pki/ca.crt': ca.certificate,
    '/etc/kubernetes/kubelet.yaml': kubeletConfig(node),
    '/etc/kubernetes/kubelet.conf': programConfig(secrets, `node:${node.name}`),
    '/etc/kubernetes/kube-proxy.conf': programConfig(secrets, 'kube-proxy'),
    ...certsD(),
    ...(node.controlPlane ? controlPlaneFiles(secrets) : {}),
  };
}

function controlPlaneFiles({ certificates, tokens }: Secrets): Record<string, string> {
  const pki: Record<string, string> = {};
  const pairs = {
    ca: certificates.ca,
    apiserver: certificates.apiserver,
    'kubelet-client': certificates.kubeletClient,
    'front-proxy-client': certificates.frontProxyClient,
    'service-account': certificates.serviceAccount,
  };
  for (const [name, pair] of Object.entries(pairs)) {
    pki[`/etc/kubernetes/pki/${name}.crt`] = pair.certificate;
    pki[`/etc/kubernetes/pki/${name}.key`] = pair.key;
  }
  const lines = Object.entries(tokens).map(([user, token]) => {
    const group = user.startsWith('node:') ? ',"system:nodes"' : '';
    return `${token},system:${user},${user}${group}`;
  });
  return {
    ...pki,
    '/etc/kubernetes/pki/front-proxy-ca.crt': certificates.frontProxyCa.certificate,
    '/etc/kubernetes/tokens.csv': `${lines.join('\n')}\n`,
    '/etc/kubernetes/controller-manager.conf': programConfig({ certificates, tokens }, 'kube-controller-manager'),
    '/etc/kubernetes/scheduler.conf': programConfig({ certificates, tokens }, 'kube-scheduler'),
  };
}

function programConfig({ certificates, tokens }: Secrets, user: string): string {
  return kubeconfig(apiserver, certificates.ca.certificate, `system:${user}`, { token: tokens[user] ?? '' });
}

const containerdConfig = `version = 2
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".registry]
  config_path = "/etc/containerd/certs.d"
[plugins."io.containerd.grpc.v1.cri".cni]
  bin_dir = "/opt/cni/bin"
  conf_dir = "/etc/cni/net.d"
`;

function cniConfig(node: NodeSpec): string {
  const bridge = {
    type: 'bridge',
    bridge: 'cni0',
    isGateway: true,
    ipMasq: true,
    hairpinMode: true,
    ipam: { type: 'host-local', ranges: [[{ subnet: podRange(node) }]], routes: [{ dst: '0.0.0.0/0' }] },
  };
  const portmap = { type: 'portmap', capabilities: { portMappings: true } };
  return JSON.stringify({ cniVersion: '0.4.0', name: 'bridge', plugins: [bridge, portmap] }, null, 2);
}

/** The kubelet's configuration; JSON is YAML too. */
function kubeletConfig(node: NodeSpec): string {
  const taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };
  return JSON.stringify(
    {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      authentication: {
        anonymous: { enabled: false },
        webhook: { enabled: true },
        x509: { clientCAFile: '/etc/kubernetes/pki/ca.crt' },
      },
      authorization: { mode: 'Webhook' },
      containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
      cgroupDriver: 'cgroupfs',
      cgroupRoot: '/',
      failSwapOn: false,
      enforceNodeAllocatable: [],
      kubeReserved: reserved(node),
      evictionHard: { 'memory.available': `${EVICTION_MIB}Mi`, 'nodefs.available': '1%', 'imagefs.available': '1%' },
      imageGCHighThresholdPercent: 100, // never: a preloaded image would not come back
      serializeImagePulls: false, // one test's endless pull must not hold up another's
      nodeStatusUpdateFrequency: '4s',
      clusterDNS: [DNS_ADDRESS],
      clusterDomain: 'cluster.local',
      staticPodPath: '/etc/kubernetes/manifests',
      registerWithTaints: node.controlPlane ? [taint] : [],
    },
    null,
    2,
  );
}
