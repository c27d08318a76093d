import type { Container, Pod } from '../model/objects.ts';
import type { LimitRange } from '../model/policy-shapes.ts';
import { parseQuantity } from '../model/quantity.ts';
import { amountOf, podRequests, type Amounts } from '../model/requests.ts';
import type { Text } from '../model/text.ts';

type Limit = NonNullable<NonNullable<LimitRange['spec']>['limits']>[number];
type Quantities = Record<string, string | number>;

const containersOf = ({ spec }: Pod): Container[] => [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];

/** The defaults of a range, filled up as the API server does. Source: apis/core/v1/defaults.go, SetDefaults_LimitRangeItem. */
function defaultsOf(limit: Limit): { limits: Quantities; requests: Quantities } {
  const limits = { ...limit.max, ...limit.default };
  return { limits, requests: { ...limit.min, ...limits, ...limit.defaultRequest } };
}

/**
 * Gives the containers of a pod the requests and limits they lack, as the LimitRanges of its namespace say; the first counts.
 * Source: plugin/pkg/admission/limitranger/admission.go, mergePodResourceRequirements.
 */
export function applyLimitRanges(pod: Pod, ranges: LimitRange[]): void {
  const defaults = ranges
    .flatMap(({ spec }) => spec?.limits ?? [])
    .filter(({ type }) => type === 'Container')
    .map(defaultsOf);
  for (const container of containersOf(pod)) {
    for (const { limits, requests } of defaults) {
      const own = (container.resources ??= {});
      own.limits = { ...limits, ...own.limits };
      own.requests = { ...requests, ...own.requests };
    }
  }
}

const limitsAsRequests = (pod: Pod): Pod => ({
  ...pod,
  spec: {
    ...pod.spec,
    ...(pod.spec?.resources && { resources: { requests: pod.spec.resources.limits ?? {} } }),
    containers: (pod.spec?.containers ?? []).map((each) => ({
      ...each,
      resources: { requests: each.resources?.limits ?? {} },
    })),
    initContainers: (pod.spec?.initContainers ?? []).map((each) => ({
      ...each,
      resources: { requests: each.resources?.limits ?? {} },
    })),
  },
});

/** The limits of a pod as a whole, by the same arithmetic as its requests. */
export const podLimits = (pod: Pod): Amounts => podRequests(limitsAsRequests(pod));

/** What one container or a pod as a whole asks for. */
interface Asked {
  what: string;
  request(resource: string): number | undefined;
  limit(resource: string): number | undefined;
}

const askedBy = (container: Container): Asked => {
  const of = (list: Quantities | undefined) => (resource: string) =>
    list && Object.hasOwn(list, resource) ? amountOf(resource, list[resource]) : undefined;
  return {
    what: `container ${container.name ?? ''}`,
    request: of(container.resources?.requests),
    limit: of(container.resources?.limits),
  };
};

function askedByPod(pod: Pod): Asked {
  const [requests, limits] = [podRequests(pod), podLimits(pod)];
  return { what: `pod ${pod.metadata.name}`, request: (of) => requests.get(of), limit: (of) => limits.get(of) };
}

/** Source: limitranger/admission.go, minConstraint, maxConstraint, limitRequestRatioConstraint. */
function broken({ max = {}, min = {}, maxLimitRequestRatio = {} }: Limit, asked: Asked): string | undefined {
  for (const [resource, least] of Object.entries(min)) {
    const request = asked.request(resource);
    if (request === undefined) return `${asked.what}: ${resource} < min ${least}`;
    if (request < amountOf(resource, least)) return `${asked.what}: requests.${resource} < min ${least}`;
    if ((asked.limit(resource) ?? Infinity) < amountOf(resource, least))
      return `${asked.what}: limits.${resource} < min ${least}`;
  }
  for (const [resource, most] of Object.entries(max)) {
    const limit = asked.limit(resource);
    if (limit === undefined) return `${asked.what}: limits.${resource} = ∞ > max ${most}`;
    if (limit > amountOf(resource, most)) return `${asked.what}: limits.${resource} > max ${most}`;
    if ((asked.request(resource) ?? 0) > amountOf(resource, most))
      return `${asked.what}: requests.${resource} > max ${most}`;
  }
  for (const [resource, ratio] of Object.entries(maxLimitRequestRatio)) {
    const [request, limit] = [asked.request(resource) ?? 0, asked.limit(resource) ?? 0];
    if (request === 0 || limit === 0 || limit / request > parseQuantity(ratio)) {
      return `${asked.what}: limits.${resource} / requests.${resource} > ${ratio}`;
    }
  }
  return undefined;
}

/** Why a LimitRange of its namespace keeps a pod from being made. */
export function limitRangeRefusal(pod: Pod, ranges: LimitRange[]): Text | undefined {
  for (const { metadata, spec } of ranges) {
    for (const limit of spec?.limits ?? []) {
      const all =
        limit.type === 'Container' ? containersOf(pod).map(askedBy) : limit.type === 'Pod' ? [askedByPod(pod)] : [];
      const why = all.map((asked) => broken(limit, asked)).find(Boolean);
      if (!why) continue;
      const name = `${metadata.namespace}/${metadata.name}`;
      return { en: `LimitRange ${name} forbids it (${why})`, zh: `LimitRange ${name} 不允许（${why}）` };
    }
  }
  return undefined;
}
