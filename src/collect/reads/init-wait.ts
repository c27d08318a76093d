import { blockingInit, waitsInInit } from '../../model/init.ts';
import { initWait, logOfInit } from '../../model/init-wait.ts';
import type { Kind, Pod } from '../../model/objects.ts';
import type { Awaited } from '../../model/wait-target.ts';
import { slim, type Ledger } from '../ledger.ts';
import type { Read } from './define.ts';
import { readServices, SERVICE_REQUESTS } from './services.ts';

const KINDS: Record<Awaited['kind'], Kind> = {
  Job: 'jobs',
  Pod: 'pods',
  Deployment: 'deployments',
  StatefulSet: 'statefulsets',
};

/** The object that `kubectl wait` and the like name. */
async function readAwaited(
  ledger: Ledger,
  { kind, name, selector, namespace }: Awaited,
  own: string,
): Promise<unknown> {
  const query = { kind: KINDS[kind], namespace: namespace ?? own };
  if (name) return ledger.read({ ...query, name });
  if (kind !== 'Pod' || !selector) return undefined;
  return ledger.read({ ...query, labelSelector: selector, project: slim('pods') });
}

async function readFor(ledger: Ledger, pod: Pod): Promise<void> {
  const blocking = blockingInit(pod);
  if (!blocking) return;
  const { namespace, name } = pod.metadata;
  const log = await ledger.log({ namespace, pod: name, container: blocking.container.name, ...logOfInit(blocking) });
  const { places, awaited } = initWait(pod, blocking, log);
  if (awaited) await readAwaited(ledger, awaited, namespace);
  else await readServices(ledger, places, namespace);
}

/** What the init container of a pod waits for: its log first, then the Service, Job or pods that the log or the command names. */
export const initWaits: Read = {
  most: (pod) => (waitsInInit(pod) ? 2 + SERVICE_REQUESTS : 0),
  read: (ledger, { pods }) => Promise.all(pods.map((pod) => readFor(ledger, pod))),
};
