import type { Container, ContainerStatus, Pod, Terminated } from './objects.ts';
import { parseTime } from './time.ts';

/** One container of a pod with its status and where both stand in the object. */
export interface PodContainer {
  name: string;
  /** `sidecar` is an init container with restartPolicy Always. */
  type: 'init' | 'sidecar' | 'app';
  spec: Container;
  status: ContainerStatus | undefined;
  specPath: string;
  statusPath: string;
}

const listed = (
  specs: Container[] | undefined,
  statuses: ContainerStatus[] | undefined,
  [specField, statusField]: [string, string],
): PodContainer[] =>
  (specs ?? []).flatMap((spec) => {
    const name = spec.name;
    if (!name) return [];
    const type = specField === 'containers' ? 'app' : spec.restartPolicy === 'Always' ? 'sidecar' : 'init';
    return [
      {
        name,
        type,
        spec,
        status: statuses?.find((status) => status.name === name),
        specPath: `spec.${specField}[${name}]`,
        statusPath: `status.${statusField}[${name}]`,
      } satisfies PodContainer,
    ];
  });

const listedOf = (pod: Pod): PodContainer[] => [
  ...listed(pod.spec?.initContainers, pod.status?.initContainerStatuses, ['initContainers', 'initContainerStatuses']),
  ...listed(pod.spec?.containers, pod.status?.containerStatuses, ['containers', 'containerStatuses']),
];

const known = new WeakMap<Pod, Pick<Pod, 'spec' | 'status'> & { containers: PodContainer[] }>();

/** Init containers, sidecars and app containers in the order the kubelet starts them; ephemeral ones are left out. */
export function containersOf(pod: Pod): PodContainer[] {
  const { spec, status } = pod;
  const before = known.get(pod);
  if (before && before.spec === spec && before.status === status) return before.containers;
  const containers = listedOf(pod);
  known.set(pod, { spec, status, containers } as Pick<Pod, 'spec' | 'status'> & { containers: PodContainer[] });
  return containers;
}

/** The status of one of the pod's conditions, and the condition itself. */
export const conditionOf = (pod: Pod, type: string) => pod.status?.conditions?.find((c) => c.type === type);

/** Whether nothing will run in the pod any more. */
export const isFinished = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** What kubectl shows in the columns READY, STATUS and RESTARTS. Source: pkg/printers/internalversion/printers.go, printPod. */
export interface PodColumns {
  ready: string;
  status: string;
  restarts: number;
}

const terminatedWord = (terminated: Terminated): string =>
  terminated.reason || (terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode ?? 0}`);

function initStatus(pod: Pod): { status: string; restarts: number } | undefined {
  const inits = containersOf(pod).filter(({ type }) => type !== 'app');
  let restarts = 0;
  for (const [index, { type, status }] of inits.entries()) {
    if (!status) continue; // no node has taken the pod yet
    restarts += status.restartCount ?? 0;
    const { terminated, waiting } = status.state ?? {};
    if (terminated && (terminated.exitCode ?? 0) === 0) continue;
    if (type === 'sidecar' && status.started) continue;
    if (terminated) return { status: `Init:${terminatedWord(terminated)}`, restarts };
    if (waiting?.reason && waiting.reason !== 'PodInitializing') return { status: `Init:${waiting.reason}`, restarts };
    return { status: `Init:${index}/${inits.length}`, restarts };
  }
  return undefined;
}

function appStatus(pod: Pod, initial: string): string {
  let status = initial;
  let running = false;
  for (const container of containersOf(pod).toReversed()) {
    if (container.type !== 'app') continue;
    const { waiting, terminated, running: up } = container.status?.state ?? {};
    if (waiting?.reason) status = waiting.reason;
    else if (terminated) status = terminatedWord(terminated);
    else if (container.status?.ready && up) running = true;
  }
  if (status === 'Completed' && running) {
    return conditionOf(pod, 'Ready')?.status === 'True' ? 'Running' : 'NotReady';
  }
  return status;
}

/** The three columns of `kubectl get pod` for this pod. */
export function podColumns(pod: Pod): PodColumns {
  const containers = containersOf(pod).filter(({ type }) => type !== 'init');
  const ready = `${containers.filter(({ status }) => status?.ready && status.state?.running).length}/${containers.length}`;
  let status = pod.status?.reason || pod.status?.phase || 'Unknown';
  if (conditionOf(pod, 'PodScheduled')?.reason === 'SchedulingGated') status = 'SchedulingGated';
  const init = initStatus(pod);
  const initialized = conditionOf(pod, 'Initialized')?.status === 'True';
  let restarts = init && !initialized ? init.restarts : 0;
  if (init && !initialized) status = init.status;
  else {
    restarts = containers.reduce((sum, { status: s }) => sum + (s?.restartCount ?? 0), 0);
    status = appStatus(pod, status);
  }
  if (pod.metadata.deletionTimestamp) {
    if (pod.status?.reason === 'NodeLost') status = 'Unknown';
    else if (!isFinished(pod)) status = 'Terminating';
  }
  return { ready, status, restarts };
}

/** When the pod last became what it is: its start, else its creation, in milliseconds. */
export const startedAt = (pod: Pod): number | undefined =>
  parseTime(pod.status?.startTime) ?? parseTime(pod.metadata.creationTimestamp);
