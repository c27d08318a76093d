import type { Cluster } from './cluster.ts';
import { controlled, ownerAbove } from './control.ts';
import type { Pod, Terminated } from './objects.ts';
import { containersOf } from './pod.ts';
import type { Workload } from './selection.ts';
import { parseTime } from './time.ts';
import { podsBelow, workloadCondition, type Job } from './workload.ts';

/** How a Job stands. `failing`: it has given up and waits for its pods to end. */
export type JobState = 'running' | 'suspended' | 'failing' | 'failed' | 'complete';

/** Where a Job stands, by its conditions alone. */
export function jobState(job: Job): JobState {
  const has = (type: string): boolean => workloadCondition(job, type)?.status === 'True';
  if (has('Complete') || has('SuccessCriteriaMet')) return 'complete';
  if (has('Failed')) return 'failed';
  if (has('FailureTarget')) return 'failing';
  return job.spec?.suspend ? 'suspended' : 'running';
}

/** The condition that says why a Job failed. */
export const failureOf = (job: Job) =>
  workloadCondition(job, 'Failed')?.status === 'True'
    ? workloadCondition(job, 'Failed')
    : workloadCondition(job, 'FailureTarget');

/** How a container of a pod ended last with an error, of the container whose end counts most. */
function lastEnd(pod: Pod): { container: string; terminated: Terminated } | undefined {
  const ends = containersOf(pod).flatMap(({ name, status }) => {
    const terminated = status?.state?.terminated ?? status?.lastState?.terminated;
    return terminated && terminated.exitCode !== 0 ? [{ container: name, terminated }] : [];
  });
  return ends.toSorted(
    (a, b) => (parseTime(b.terminated.finishedAt) ?? 0) - (parseTime(a.terminated.finishedAt) ?? 0),
  )[0];
}

const restartsOf = (pod: Pod): number =>
  containersOf(pod).reduce((most, { status }) => most + (status?.restartCount ?? 0), 0);

/** The pods of a Job that failed or that restart, and how the last of them ended. */
export function failuresOf(workload: Workload, cluster: Cluster) {
  const pods = podsBelow(workload, cluster);
  const bad = pods
    .map((pod) => ({ pod, end: lastEnd(pod) }))
    .filter(({ pod, end }) => pod.status?.phase === 'Failed' || (end && pod.status?.phase !== 'Succeeded'))
    .toSorted(
      (a, b) => (parseTime(b.pod.metadata.creationTimestamp) ?? 0) - (parseTime(a.pod.metadata.creationTimestamp) ?? 0),
    );
  const [last] = bad;
  return {
    pods: bad.map(({ pod }) => pod.metadata.name),
    podCount: pods.length,
    lastPod: last?.pod.metadata.name ?? null,
    lastContainer: last?.end?.container ?? null,
    exitCode: last?.end?.terminated.exitCode ?? null,
    exitReason: last?.end?.terminated.reason ?? null,
    restarts: bad.reduce((sum, { pod }) => sum + restartsOf(pod), 0) || null,
  };
}

/** Pods of which one container has done its work while another still runs: the Job waits for both. */
export function heldOpen(workload: Workload, cluster: Cluster): { pod: string; done: string[]; running: string[] }[] {
  return podsBelow(workload, cluster).flatMap((pod) => {
    if (pod.metadata.deletionTimestamp || pod.status?.phase !== 'Running') return [];
    const app = containersOf(pod).filter(({ type }) => type === 'app');
    const done = app.filter(({ status }) => status?.state?.terminated?.exitCode === 0);
    const running = app.filter(({ status }) => status?.state?.running);
    if (done.length === 0 || running.length === 0 || done.length + running.length < app.length) return [];
    return [{ pod: pod.metadata.name, done: done.map(({ name }) => name), running: running.map(({ name }) => name) }];
  });
}

/** The Jobs of a CronJob, newest first. */
export const jobsOf = (cronJob: Workload, cluster: Cluster): Job[] =>
  controlled('jobs', cronJob, cluster).toSorted(
    (a, b) => (parseTime(b.metadata.creationTimestamp) ?? 0) - (parseTime(a.metadata.creationTimestamp) ?? 0),
  );

/** The Jobs a diagnosis is about: those asked about; of a CronJob its newest one and those that still run. */
export const jobsAskedAbout = (cluster: Cluster): Workload[] =>
  cluster.owners.filter(({ kind, object }) => {
    if (kind !== 'Job') return false;
    const above = ownerAbove(object, cluster);
    return above?.kind !== 'CronJob' || jobState(object as Job) === 'running' || jobsOf(above, cluster)[0] === object;
  });
