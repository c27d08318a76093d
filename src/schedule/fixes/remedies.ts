import type { Requirement } from '../../model/objects.ts';
import { UNSCHEDULABLE_TAINT } from '../filters/node-unschedulable.ts';
import { groupOf } from '../group.ts';
import type { NodeInfo } from '../node-info.ts';
import { termMatches, type PodInfo } from '../pod-info.ts';
import type { Reason } from '../reason.ts';
import type { ScheduleIndex } from '../schedule-index.ts';
import { unmet } from '../unmet.ts';
import type { Change } from './change.ts';
import { table } from '../../model/table.ts';

/** What would take away one reason: changes of the pod (or its claims), or changes of the node; undefined where none can. */
export interface Remedy {
  pod?: Change[];
  node?: Change[];
}

/** What remedies are worked out from. */
export interface Situation {
  info: PodInfo;
  node: NodeInfo;
  index: ScheduleIndex;
}

function ofTaint(reason: Reason, node: string): Remedy {
  const { taint } = reason;
  if (!taint) return {};
  const cause = groupOf(reason).kind;
  const byCordon = taint.key === UNSCHEDULABLE_TAINT.key;
  return {
    pod: [{ side: 'pod', kind: 'toleration', taint, cause }],
    node: [byCordon ? { side: 'node', kind: 'uncordon', node } : { side: 'node', kind: 'untaint', node, taint, cause }],
  };
}

/** The label that makes a node meet a requirement; a name cannot be changed. */
function labelFor({ key = '', operator, values = [] }: Requirement, node: string): Change | undefined {
  if (key === 'metadata.name') return undefined;
  const [first = ''] = values;
  const value = table({ In: first, Exists: '', Gt: String(Number(first) + 1), Lt: String(Number(first) - 1) });
  const wanted = value[operator ?? ''];
  return { side: 'node', kind: 'label', node, key, ...(wanted !== undefined && { value: wanted }) };
}

function ofSelector({ info, node }: Situation): Remedy {
  const lacking = unmet(info.pod, node.node);
  const labels = lacking.map((requirement) => labelFor(requirement, node.name));
  const pod = lacking.map((requirement): Change => {
    const offered = node.label(requirement.key ?? '');
    return { side: 'pod', kind: 'selector', requirement, ...(offered !== undefined && { offered }) };
  });
  return { pod, ...(labels.every((label) => label !== undefined) && { node: labels }) };
}

function ofShortage({ shortage }: Reason, node: string): Remedy {
  if (!shortage) return {};
  const { resource, requested, used, capacity } = shortage;
  const free = capacity - used;
  const more = requested - free;
  const capacityChange: Change = { side: 'node', kind: 'capacity', node, resource, more, atLeast: used + requested };
  if (resource === 'pods' || free <= 0) return { node: [capacityChange] };
  return { pod: [{ side: 'pod', kind: 'request', resource, atMost: free, from: requested }], node: [capacityChange] };
}

function ofPort({ port }: Reason, { info, node }: Situation): Remedy {
  if (!port) return {};
  const wanted = info.hostPorts.filter(
    (own) => own.hostPort === port.port && (own.protocol || 'TCP') === port.protocol,
  );
  const pods = [...new Set(wanted.flatMap((own) => node.holdersOf(own)))];
  return {
    pod: [{ side: 'pod', kind: 'host-port', port: port.port, protocol: port.protocol }],
    node: [{ side: 'node', kind: 'move', node: node.name, pods, because: 'host-port' }],
  };
}

/** A value that the other nodes have for a key: the one of the fewest matching pods is anybody's guess, so the first by name. */
function domainFor(key: string, { index, node }: Situation): string | undefined {
  if (key === 'kubernetes.io/hostname') return node.name;
  return index.nodes.flatMap((other) => other.label(key) ?? []).toSorted()[0];
}

