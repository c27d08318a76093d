import type { Cluster } from './cluster.ts';
import { isReplaced } from './crash.ts';
import { lastSeen } from './event.ts';
import { isAbout } from './killer.ts';
import type { Event, Pod } from './objects.ts';
import { containersOf, type PodContainer } from './pod.ts';
import { parseTime } from './time.ts';
import { table } from './table.ts';
import { excerpt } from './redact.ts';

/** A container that cannot be brought to life, in the words of the kubelet or the container runtime. */
export interface CreationError {
  container: PodContainer;
  /** `config`: the kubelet refused its configuration; `create`: the runtime could not make it; `start`: nor run it. */
  stage: 'config' | 'create' | 'start';
  reason: string;
  message: string;
  /** The field that holds the message; undefined when only an event told. */
  path: string | undefined;
}

/** Source: pkg/kubelet/kuberuntime/kuberuntime_container.go, startContainer; StartError is containerd's, ContainerCannotRun docker's. */
const STAGES = table<CreationError['stage']>({
  CreateContainerConfigError: 'config',
  CreateContainerError: 'create',
  PreCreateHookError: 'create',
  RunContainerError: 'start',
  PreStartHookError: 'start',
  StartError: 'start',
  ContainerCannotRun: 'start',
});

/** Longer than any message of a kubelet; a file may hold anything. */
const LONGEST = 4096;

const PREFIX = /^(?:Error: |Internal Pre(?:Create|Start)Container hook failed: )/;
const IMAGE = /ErrImage|ImagePull|InvalidImageName|ImageInspect|pull (?:and unpack )?image/i;

/** The newest complaint about creating this container that is younger than its last life, unless an attempt has begun since. */
function newestFailure(pod: Pod, { name, status }: PodContainer, cluster: Cluster): Event | undefined {
  const since = parseTime(status?.lastState?.terminated?.finishedAt) ?? 0;
  const waitsForRetry = status?.state?.waiting?.reason === 'CrashLoopBackOff';
  const event = cluster
    .eventsAbout('Pod', pod)
    .find((e) => isAbout(e, name) && (waitsForRetry ? /^(?:Failed|Started)$/ : /^(?!BackOff$)/).test(e.reason ?? ''));
  const tells = event?.reason === 'Failed' && PREFIX.test(event.message ?? '') && !IMAGE.test(event.message ?? '');
  return event && tells && lastSeen(event) > since ? event : undefined;
}

const stageOfText = (text: string): CreationError['stage'] =>
  /OCI runtime|shim task|start container process/i.test(text)
    ? 'start'
    : /failed to (?:create|generate|reserve)|containerd|CreateContainer/i.test(text)
      ? 'create'
      : 'config';

const REASONS = { config: 'CreateContainerConfigError', create: 'CreateContainerError', start: 'RunContainerError' };

/**
 * The error that keeps a container from being created. Between two attempts a container that has lived before waits as
 * CrashLoopBackOff, and the kubelet forgets its reason when it restarts: then the newest event tells.
 */
function errorOf(pod: Pod, container: PodContainer, cluster: Cluster): CreationError | undefined {
  const { status, statusPath } = container;
  const { waiting, terminated, running } = status?.state ?? {};
  if (running) return undefined;
  const stage = STAGES[waiting?.reason ?? ''];
  const told = newestFailure(pod, container, cluster)?.message?.replace(PREFIX, '');
  if (waiting?.reason && stage) {
    const message = waiting.message || told || '';
    const path = waiting.message ? `${statusPath}.state.waiting.message` : undefined;
    return { container, stage, reason: waiting.reason, message, path };
  }
  const field = terminated ? 'state' : 'lastState';
  const ended = terminated ?? (waiting ? status?.lastState?.terminated : undefined);
  if (ended?.reason && STAGES[ended.reason]) {
    const path = `${statusPath}.${field}.terminated.message`;
    return { container, stage: 'start', reason: ended.reason, message: ended.message ?? told ?? '', path };
  }
  if (!told || terminated) return undefined;
  const guessed = stageOfText(told);
  return { container, stage: guessed, reason: REASONS[guessed], message: told, path: undefined };
}

/** Whether it no longer matters how the pod's containers stand: it is done, being deleted, ended from outside, or replaced by others. */
const isPast = (pod: Pod, cluster: Cluster): boolean =>
  Boolean(pod.metadata.deletionTimestamp) ||
  pod.status?.phase === 'Succeeded' ||
  (pod.status?.phase === 'Failed' && (Boolean(pod.status.reason) || isReplaced(pod, cluster)));

/** The containers of a pod that cannot be created or started, with the reason of each. */
export const creationErrors = (pod: Pod, cluster: Cluster): CreationError[] =>
  isPast(pod, cluster)
    ? []
    : containersOf(pod).flatMap((container) => {
        const error = errorOf(pod, container, cluster);
        return error ? [{ ...error, message: excerpt(error.message, LONGEST) }] : [];
      });

/** The innermost error of a message that passed through several layers, without paths that only the node knows. */
export function innermost(message: string): string {
  const inner = message
    .split(
      /unable to start container process: |error during container init: |container_linux\.go:\d+: |starting container process caused:? |OCI runtime create failed: |runc create failed: |failed to generate (?:container )?spec: |failed to create containerd container: |rpc error: code = \w+ desc = |stderr: (?:Auto-detected mode as '\w+'\s+)?/,
    )
    .at(-1);
  return (inner ?? '')
    .replace(/: unknown$/, '')
    .replace(/^"(.*)"$/, '$1')
    .replaceAll(/\/var\/lib\/kubelet\/pods\/[^\s"]+\/volumes\/[^/\s"]+\/([^\s":/]+)/g, 'volume $1')
    .replaceAll(/\/(?:run|var\/lib)\/[^\s":]+\/(?:rootfs|merged)(?=\/)/g, '')
    .replaceAll(/(\/sys\/fs\/cgroup)\/[^\s":]+\/([^\s":/]+)/g, '$1/…/$2')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
