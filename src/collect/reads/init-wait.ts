import { blockingInit, waitsInInit } from '../../model/init.ts';
import { initWait, logOfInit } from '../../model/init-wait.ts';
import { shapes, type Kind, type Pod } from '../../model/objects.ts';
import { SERVICE_NAME, serviceOf } from '../../model/service-state.ts';
import type { Awaited, Place } from '../../model/wait-target.ts';
import { slim, type Ledger } from '../ledger.ts';
import type { Read } from './define.ts';

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

/** Where there is no Service of that name: whether another namespace has one. */
const readElsewhere = (ledger: Ledger, name: string): Promise<unknown> =>
  ledger.read({ kind: 'services', fieldSelector: `metadata.name=${name}` });

/** The Services that host names mean, with their endpoints; of one without endpoints also the pods that it selects. */
async function readServices(ledger: Ledger, places: Place[], own: string): Promise<void> {
  const wanted = places.flatMap(({ host }) => serviceOf(host, own) ?? []);
  const namespace = wanted[0]?.namespace ?? (places.length > 0 ? own : undefined); // an IP address may be a Service's too
  if (namespace === undefined) return;
  const names = new Set(wanted.filter((one) => one.namespace === namespace).map(({ name }) => name));
  const { items, outcome } = await ledger.read({ kind: 'services', namespace });
  const all = items.flatMap((item) => shapes.services(item) ?? []);
  const found = all.filter(
    ({ metadata, spec }) => names.has(metadata.name) || places.some(({ host }) => host === spec?.clusterIP),
  );
  const [first] = found;
  const [name] = names;
  if (!first) {
    if (outcome === 'read' && name && !places[0]?.guess) await readElsewhere(ledger, name);
    return;
  }
  const one = found.length === 1 && { labelSelector: `${SERVICE_NAME}=${first.metadata.name}` };
  const { items: slices, outcome: seen } = await ledger.read({ kind: 'endpointslices', namespace, ...one });
  const empty = slices.every((slice) => (shapes.endpointslices(slice)?.endpoints ?? []).length === 0);
  const selector = Object.entries(first.spec?.selector ?? {}).map(([key, value]) => `${key}=${value}`);
  if (seen === 'read' && empty && selector.length > 0) {
    await ledger.read({ kind: 'pods', namespace, labelSelector: selector.join(','), project: slim('pods') });
  }
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
  most: (pod) => (waitsInInit(pod) ? 5 : 0),
  read: (ledger, { pods }) => Promise.all(pods.map((pod) => readFor(ledger, pod))),
};
