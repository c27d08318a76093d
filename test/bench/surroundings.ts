import type { Manifest } from '../agreement/api.ts';
import { seed } from './names.ts';

const ROOM = { cpu: '32', memory: '131072Mi', pods: '110', 'ephemeral-storage': '200Gi' };
const CERTIFICATE = `-----BEGIN CERTIFICATE-----\n${'MIIDBTCCAe2gAwIBAgIIQ3v7'.repeat(45)}\n-----END CERTIFICATE-----\n`;

/** A sign of life that lasts for as long as the benchmark runs. */
const lease = (namespace: string, name: string): Manifest => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { namespace, name },
  spec: {
    holderIdentity: name,
    leaseDurationSeconds: 7200,
    renewTime: new Date().toISOString().replace('Z', '000Z'),
  },
});

/** What a cluster has for each node, for each namespace, and once. */
export function surroundings(
  recorded: Manifest | undefined,
  kubelet: number,
): Record<'ofNode' | 'ofNamespace' | 'once', Manifest[]> {
  if (!recorded) throw new Error('the recording holds no node');
  const { labels, annotations } = recorded.metadata;
  const text = JSON.stringify({ labels, annotations, status: recorded['status'] }).replaceAll(
    `"${recorded.metadata.name}"`,
    `"${seed.node}"`,
  );
  const { status, ...rest } = JSON.parse(text) as { status: object };
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { ...rest, name: seed.node, uid: seed.uid('Node') } };
  const reached = {
    addresses: [{ type: 'InternalIP', address: '127.0.0.1' }],
    daemonEndpoints: { kubeletEndpoint: { Port: kubelet } },
  };
  const namespace = { name: seed.namespace, labels: { 'kubernetes.io/metadata.name': seed.namespace } };
  return {
    ofNode: [
      { ...node, status: { ...status, ...reached, capacity: ROOM, allocatable: ROOM } },
      lease('kube-node-lease', seed.node),
    ],
    ofNamespace: [
      { apiVersion: 'v1', kind: 'Namespace', metadata: namespace },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: seed.namespace } },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'kube-root-ca.crt', namespace: seed.namespace },
        data: { 'ca.crt': CERTIFICATE },
      },
    ],
    once: [lease('kube-system', 'kube-scheduler'), lease('kube-system', 'kube-controller-manager')],
  };
}
