import type { Cluster } from './cluster.ts';
import type { Node, Pod, VolumeAttachment } from './objects.ts';
import { usersOf } from './claims.ts';
import type { VolumeSource } from './volume-source.ts';

const isReady = (node: Node | undefined): boolean | null =>
  node ? node.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True' : null;

/** Pods of the same namespace that use the same claim on another node and still hold its volume there. */
function holdersOf(pod: Pod, claim: string | undefined, cluster: Cluster): Pod[] {
  if (!claim) return [];
  return usersOf(pod, claim, cluster).filter(
    (other) => other.metadata.name !== pod.metadata.name && other.spec?.nodeName !== pod.spec?.nodeName,
  );
}

/** The names in «Volume is already used by pod(s) a, b and 1 pod(s) in different namespaces». */
const namesIn = (error: string): string[] =>
  /used by pod\(s\) (.*?)(?: and \d+ pod\(s\) in different namespaces)?$/s.exec(error)?.[1]?.split(/,\s*/) ?? [];

/** A Deployment's ReplicaSets differ in the hash of the pod template that ends their names. */
const workloadOf = ({ metadata }: Pod): string | undefined => {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)?.name;
  const hash = metadata.labels?.['pod-template-hash'];
  return hash && owner?.endsWith(`-${hash}`) ? owner.slice(0, -hash.length - 1) : owner;
};

const called = ({ metadata, spec }: Pod): string =>
  `${metadata.name} (${spec?.nodeName ?? '?'}${metadata.deletionTimestamp ? ', Terminating' : ''})`;

/** Whether this node would be known if it existed: all nodes were listed, or just this one was asked for. */
const hasLookedFor = (node: string, { snapshot }: Cluster): boolean =>
  snapshot.coverage.some(
    ({ subject, outcome, scope }) =>
      subject === 'nodes' && outcome === 'read' && (!scope.startsWith('node/') || scope === `node/${node}`),
  );

/** Who has a volume that is attached to another node, and whether that will end by itself. */
export function holderFields(pod: Pod, source: VolumeSource | undefined, error: string, cluster: Cluster) {
  const seen = holdersOf(pod, source?.claim, cluster);
  const elsewhere = source?.pv
    ? cluster
        .all('volumeattachments')
        .filter(({ spec }) => spec?.source?.persistentVolumeName === source.pv && spec?.nodeName !== pod.spec?.nodeName)
    : [];
  const node = seen[0]?.spec?.nodeName ?? elsewhere[0]?.spec?.nodeName;
  const object = cluster.node(node);
  const gone = node !== undefined && !object && hasLookedFor(node, cluster);
  return {
    holders: seen.length > 0 ? seen.map(called) : namesIn(error),
    holder: seen[0]?.metadata.name ?? namesIn(error)[0] ?? null,
    sameOwner: seen.some((other) => workloadOf(other) !== undefined && workloadOf(other) === workloadOf(pod)),
    holderNode: node ?? null,
    holderNodeReady: gone ? false : isReady(object),
    holderNodeGone: gone,
    detachError: elsewhere[0]?.status?.detachError?.message ?? null,
  };
}

/** How far the attachment of a volume to the pod's own node has come, as its VolumeAttachment tells. */
export function attachFields(pod: Pod, source: VolumeSource | undefined, cluster: Cluster) {
  const own: VolumeAttachment | undefined = cluster
    .all('volumeattachments')
    .find(({ spec }) => spec?.source?.persistentVolumeName === source?.pv && spec?.nodeName === pod.spec?.nodeName);
  return {
    attachment: own?.metadata.name ?? null,
    attached: own ? (own.status?.attached ?? false) : null,
    attachSeconds: cluster.age(own?.metadata.creationTimestamp) ?? null,
    attacher: own?.spec?.attacher ?? null,
  };
}

/** Where a CSI driver is: on this node, on which others, and whether the cluster knows it at all. */
export function driverFields(pod: Pod, source: VolumeSource | undefined, error: string, cluster: Cluster) {
  const driver =
    /driver name (\S+) not found/.exec(error)?.[1] ?? /of (\S+) CSI driver/.exec(error)?.[1] ?? source?.driver;
  const nodes = cluster.all('csinodes');
  const having = nodes
    .filter(({ spec }) => spec?.drivers?.some(({ name }) => name === driver))
    .map(({ metadata }) => metadata.name);
  const here = nodes.find(({ metadata }) => metadata.name === pod.spec?.nodeName);
  const known = driver ? cluster.find('csidrivers', '', driver) : undefined;
  return {
    driver: driver ?? null,
    driverHere: here && driver ? having.includes(here.metadata.name) : null,
    driverNodes: having.slice(0, 10),
    driverKnown: known ? true : cluster.hasRead('csidrivers') ? false : null,
    driversHere: (here?.spec?.drivers ?? []).flatMap(({ name }) => name ?? []),
    nodeAge: cluster.age(cluster.node(pod.spec?.nodeName)?.metadata.creationTimestamp) ?? null,
  };
}
