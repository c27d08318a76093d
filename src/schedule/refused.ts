import type { Cluster } from '../model/cluster.ts';
import type { Node, Pod } from '../model/objects.ts';
import { conditionOf } from '../model/pod.ts';
import { dominantOf, meant } from './dominant.ts';
import { groupOf, groupOfStated, type Group } from './group.ts';
import { parseRefusal, readReason, type RefusalKind, type RefusalMessage, type StatedReason } from './message.ts';
import type { Reason } from './reason.ts';
import { refusals, type Refusal } from './refusals.ts';

/** A node and the reasons of one group it gives. */
export interface RefusingNode {
  node: Node;
  reasons: Reason[];
}

/** One group of reasons for which a pod is refused. */
export interface RefusalGroup extends Group {
  /** The scheduler's words. */
  text: string;
  /** How it is known: found by the filters now, told by the message alone, or told by it and not so any more. */
  known: 'found' | 'told' | 'past';
  /** How many nodes give it. */
  count: number;
  /** Which; absent when the nodes could not be read or the message leaves it open. */
  nodes?: RefusingNode[];
  /** Other reasons come before it on every node that has it, so the message does not state it. */
  hidden?: boolean;
}

/** What a node refuses a pod for: the keys of its groups. */
export interface Verdict {
  node: Node;
  reasons: Reason[];
  keys: string[];
}

/** Why no node takes a pod. */
export interface Refused {
  message: RefusalMessage;
  groups: RefusalGroup[];
  /** The one whose removal lets the pod fit on most nodes; none when a node would take it now. */
  dominant: RefusalGroup | undefined;
  /** The nodes that would take it now, when that can be told: the message is from before. */
  accepting: string[];
  /** How many nodes would take it without the dominant group; undefined when that cannot be told. */
  freed: number | undefined;
  /** The nodes the pod is meant for, when nodes were read. */
  meant: Node[];
}

/** Reasons of the filters that are simulated here; any other can only be read from the message. */
const FILTERED = new Set<RefusalKind>([
  'cordoned',
  'taint',
  'selector',
  'node-name',
  'host-port',
  'resource',
  'too-many-pods',
]);

/** A node that no filter here finds fault with was refused by one of the others: when the message names just one, by that one. */
function verdictsOf(asked: Refusal[], others: StatedReason[]): Verdict[] {
  const [only] = others;
  const rest = only && others.length === 1 ? [groupOfStated(only).key] : [];
  return asked.map(({ node, reasons }) => ({
    node,
    reasons,
    keys: reasons.length > 0 ? [...new Set(reasons.map((reason) => groupOf(reason).key))] : rest,
  }));
}

function foundGroups(asked: Refusal[]): RefusalGroup[] {
  const groups = new Map<string, RefusalGroup & { nodes: RefusingNode[]; behind: RefusingNode[] }>();
  for (const { node, reasons } of asked) {
    for (const own of Map.groupBy(reasons, (reason) => groupOf(reason).key).values()) {
      const [first] = own;
      if (!first) continue;
      const { key, kind } = groupOf(first);
      const group = groups.get(key) ?? { key, kind, text: first.text, known: 'found', count: 0, nodes: [], behind: [] };
      const stated = first.plugin === reasons[0]?.plugin;
      (stated ? group.nodes : group.behind).push({ node, reasons: own });
      groups.set(key, group);
    }
  }
  return [...groups.values()].map(({ behind, ...group }) => {
    const stated = group.nodes.length > 0;
    const nodes = stated ? group.nodes : behind;
    return { ...group, nodes, count: nodes.length, ...(!stated && { hidden: true }) };
  });
}

function toldGroup(reason: StatedReason, verdicts: Verdict[]): RefusalGroup {
  const group = groupOfStated(reason);
  const nodes = verdicts.filter(({ keys }) => keys.includes(group.key)).map(({ node }) => ({ node, reasons: [] }));
  const known = verdicts.length > 0 && FILTERED.has(reason.kind) ? 'past' : 'told';
  return { ...group, text: reason.text, known, count: reason.count, ...(nodes.length > 0 && { nodes }) };
}

