import type { Container, Pod } from './objects.ts';
import { parseQuantity } from './quantity.ts';

/** Amounts by resource, in the scheduler's units: thousandths of a core for cpu, bytes or pieces for the rest. */
export type Amounts = Map<string, number>;

type Quantities = Record<string, string | number> | undefined;

/** A quantity as the scheduler counts it: fractions round up, what is no quantity counts nothing. */
export function amountOf(resource: string, quantity: string | number | undefined): number {
  const value = parseQuantity(quantity) * (resource === 'cpu' ? 1000 : 1);
  return Number.isNaN(value) ? 0 : Math.ceil(Number(value.toFixed(6))); // 0.1 + 0.2 must not round up to a unit more
}

/** A list of quantities as amounts. */
export const amountsOf = (quantities: Quantities): Amounts =>
  new Map(Object.entries(quantities ?? {}).map(([resource, quantity]) => [resource, amountOf(resource, quantity)]));

/** Adds the second amounts to the first. */
export function add(sum: Amounts, more: Amounts): void {
  for (const [resource, amount] of more) sum.set(resource, (sum.get(resource) ?? 0) + amount);
}

function raise(peak: Amounts, other: Amounts): void {
  for (const [resource, amount] of other) peak.set(resource, Math.max(peak.get(resource) ?? 0, amount));
}

/** What a container counts for: while it is being resized, the larger of what it asks for and what it was given. */
function containerRequests(pod: Pod, container: Container, bound: boolean): Amounts {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  const status = bound ? statuses.find(({ name }) => name === container.name) : undefined;
  const asked = amountsOf(container.resources?.requests);
  if (!status?.resources) return asked;
  const infeasible = pod.status?.conditions?.some(
    ({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible',
  );
  const counted: Amounts = infeasible ? new Map() : asked;
  raise(counted, amountsOf(status.resources.requests));
  raise(counted, amountsOf(status.allocatedResources));
  return counted;
}

/** Which resources a pod as a whole may ask for (`spec.resources`). */
const atPodLevel = (resource: string): boolean => /^(cpu|memory|hugepages-.*)$/.test(resource);

/**
 * What the scheduler reserves for a pod: the larger of all containers and sidecars together and the peak while starting (each init
 * container beside the sidecars before it), replaced by pod-level requests where there are some, plus overhead.
 * Source: component-helpers/resource/helpers.go, PodRequests. `bound`: it holds its place already, so resizing counts.
 */
export function podRequests(pod: Pod, bound = false): Amounts {
  const total: Amounts = new Map();
  const sidecars: Amounts = new Map();
  const peak: Amounts = new Map();
  for (const container of pod.spec?.containers ?? []) add(total, containerRequests(pod, container, bound));
  for (const container of pod.spec?.initContainers ?? []) {
    const isSidecar = container.restartPolicy === 'Always';
    const own = containerRequests(pod, container, bound && isSidecar);
    if (isSidecar) {
      add(total, own);
      add(sidecars, own);
      raise(peak, sidecars);
    } else {
      add(own, sidecars);
      raise(peak, own);
    }
  }
  raise(total, peak);
  for (const [resource, amount] of amountsOf(pod.spec?.resources?.requests)) {
    if (atPodLevel(resource)) total.set(resource, amount);
  }
  add(total, amountsOf(pod.spec?.overhead));
  return total;
}
