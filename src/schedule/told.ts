import type { Cluster } from '../model/cluster.ts';
import { lastSeen } from '../model/event.ts';
import type { Event, Pod } from '../model/objects.ts';
import { conditionOf } from '../model/pod.ts';
import { taintWord } from '../model/toleration.ts';
import { refusedOf, type Refused, type RefusalGroup } from './refused.ts';

/** What every fact about a refusal tells; null is not known. */
export interface RefusalFields {
  [field: string]: string | number | boolean | string[] | null;
  kind: string;
  /** The scheduler's words for it, and how many of all nodes give it. */
  reason: string;
  count: number;
  total: number;
  nodes: string[] | null;
  /** The remaining reasons, counted, in the scheduler's words. */
  others: string;
  preemption: string | null;
  message: string;
  /** Seconds for which the pod has been refused. */
  since: number | null;
}

const counted = ({ count, text, nodes }: RefusalGroup): string => {
  const taints = new Set(
    nodes?.flatMap(({ reasons }) => reasons.flatMap(({ taint }) => (taint ? [taintWord(taint)] : []))),
  );
  return `${count} ${text}${taints.size > 0 ? ` {${[...taints].join(', ')}}` : ''}`;
};

/** The common fields of one group of a refusal. */
export function fieldsOf(
  pod: Pod,
  { message, groups, freed }: Refused,
  group: RefusalGroup,
  cluster: Cluster,
): RefusalFields {
  const condition = conditionOf(pod, 'PodScheduled');
  const others = groups.filter((other) => other !== group && !other.hidden && other.known !== 'past');
  return {
    kind: group.kind,
    reason: group.text,
    count: group.count,
    total: message.total,
    nodes: group.nodes?.map(({ node }) => node.metadata.name) ?? null,
    firstNode: group.nodes?.[0]?.node.metadata.name ?? null,
    freed: freed ?? null,
    ownerKind: cluster.ownersOf(pod).at(-1)?.kind ?? null,
    others: others.map(counted).join(', '),
    preemption: message.preemption,
    message: condition?.message ?? '',
    since: cluster.age(condition?.lastTransitionTime) ?? null,
  };
}

/** How long an autoscaler may take to bring a node. Source: cluster-autoscaler, --max-node-provision-time. */
const SCALE_UP_SECONDS = 15 * 60;

/** The event with which an autoscaler said that it is bringing a node for the pod, unless it came to nothing since. */
export function scaleUp(pod: Pod, cluster: Cluster): Event | undefined {
  const words = cluster.eventsAbout('Pod', pod);
  const started = words.find(({ reason }) => reason === 'TriggeredScaleUp' || reason === 'Nominated');
  if (!started || (cluster.age(lastSeen(started)) ?? SCALE_UP_SECONDS) >= SCALE_UP_SECONDS) return undefined;
  const refused = words.find(({ reason }) => reason === 'NotTriggerScaleUp');
  return refused && lastSeen(refused) > lastSeen(started) ? undefined : started;
}

/** A refused pod with the one group of reasons to blame. */
export interface Blamed {
  pod: Pod;
  refused: Refused;
  group: RefusalGroup;
  fields: RefusalFields;
}

/** A place is on its way: victims of preemption are leaving, or an autoscaler brings a node. */
export const isSettling = (pod: Pod, cluster: Cluster): boolean =>
  Boolean(pod.status?.nominatedNodeName) || scaleUp(pod, cluster) !== undefined;

/** The subjects that no node takes, each with the group to blame; none for those that a place is being made for. */
export const blamed = (cluster: Cluster, ...kinds: string[]): Blamed[] =>
  cluster.subjects.flatMap((pod) => {
    const refused = refusedOf(pod, cluster);
    const group = refused?.dominant;
    if (!group || (kinds.length > 0 && !kinds.includes(group.kind)) || isSettling(pod, cluster)) return [];
    return [{ pod, refused, group, fields: fieldsOf(pod, refused, group, cluster) }];
  });
