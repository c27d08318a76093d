import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { JOURNAL } from '../../model/maintenance.ts';
import type { Node, Taint } from '../../model/objects.ts';

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';
const UNINITIALIZED = 'node.cloudprovider.kubernetes.io/uninitialized';
/** Taints a person or a shutdown puts on a node that is down, and that somebody has to take off again. */
const LEFT = /^node\.kubernetes\.io\/out-of-service$|shutdown$/;
/** What takes nodes out of use by itself, by the marks it leaves: annotations and taints. */
const AUTOMATA: [RegExp, string][] = [
  [/^ToBeDeletedByClusterAutoscaler$|^DeletionCandidateOfClusterAutoscaler$/, 'cluster-autoscaler'],
  [/^karpenter\.sh\/(?:disruption|disrupted)$/, 'Karpenter'],
  [/kured/, 'kured'],
  [/^machine\.?config/i, 'Machine Config Operator'],
  [/^aws-node-termination-handler/, 'aws-node-termination-handler'],
];

const taintOf = ({ spec }: Node, key: string): Taint | undefined => spec?.taints?.find((taint) => taint.key === key);

const word = ({ key, value, effect }: Taint): string => `${key}${value ? `=${value}` : ''}:${effect}`;

/** Who took the node out of use, where a mark tells. */
function markedBy({ metadata, spec }: Node): string | null {
  if (metadata.annotations?.[JOURNAL]) return 'k8sdoctor';
  const marks = [...Object.keys(metadata.annotations ?? {}), ...(spec?.taints ?? []).map(({ key }) => key ?? '')];
  return AUTOMATA.find(([mark]) => marks.some((each) => mark.test(each)))?.[1] ?? null;
}

function row(node: Node, cluster: Cluster): Row[] {
  const cordoned = node.spec?.unschedulable === true;
  const left = (node.spec?.taints ?? []).filter(
    ({ key = '', effect }) => LEFT.test(key) && effect !== 'PreferNoSchedule',
  );
  const uninitialized = taintOf(node, UNINITIALIZED);
  if (!cordoned && left.length === 0 && !uninitialized) return [];
  const ready = node.status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  return [
    {
      target: refTo('Node', node),
      ready: ready ?? null,
      cordoned,
      cordonedFor: cluster.age(taintOf(node, UNSCHEDULABLE)?.timeAdded) ?? null,
      by: markedBy(node),
      running: cluster.podsOn(node.metadata.name).length,
      left: left.map(word),
      leftKey: left[0]?.key ?? null,
      leftFor: cluster.age(left[0]?.timeAdded) ?? null,
      evicts: left.some(({ effect }) => effect === 'NoExecute'),
      uninitialized: uninitialized !== undefined,
      age: cluster.age(node.metadata.creationTimestamp) ?? null,
      providerID: node.spec && 'providerID' in node.spec ? (node.spec.providerID ?? null) : null,
    },
  ];
}

/** Nodes that take no pods because of a mark on them: cordoned, a taint left behind, or never set up by their cloud. */
export default defineFact({
  needs: ['nodes'],
  derive: (cluster) => cluster.examined('nodes').flatMap((node) => row(node, cluster)),
});
