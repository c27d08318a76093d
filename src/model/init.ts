import type { Pod } from './objects.ts';
import { containersOf, isFinished, type PodContainer } from './pod.ts';

/** The init container or sidecar that everything after it waits for. */
export interface BlockingInit {
  container: PodContainer;
  /** Its place among init containers and sidecars, from 0, and how many there are: kubectl's `Init:0/2`. */
  index: number;
  count: number;
  /** `crashing`: it has ended without success and is tried again; `held`: its image, settings or volumes keep it from starting. */
  state: 'running' | 'crashing' | 'held';
}

const isDone = ({ type, status }: PodContainer): boolean =>
  type === 'sidecar' ? status?.started === true : status?.state?.terminated?.exitCode === 0;

function stateOf({ status }: PodContainer): BlockingInit['state'] {
  if (status?.state?.running) return 'running';
  const ended = status?.state?.terminated ?? status?.lastState?.terminated;
  return ended && (status?.restartCount || status?.state?.terminated) ? 'crashing' : 'held';
}

/** The first init container or sidecar of a living pod that is not done; undefined once all are, or before the node took the pod. */
export function blockingInit(pod: Pod): BlockingInit | undefined {
  if (isFinished(pod) || pod.metadata.deletionTimestamp || !pod.spec?.nodeName) return undefined;
  if (pod.status?.conditions?.some(({ type, status }) => type === 'Initialized' && status === 'True')) return undefined;
  const inits = containersOf(pod).filter(({ type }) => type !== 'app');
  const index = inits.findIndex((container) => !isDone(container));
  const container = inits[index];
  return container?.status && { container, index, count: inits.length, state: stateOf(container) };
}

/** An init container runs or is tried again and again, so that what it waits for matters. */
export const waitsInInit = (pod: Pod): boolean => {
  const blocking = blockingInit(pod);
  return blocking !== undefined && blocking.state !== 'held';
};
