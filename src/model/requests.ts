import type { Container, Pod } from './objects.ts';
import { parseQuantity } from './quantity.ts';

type Quantities = Record<string, string | number> | undefined;

/** Amounts by resource, in the scheduler's units: thousandths of a core for cpu, bytes or pieces for the rest. */
export type Amounts = Map<string, number>;

/** The next whole unit, but 0.1 + 0.2 must not round up to a unit more. */
const whole = (value: number): number => (Number.isInteger(value) ? value : Math.ceil(Number(value.toFixed(6))));

/** A quantity as the API server keeps it: thousandths of it at the finest; what is no quantity counts nothing. */
function exactOf(resource: string, quantity: string | number | undefined): number {
  const value = parseQuantity(quantity);
  if (Number.isNaN(value)) return 0;
  return resource === 'cpu' ? whole(value * 1000) : Number.isInteger(value) ? value : whole(value * 1000) / 1000;
}

/** A quantity as the scheduler counts it: fractions round up, what is no quantity counts nothing. */
export const amountOf = (resource: string, quantity: string | number | undefined): number =>
  whole(exactOf(resource, quantity));

/** The same before fractions of a byte are rounded: the containers of a pod are added up first. */
const exactsOf = (quantities: Quantities): Amounts =>
  new Map(Object.entries(quantities ?? {}).map(([resource, quantity]) => [resource, exactOf(resource, quantity)]));

/** What a container asks for; what it only limits, it asks for as much. Source: pkg/apis/core/v1/defaults.go, SetDefaults_Pod. */
const askedBy = ({ resources }: Container): Amounts => exactsOf({ ...resources?.limits, ...resources?.requests });

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
  const asked = askedBy(container);
  if (!status?.resources) return asked;
  const infeasible = pod.status?.conditions?.some(
    ({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible',
  );
  const counted: Amounts = infeasible ? new Map() : asked;
  raise(counted, exactsOf(status.resources.requests));
  raise(counted, exactsOf(status.allocatedResources));
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
  for (const [resource, amount] of exactsOf(pod.spec?.resources?.requests)) {
    if (atPodLevel(resource)) total.set(resource, amount);
  }
  add(total, exactsOf(pod.spec?.overhead));
  for (const [resource, amount] of total) if (!Number.isInteger(amount)) total.set(resource, whole(amount));
  return total;
}