/** Whether the filters here are all that a pod's scheduling depends on. */
function isSimulatedWhole({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {};
  const hard = spec?.topologySpreadConstraints?.some(({ whenUnsatisfiable }) => whenUnsatisfiable !== 'ScheduleAnyway');
  const claims = spec?.volumes?.some(({ ephemeral, persistentVolumeClaim }) => ephemeral || persistentVolumeClaim);
  const required = [podAffinity, podAntiAffinity].some(
    (rules) => rules?.requiredDuringSchedulingIgnoredDuringExecution?.length,
  );
  return !required && !hard && !claims && !spec?.resourceClaims?.length;
}

const word = ({ kind, resource }: StatedReason): string => `${kind}:${resource ?? ''}`;

const known = (): Map<Pod | string, Refused> => new Map();

/** The name of the volume with a pod's token, which the API server makes up. Source: plugin/pkg/admission/serviceaccount. */
const TOKEN_VOLUME = /"kube-api-access-[a-z0-9]{5}"/g;

/** What the scheduler goes by: pods that have it in common are refused alike. A pod with a place or claims of its own is like no other. */
function likeness(pod: Pod, message: string): Pod | string {
  const { metadata, spec, status } = pod;
  const own =
    status?.nominatedNodeName || spec?.volumes?.some((volume) => volume.persistentVolumeClaim || volume.ephemeral);
  return own
    ? pod
    : JSON.stringify([metadata.namespace, metadata.labels, spec, message]).replaceAll(TOKEN_VOLUME, '""');
}

/**
 * Why no node takes a pod: the scheduler's message, explained by asking every node again, once for all pods that are alike. Undefined
 * without such a message.
 */
export function refusedOf(pod: Pod, cluster: Cluster): Refused | undefined {
  const condition = conditionOf(pod, 'PodScheduled');
  if (pod.spec?.nodeName || condition?.status !== 'False' || condition.reason !== 'Unschedulable') return undefined;
  const asked = cluster.derived(known); // several facts tell of one refusal
  const words = condition.message ?? '';
  const like = likeness(pod, words);
  const found = asked.get(like) ?? explain(pod, words, cluster);
  asked.set(like, found);
  return found;
}

function explain(pod: Pod, words: string, cluster: Cluster): Refused {
  const message = parseRefusal(words);
  // a reason about the pod itself: the scheduler asked no node, and what nodes would say is beside the point
  const ask = cluster.hasRead('nodes') && message.reasons.every(({ ofNodes, kind }) => ofNodes || FILTERED.has(kind));
  const asked = ask ? refusals(pod, cluster) : [];
  const said = new Set(asked.flatMap(({ reasons }) => reasons.map(({ text }) => word(readReason(text, 1)))));
  const unsaid = message.reasons.filter((reason) => !said.has(word(reason)));
  const verdicts = verdictsOf(
    asked,
    unsaid.filter(({ kind }) => !FILTERED.has(kind)),
  );
  const groups = [...foundGroups(asked), ...unsaid.map((reason) => toldGroup(reason, verdicts))];
  const whole = ask && cluster.hasRead('pods') && isSimulatedWhole(pod);
  const judged = message.reasons.every(({ kind }) => FILTERED.has(kind));
  const accepting = whole && judged ? verdicts.filter(({ keys }) => keys.length === 0) : [];
  const dominant = accepting.length > 0 ? undefined : dominantOf(groups, verdicts);
  const alone = verdicts.filter(({ keys }) => keys.length === 1 && keys[0] === dominant?.key);
  return {
    message,
    groups,
    dominant,
    accepting: accepting.map(({ node }) => node.metadata.name),
    freed: whole ? alone.length : undefined,
    meant: meant(verdicts).map(({ node }) => node),
  };
}