function ofSpread({ rule }: Reason, situation: Situation): Remedy {
  if (!rule) return {};
  const { topologyKey, index = 0, skew } = rule;
  if (!skew) {
    const value = domainFor(topologyKey, situation);
    const label: Change = {
      side: 'node',
      kind: 'label',
      node: situation.node.name,
      key: topologyKey,
      value: value ?? '',
    };
    return value === undefined ? {} : { node: [label] };
  }
  const maxSkew = skew.here + skew.self - skew.least;
  return { pod: [{ side: 'pod', kind: 'spread', index, topologyKey, maxSkew }] };
}

/** The pods in the node's domain that a rule of anti-affinity is about. */
function opponents({ rule, text }: Reason, { info, node, index }: Situation): PodInfo[] {
  const key = rule?.topologyKey ?? '';
  const near = index.nodes.filter((other) => other.label(key) !== undefined && other.label(key) === node.label(key));
  const own = info.antiTerms[rule?.index ?? -1];
  const labels = index.cluster.find('namespaces', '', info.pod.metadata.namespace)?.metadata.labels;
  const isMeant = (other: PodInfo): boolean =>
    /existing pods/.test(text)
      ? other.antiTerms.some((term) => term.topologyKey === key && termMatches(term, info.pod, labels))
      : own !== undefined && termMatches(own, other.pod, undefined);
  return near.flatMap(({ pods }) => pods.filter(isMeant));
}

function ofAffinity(reason: Reason, situation: Situation): Remedy {
  const { topologyKey = '', index } = reason.rule ?? {};
  const term = (field: 'podAffinity' | 'podAntiAffinity'): Change[] =>
    index === undefined ? [] : [{ side: 'pod', kind: 'term', field, index, topologyKey }];
  if (reason.unresolvable) return { pod: term('podAffinity') };
  const pods = opponents(reason, situation).map(({ pod }) => pod);
  const own = term('podAntiAffinity');
  return {
    ...(own.length > 0 && { pod: own }),
    ...(pods.length > 0 && {
      node: [{ side: 'node', kind: 'move', node: situation.node.name, pods, because: 'anti-affinity' }],
    }),
  };
}

function ofVolume({ plugin, volume = {} }: Reason, { node, index, info }: Situation): Remedy {
  const { claim, volume: name, driver, limit, attached } = volume;
  const pod: Change[] = [
    { side: 'claim', kind: 'volume', node: node.name, ...(claim && { claim }), ...(name && { volume: name }) },
  ];
  if (driver && limit !== undefined) {
    return {
      node: [{ side: 'node', kind: 'volume-limit', node: node.name, driver, atLeast: (attached ?? limit) + 1 }],
    };
  }
  if (plugin !== 'VolumeRestrictions') return { pod };
  const uses = (other: PodInfo): boolean =>
    other.pod.metadata.namespace === info.pod.metadata.namespace &&
    (other.pod.spec?.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim);
  const pods = claim ? index.nodes.flatMap((each) => each.pods.filter(uses)).map((each) => each.pod) : [];
  if (pods.length === 0) return { pod };
  return { pod, node: [{ side: 'node', kind: 'move', node: node.name, pods, because: 'claim' }] };
}

/** What would take away a reason of a node. */
export function remedyFor(reason: Reason, situation: Situation): Remedy {
  const { name } = situation.node;
  switch (reason.plugin) {
    case 'NodeUnschedulable':
      return {
        pod: [{ side: 'pod', kind: 'toleration', taint: UNSCHEDULABLE_TAINT, cause: 'cordoned' }],
        node: [{ side: 'node', kind: 'uncordon', node: name }],
      };
    case 'TaintToleration':
      return ofTaint(reason, name);
    case 'NodeAffinity':
      return ofSelector(situation);
    case 'NodePorts':
      return ofPort(reason, situation);
    case 'NodeResourcesFit':
      return ofShortage(reason, name);
    case 'PodTopologySpread':
      return ofSpread(reason, situation);
    case 'InterPodAffinity':
      return ofAffinity(reason, situation);
    default:
      return ofVolume(reason, situation);
  }
}
