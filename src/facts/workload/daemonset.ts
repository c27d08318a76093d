import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { coverageOf, nearMissOf, type NodeCoverage } from '../../model/daemon.ts';
import type { Workload } from '../../model/selection.ts';
import { isServing, isTroubled, podsBelow, share, workloadsOf, type Replicated } from '../../model/workload.ts';

const GENERATION = 'deprecated.daemonset.template.generation';
const MOST_NAMED = 5;

const nodesWhere = (coverage: NodeCoverage[], state: NodeCoverage['state']): string[] =>
  coverage.filter((entry) => entry.state === state).map(({ name }) => name);

/** Why the nodes that are left out are left out, each reason with its nodes. */
function reasons(coverage: NodeCoverage[]): string[] {
  const left = coverage.filter(({ state, why }) => state === 'tainted' && why);
  return [...Map.groupBy(left, ({ why }) => why)].map(
    ([why, nodes]) =>
      `${nodes
        .slice(0, MOST_NAMED)
        .map(({ name }) => name)
        .join(', ')}${nodes.length > MOST_NAMED ? ` +${nodes.length - MOST_NAMED}` : ''} (${why})`,
  );
}

function updateFields({ metadata, spec, status }: Replicated, pods: ReturnType<typeof podsBelow>) {
  const generation = metadata.annotations?.[GENERATION];
  const desired = status?.desiredNumberScheduled ?? 0;
  const rolling = spec?.updateStrategy?.rollingUpdate;
  return {
    strategy: spec?.updateStrategy?.type ?? 'RollingUpdate',
    maxUnavailable: String(rolling?.maxUnavailable ?? 1),
    allowed: share(rolling?.maxUnavailable ?? 1, desired, Math.ceil),
    updated: status?.updatedNumberScheduled ?? 0,
    outdated: pods
      .filter(({ metadata: { labels } }) => {
        const of = labels?.['pod-template-generation'];
        return generation !== undefined && of !== undefined && of !== generation;
      })
      .map((pod) => `${pod.metadata.name} (${pod.spec?.nodeName ?? '-'})`),
  };
}

function setRow(workload: Workload, cluster: Cluster): Row {
  const object = workload.object as Replicated;
  const all = podsBelow(workload, cluster);
  const pods = all.filter((pod) => !pod.metadata.deletionTimestamp && pod.status?.phase !== 'Succeeded');
  const troubled = pods.filter((pod) => isTroubled(pod, cluster));
  const coverage = coverageOf(object, all, cluster);
  const selected = coverage.filter(({ state }) => state !== 'not-selected');
  return {
    target: refTo('DaemonSet', object),
    age: cluster.age(object.metadata.creationTimestamp) ?? null,
    nodesRead: cluster.hasRead('nodes'),
    nodes: coverage.length,
    desired: object.status?.desiredNumberScheduled ?? 0,
    current: object.status?.currentNumberScheduled ?? 0,
    ready: pods.filter((pod) => isServing(pod, cluster)).length,
    selected: selected.length,
    selector: Object.entries(object.spec?.template?.spec?.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`),
    near: selected.length === 0 ? nearMissOf(object, cluster) : null,
    lacking: nodesWhere(coverage, 'lacking'),
    tainted: nodesWhere(coverage, 'tainted'),
    taintReasons: reasons(coverage),
    misscheduled: nodesWhere(coverage, 'misscheduled'),
    troubledOn: troubled.map(({ metadata, spec }) => `${metadata.name}${spec?.nodeName ? ` (${spec.nodeName})` : ''}`),
    pods: troubled.map(({ metadata }) => metadata.name),
    ...updateFields(object, pods),
  };
}

/** On which nodes a DaemonSet has a pod, on which it should have one, and why it leaves out the others. */
export default defineFact({
  needs: ['pods', 'nodes', 'daemonsets'],
  derive: (cluster) =>
    workloadsOf(cluster, 'DaemonSet')
      .filter(({ object }) => !object.metadata.deletionTimestamp)
      .map((workload) => setRow(workload, cluster)),
});
