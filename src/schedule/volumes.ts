import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../model/objects.ts';
import { parseQuantity } from '../model/quantity.ts';
import { classOf } from '../model/volume-match.ts';
import type { NodeInfo } from './node-info.ts';
import type { Reason } from './reason.ts';
import type { ScheduleIndex } from './schedule-index.ts';
import { nodeTermsTest, selectorOf } from './selectors.ts';

const PLUGIN = 'VolumeBinding';
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** Whether a volume can be used on a node; of its terms only labels are asked. Source: component-helpers/storage/volume, CheckNodeAffinity. */
export function isReachable({ spec }: PersistentVolume, { node }: NodeInfo): boolean {
  const { required } = spec?.nodeAffinity ?? {};
  return !required || nodeTermsTest(required.nodeSelectorTerms ?? [])({ labels: node.metadata.labels });
}

const sizeOf = ({ spec }: PersistentVolumeClaim): number => parseQuantity(spec?.resources?.requests?.['storage'] ?? 0);

function isFor({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  const { name, namespace, uid } = spec?.claimRef ?? {};
  return name === metadata.name && namespace === metadata.namespace && (!uid || uid === metadata.uid);
}

const isOffered = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (!volume.spec?.claimRef || isFor(volume, claim)) &&
  parseQuantity(volume.spec?.capacity?.['storage'] ?? 0) >= sizeOf(claim) &&
  (volume.spec?.volumeMode ?? 'Filesystem') === (claim.spec?.volumeMode ?? 'Filesystem') &&
  (volume.spec?.volumeAttributesClassName ?? '') === (claim.spec?.volumeAttributesClassName ?? '') &&
  !volume.metadata.deletionTimestamp;

function isFree(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const { selector, accessModes = [] } = claim.spec ?? {};
  return (
    volume.status?.phase === 'Available' &&
    (!selector || selectorOf(selector).matches(volume.metadata.labels)) &&
    (classOf(volume) ?? '') === (classOf(claim) ?? '') &&
    accessModes.every((mode) => volume.spec?.accessModes?.includes(mode))
  );
}

/**
 * The volume a claim would be bound to on a node (without one: wherever it is): one reserved for it, else the smallest that will do.
 * Source: component-helpers/storage/volume/pv_helpers.go, FindMatchingVolume.
 */
export function matchOf(
  claim: PersistentVolumeClaim,
  volumes: PersistentVolume[],
  node: NodeInfo | undefined,
): PersistentVolume | undefined {
  let smallest: PersistentVolume | undefined;
  const size = (volume: PersistentVolume): number => parseQuantity(volume.spec?.capacity?.['storage'] ?? 0);
  for (const volume of volumes) {
    if (!isOffered(volume, claim)) continue;
    if (isFor(volume, claim)) return !node || isReachable(volume, node) ? volume : undefined;
    if (!isFree(volume, claim) || (node && !isReachable(volume, node))) continue;
    if (!smallest || size(smallest) > size(volume)) smallest = volume;
  }
  return smallest;
}

/** Whether a class makes volumes for a node. Source: apis/core/v1/helper, MatchTopologySelectorTerms. */
function provisionsFor({ provisioner, allowedTopologies = [] }: StorageClass, node: NodeInfo): boolean {
  if (!provisioner || provisioner === NO_PROVISIONER) return false;
  if (allowedTopologies.length === 0) return true;
  return allowedTopologies.some(({ matchLabelExpressions = [] }) => {
    const has = (key: string, values: string[]): boolean => values.includes(node.label(key) ?? '');
    return (
      matchLabelExpressions.length > 0 &&
      matchLabelExpressions.every(({ key = '', values = [] }) => node.label(key) !== undefined && has(key, values))
    );
  });
}

/** Whether the storage behind a class has room for a claim, where its driver tells. Source: binder.go, hasEnoughCapacity. */
function hasRoom(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  node: NodeInfo,
  index: ScheduleIndex,
): boolean {
  const { cluster } = index;
  const asked = claim.spec?.resources?.requests?.['storage'];
  if (asked === undefined) return true;
  if (!cluster.find('csidrivers', '', storageClass.provisioner ?? '')?.spec?.storageCapacity) return true;
  return cluster.all('csistoragecapacities').some(({ storageClassName, capacity, maximumVolumeSize, nodeTopology }) => {
    const limit = maximumVolumeSize ?? capacity;
    return (
      storageClassName === storageClass.metadata.name &&
      limit !== undefined &&
      Math.ceil(parseQuantity(limit)) >= Math.ceil(parseQuantity(asked)) &&
      selectorOf(nodeTopology).matches(node.node.metadata.labels)
    );
  });
}

/** What becomes of the claims that wait for their pod. */
type Binding = 'found' | 'unmatched' | 'no-room';

function provision(
  claims: PersistentVolumeClaim[],
  node: NodeInfo,
  index: ScheduleIndex,
): [Binding, PersistentVolumeClaim?] {
  for (const claim of claims) {
    const storageClass = index.cluster.find('storageclasses', '', classOf(claim) ?? '');
    if (!storageClass || !provisionsFor(storageClass, node)) return ['unmatched', claim];
    if (!hasRoom(claim, storageClass, node, index)) return ['no-room', claim];
  }
  return ['found'];
}

function bindingOf(
  waiting: PersistentVolumeClaim[],
  node: NodeInfo,
  index: ScheduleIndex,
): [Binding, PersistentVolumeClaim?] {
  const chosenNode = ({ metadata }: PersistentVolumeClaim): string | undefined => metadata.annotations?.[SELECTED_NODE];
  const elsewhere = waiting.find((claim) => (chosenNode(claim) ?? node.name) !== node.name);
  if (elsewhere) return ['unmatched', elsewhere];
  const toMake = waiting.filter((claim) => chosenNode(claim) !== undefined);
  const taken = new Set<PersistentVolume>();
  const toFind = waiting.filter((claim) => chosenNode(claim) === undefined).toSorted((a, b) => sizeOf(a) - sizeOf(b));
  for (const claim of toFind) {
    const volumes = index.volumesOf(classOf(claim) ?? '').filter((volume) => !taken.has(volume));
    const match = matchOf(claim, volumes, node);
    if (match) taken.add(match);
    else toMake.push(claim);
  }
  return provision(toMake, node, index);
}

const reason = (text: string, claim: string | undefined, volume?: string): Reason => ({
  plugin: PLUGIN,
  text: `node(s) ${text}`,
  unresolvable: true,
  volume: { ...(claim && { claim }), ...(volume && { volume }) },
});

/** Why the volumes of a pod cannot be had on a node. Source: volumebinding/binder.go, FindPodVolumes. */
export function volumeReasons(
  bound: PersistentVolumeClaim[],
  waiting: PersistentVolumeClaim[],
  node: NodeInfo,
  index: ScheduleIndex,
): Reason[] {
  const reasons: Reason[] = [];
  let lost: Reason | undefined;
  for (const { metadata, spec } of bound) {
    const volume = index.cluster.find('persistentvolumes', '', spec?.volumeName ?? '');
    if (!volume) {
      lost = reason(
        'unavailable due to one or more pvc(s) bound to non-existent pv(s)',
        metadata.name,
        spec?.volumeName,
      );
      break;
    }
    if (!isReachable(volume, node)) {
      reasons.push(reason("didn't match PersistentVolume's node affinity", metadata.name, volume.metadata.name));
      break;
    }
  }
  const [binding, claim] = bindingOf(waiting, node, index);
  if (binding === 'unmatched') {
    reasons.push(reason("didn't find available persistent volumes to bind", claim?.metadata.name));
  }
  if (binding === 'no-room') reasons.push(reason('did not have enough free storage', claim?.metadata.name));
  return lost ? [...reasons, lost] : reasons;
}
