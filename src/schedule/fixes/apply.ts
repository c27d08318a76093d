import type { Node, Pod, Requirement } from '../../model/objects.ts';
import { UNSCHEDULABLE_TAINT } from '../filters/node-unschedulable.ts';
import { claimNames } from '../../model/claims.ts';
import { NodeInfo } from '../node-info.ts';
import type { ScheduleIndex } from '../schedule-index.ts';
import type { Change } from './change.ts';

const same = (a: Requirement, b: Requirement): boolean =>
  a.key === b.key && a.operator === b.operator && (a.values ?? []).join() === (b.values ?? []).join();

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

type Spec = NonNullable<Pod['spec']>;

/** Takes a requirement out of nodeSelector and of every term of node affinity; a term left empty would match nothing. */
function dropRequirement(spec: Spec, requirement: Requirement): void {
  const { nodeSelector, affinity } = spec;
  const { key = '', values } = requirement;
  if (nodeSelector && nodeSelector[key] === values?.[0]) delete nodeSelector[key];
  const required = affinity?.nodeAffinity?.[REQUIRED];
  const keep = (own: Requirement): boolean => !same(own, requirement);
  const terms = required?.nodeSelectorTerms?.map(({ matchExpressions = [], matchFields = [] }) => ({
    matchExpressions: matchExpressions.filter(keep),
    matchFields: matchFields.filter(keep),
  }));
  if (!affinity?.nodeAffinity || !terms) return;
  const free = terms.some(({ matchExpressions, matchFields }) => matchExpressions.length + matchFields.length === 0);
  if (free) delete affinity.nodeAffinity[REQUIRED];
  else affinity.nodeAffinity[REQUIRED] = { nodeSelectorTerms: terms };
}

/** Makes the pod ask for so much as a whole, whatever its containers ask for. */
function limitRequest(spec: Spec, resource: string, amount: number): void {
  const quantity = resource === 'cpu' ? `${amount}m` : `${amount}`;
  for (const each of [...(spec.containers ?? []), ...(spec.initContainers ?? [])])
    delete each.resources?.requests?.[resource];
  delete spec.overhead?.[resource];
  delete spec.resources?.requests?.[resource];
  const [first] = spec.containers ?? [];
  if (first) first.resources = { ...first.resources, requests: { ...first.resources?.requests, [resource]: quantity } };
}

function dropVolume(pod: Pod, { claim, volume }: { claim?: string; volume?: string }, index: ScheduleIndex): void {
  const { namespace } = pod.metadata;
  const isMeant = (name: string): boolean =>
    name === claim || index.cluster.find('persistentvolumeclaims', namespace, name)?.spec?.volumeName === volume;
  const dropped = claimNames(pod)
    .filter((use) => isMeant(use.claim))
    .map((use) => use.volume);
  const { spec } = pod;
  if (spec?.volumes) spec.volumes = spec.volumes.filter(({ name = '' }) => !dropped.includes(name) && name !== volume);
}

function dropPort(spec: Spec, port: number, protocol: string): void {
  for (const each of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    each.ports = (each.ports ?? []).filter((own) => own.hostPort !== port || (own.protocol || 'TCP') !== protocol);
  }
}

/** The pod as it would be after the changes that are its own. */
export function changedPod(pod: Pod, changes: Change[], index: ScheduleIndex): Pod {
  const copy = structuredClone(pod);
  const spec = (copy.spec ??= {});
  const dropped = { podAffinity: new Set<number>(), podAntiAffinity: new Set<number>() };
  for (const change of changes) {
    if (change.kind === 'request') limitRequest(spec, change.resource, change.atMost);
    if (change.kind === 'toleration') {
      const { key = '', value, effect = '' } = change.taint;
      spec.tolerations = [
        ...(spec.tolerations ?? []),
        { key, effect, operator: value ? 'Equal' : 'Exists', ...(value && { value }) },
      ];
    }
    if (change.kind === 'selector') dropRequirement(spec, change.requirement);
    if (change.kind === 'host-port') dropPort(spec, change.port, change.protocol);
    if (change.kind === 'term') dropped[change.field].add(change.index);
    if (change.kind === 'volume') dropVolume(copy, change, index);
    const constraint = change.kind === 'spread' ? spec.topologySpreadConstraints?.[change.index] : undefined;
    if (constraint && change.kind === 'spread') constraint.maxSkew = Math.max(constraint.maxSkew ?? 1, change.maxSkew);
  }
  for (const field of ['podAffinity', 'podAntiAffinity'] as const) {
    const rules = spec.affinity?.[field];
    if (rules?.[REQUIRED]) rules[REQUIRED] = rules[REQUIRED].filter((_, i) => !dropped[field].has(i));
  }
  return copy;
}

function changedNode(node: Node, changes: Change[]): Node {
  const copy = structuredClone(node);
  const spec = (copy.spec ??= {});
  const labels = (copy.metadata.labels ??= {});
  for (const change of changes) {
    if (change.kind === 'uncordon') {
      spec.unschedulable = false;
      spec.taints = (spec.taints ?? []).filter(({ key }) => key !== UNSCHEDULABLE_TAINT.key);
    }
    if (change.kind === 'untaint') {
      const { key, effect } = change.taint;
      spec.taints = (spec.taints ?? []).filter((taint) => taint.key !== key || taint.effect !== effect);
    }
    if (change.kind === 'label' && change.value !== undefined) labels[change.key] = change.value;
    if (change.kind === 'label' && change.value === undefined) delete labels[change.key];
  }
  return copy;
}

/** The cluster as it would be after the changes that are not the pod's own. */
export function changedIndex(index: ScheduleIndex, changes: Change[]): ScheduleIndex {
  const touched = new Map<string, NodeInfo>();
  const own = changes.filter((change) => change.side === 'node');
  for (const [name, some] of Map.groupBy(own, ({ node }) => node)) {
    const info = index.byName.get(name);
    if (info) touched.set(name, new NodeInfo(changedNode(info.node, some), info));
  }
  for (const change of own) {
    if (change.kind === 'capacity') touched.get(change.node)?.enlarge(change.resource, change.atLeast);
    if (change.kind === 'volume-limit') touched.get(change.node)?.freeVolumes(change.driver);
    for (const pod of change.kind === 'move' ? change.pods : []) {
      const at = pod.spec?.nodeName ?? '';
      const info = touched.get(at) ?? index.byName.get(at)?.copy();
      const gone = info?.pods.find((other) => other.pod === pod);
      if (!info || !gone) continue;
      info.remove(gone);
      touched.set(at, info);
    }
  }
  return touched.size > 0 ? index.supposing([...touched.values()]) : index;
}
