import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Node, ObjectOf } from '../../model/objects.ts';

type Request = ObjectOf<'certificatesigningrequests'>;

const SERVING = 'kubernetes.io/kubelet-serving';
const CLIENT = 'kubernetes.io/kube-apiserver-client-kubelet';

/** The newest requests of each signer count: a kubelet asks again every few minutes until it gets its certificate. */
const newestOf = (requests: Request[]): Request | undefined =>
  requests.toSorted((a, b) =>
    (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1,
  )[0];

function rowsOf(node: Node, cluster: Cluster): Row[] {
  const own = cluster
    .all('certificatesigningrequests')
    .filter(({ spec }) => spec?.username === `system:node:${node.metadata.name}`);
  return [SERVING, CLIENT].flatMap((signer): Row[] => {
    const ofSigner = own.filter(({ spec }) => spec?.signerName === signer);
    const newest = newestOf(ofSigner);
    if (!newest) return [];
    const conditions = newest.status?.conditions ?? [];
    const verdict = conditions.find(({ type }) => /^(?:Approved|Denied|Failed)$/.test(type ?? ''));
    return [
      {
        target: refTo('Node', node),
        request: newest.metadata.name,
        signer,
        serving: signer === SERVING,
        state: verdict?.type ?? 'Pending',
        message: verdict?.message ?? null,
        age: cluster.age(newest.metadata.creationTimestamp) ?? null,
        waiting: ofSigner.filter(({ status }) => (status?.conditions ?? []).length === 0).length,
      },
    ];
  });
}

/** The newest certificate each kubelet asked for, and whether anybody approved it. */
export default defineFact({
  needs: ['nodes', 'certificatesigningrequests'],
  derive: (cluster) => cluster.examined('nodes').flatMap((node) => rowsOf(node, cluster)),
});
