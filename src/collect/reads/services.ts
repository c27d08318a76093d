import { shapes } from '../../model/objects.ts';
import { SERVICE_NAME, serviceOf } from '../../model/service-state.ts';
import type { Place } from '../../model/wait-target.ts';
import { slim, type Ledger } from '../ledger.ts';

/** The most requests `readServices` makes. */
export const SERVICE_REQUESTS = 3;

/** Where there is no Service of that name: whether another namespace has one. */
const readElsewhere = (ledger: Ledger, name: string): Promise<unknown> =>
  ledger.read({ kind: 'services', fieldSelector: `metadata.name=${name}` });

/** The Services that host names mean, with their endpoints; of one without endpoints also the pods that it selects. */
export async function readServices(ledger: Ledger, places: Place[], own: string): Promise<void> {
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
