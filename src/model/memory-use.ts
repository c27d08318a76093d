import type { Cluster } from './cluster.ts';
import type { Pod } from './objects.ts';
import { containersOf, type PodContainer } from './pod.ts';
import { parseQuantity } from './quantity.ts';

/** The annotation in which the LimitRanger names what it filled in. Source: plugin/pkg/admission/limitranger/admission.go. */
const LIMIT_RANGER = 'kubernetes.io/limit-ranger';

const wasOomKilled = ({ status }: PodContainer): boolean =>
  [status?.state, status?.lastState].some((state) => state?.terminated?.reason === 'OOMKilled');

/** Whether the memory limit of a container is the namespace's default and not its manifest's. */
export function limitIsDefault({ metadata }: Pod, container: string): boolean {
  const note = metadata.annotations?.[LIMIT_RANGER] ?? '';
  return note.split(';').some((part) => {
    const [, resources = '', name] = /([\w, ./-]+) limit for (?:init )?container (\S+)/.exec(part) ?? [];
    return name === container && /\bmemory\b/.test(resources);
  });
}

/** A memory limit that a LimitRange may have set caused an OOM kill. */
export const hadOomAtDefault = (pod: Pod): boolean =>
  containersOf(pod).some((container) => wasOomKilled(container) && limitIsDefault(pod, container.name));

/** The LimitRange of the pod's namespace that sets a default memory limit for containers. */
export const limitRangeOf = ({ metadata }: Pod, cluster: Cluster): string | null =>
  cluster
    .in('limitranges', metadata.namespace)
    .find(({ spec }) =>
      spec?.limits?.some((limit) => limit.type === 'Container' && limit.default?.['memory'] !== undefined),
    )?.metadata.name ?? null;

/** The working set of a container as the metrics API saw it last, in bytes; undefined without metrics. */
export function workingSet(
  pod: Pod,
  container: string,
  cluster: Cluster,
): { bytes: number; age: number | undefined } | undefined {
  const metrics = cluster.find('podmetrics', pod.metadata.namespace, pod.metadata.name);
  const bytes = parseQuantity(metrics?.containers?.find(({ name }) => name === container)?.usage?.['memory']);
  return metrics && Number.isFinite(bytes) ? { bytes, age: cluster.age(metrics.timestamp) } : undefined;
}

/** The containers of a pod that were killed for memory and run again. */
export const backAfterOom = (pod: Pod): PodContainer[] =>
  containersOf(pod).filter(
    ({ status }) => status?.state?.running && status.lastState?.terminated?.reason === 'OOMKilled',
  );
