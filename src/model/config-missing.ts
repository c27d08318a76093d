import type { Cluster } from './cluster.ts';
import { configRefsOf, toldMissing, type ConfigRef, type Told } from './config-refs.ts';
import type { CreationError } from './creation.ts';
import type { AnyObject, ConfigMap, Pod } from './objects.ts';

/**
 * What is wrong with a reference. `appeared`: the kubelet has not found it, yet it is there now; the next attempt will.
 */
export type Problem = 'missing' | 'key-missing' | 'appeared';

/** A reference of a container's environment that cannot be resolved. */
export interface Unresolved {
  ref: ConfigRef;
  problem: Problem;
  /** Whether the kubelet has named it: it stops at the first one. */
  told: boolean;
  error: CreationError;
}

/** The resource a reference is looked up in. */
export const resourceOf = { ConfigMap: 'configmaps', Secret: 'secrets' } as const;

/** Every ConfigMap or Secret of the pod's namespace that was seen. */
export const candidates = (pod: Pod, kind: ConfigRef['kind'], cluster: Cluster): AnyObject[] =>
  cluster.in(resourceOf[kind], pod.metadata.namespace);

/** The object a reference names, when it was seen. */
export const referred = (pod: Pod, { kind, name }: ConfigRef, cluster: Cluster): AnyObject | undefined =>
  cluster.find(resourceOf[kind], pod.metadata.namespace, name);

/** The keys an environment variable can take: those of `data`; what stands in binaryData is for volumes only. */
export const keysOf = (object: AnyObject | undefined): string[] =>
  Object.keys((object as ConfigMap | undefined)?.data ?? {});

function problemOf(pod: Pod, ref: ConfigRef, told: Told | undefined, cluster: Cluster): Problem | undefined {
  const object = referred(pod, ref, cluster);
  const read = cluster.isMissing(resourceOf[ref.kind], pod.metadata.namespace, ref.name);
  const named = told?.kind === ref.kind && told.name === ref.name;
  if (!object && read) return 'missing';
  if (!named && ref.kind === 'Secret') return undefined; // the keys of Secrets are never read
  if (!object) return named ? (told.key === undefined ? 'missing' : keyTold(ref, told)) : undefined;
  if (ref.kind === 'Secret') return told?.key === undefined ? 'appeared' : keyTold(ref, told);
  if (ref.key !== undefined && !keysOf(object).includes(ref.key)) return 'key-missing';
  return named && (told.key === undefined || told.key === ref.key) ? 'appeared' : undefined;
}

const keyTold = (ref: ConfigRef, { key }: Told): Problem | undefined => (ref.key === key ? 'key-missing' : undefined);

/** The references of a container that keep it from being created: what the kubelet named, and what it would name next. */
export function unresolved(pod: Pod, error: CreationError, cluster: Cluster): Unresolved[] {
  if (error.stage !== 'config') return [];
  const told = toldMissing(error.message);
  return configRefsOf(error.container).flatMap((ref) => {
    if (ref.optional) return [];
    const problem = problemOf(pod, ref, told, cluster);
    if (!problem) return [];
    const named = told?.kind === ref.kind && told.name === ref.name && (!told.key || told.key === ref.key);
    return [{ ref, problem, told: named, error }];
  });
}
