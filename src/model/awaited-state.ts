import type { Cluster } from './cluster.ts';
import type { Pod } from './objects.ts';
import { conditionOf } from './pod.ts';
import { matchesLabels } from './selector.ts';
import type { Awaited } from './wait-target.ts';

/** How an object that somebody waits for stands; null when it could not be read. */
export type AwaitedState = 'missing' | 'failed' | 'suspended' | 'not-ready' | 'running' | 'done';

const isTrue = (conditions: { type?: string; status?: string }[] | undefined, type: string): boolean =>
  conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;

function jobState(name: string, namespace: string, cluster: Cluster): AwaitedState | null {
  const job = cluster.find('jobs', namespace, name);
  if (!job) return cluster.isMissing('jobs', namespace, name) ? 'missing' : null;
  const { conditions } = job.status ?? {};
  if (isTrue(conditions, 'Failed') || isTrue(conditions, 'FailureTarget')) return 'failed';
  if (isTrue(conditions, 'Complete')) return 'done';
  return isTrue(conditions, 'Suspended') ? 'suspended' : 'running';
}

function podState(pod: Pod): AwaitedState {
  if (pod.status?.phase === 'Failed') return 'failed';
  if (pod.status?.phase === 'Succeeded') return 'done';
  return conditionOf(pod, 'Ready')?.status === 'True' ? 'done' : 'not-ready';
}

function workloadState(kind: 'deployments' | 'statefulsets', name: string, namespace: string, cluster: Cluster) {
  const workload = cluster.find(kind, namespace, name);
  if (!workload) return cluster.isMissing(kind, namespace, name) ? 'missing' : null;
  return (workload.status?.readyReplicas ?? 0) >= (workload.spec?.replicas ?? 1) ? 'done' : 'not-ready';
}

/** `app=db,tier=back` as labels; undefined where it is no plain list of equalities. */
function labelsOf(selector: string): Record<string, string> | undefined {
  const pairs = selector.split(',').map((pair) => /^([^!=\s]+)==?([^=\s]*)$/.exec(pair));
  return pairs.every((pair) => pair !== null)
    ? Object.fromEntries(pairs.map((pair) => [pair[1] ?? '', pair[2] ?? ''] as const))
    : undefined;
}

function podsState({ name, selector }: Awaited, namespace: string, cluster: Cluster): AwaitedState | null {
  if (name) {
    const pod = cluster.find('pods', namespace, name);
    return pod ? podState(pod) : cluster.isMissing('pods', namespace, name) ? 'missing' : null;
  }
  const matchLabels = labelsOf(selector ?? '');
  if (!matchLabels) return null;
  const looked = cluster.snapshot.coverage.some(
    ({ subject, outcome, scope }) =>
      subject === 'pods' && outcome === 'read' && (scope.includes(`-l ${selector}`) || !scope.includes('pod/')),
  );
  const states = cluster
    .in('pods', namespace)
    .filter((pod) => matchesLabels({ matchLabels }, pod.metadata.labels))
    .map(podState);
  if (states.length === 0) return looked ? 'missing' : null;
  return states.find((state) => state !== 'done') ?? 'done';
}

/** The state of what an init container waits for with kubectl or a tool like it. */
export function awaitedState(awaited: Awaited, own: string, cluster: Cluster): AwaitedState | null {
  const namespace = awaited.namespace ?? own;
  const { kind, name } = awaited;
  if (kind === 'Pod') return podsState(awaited, namespace, cluster);
  if (!name) return null;
  if (kind === 'Job') return jobState(name, namespace, cluster);
  return workloadState(kind === 'Deployment' ? 'deployments' : 'statefulsets', name, namespace, cluster);
}
