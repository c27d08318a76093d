import type { Manifest } from './api.ts';
import type { Random } from '../random.ts';

/** What a case is made of so far. */
export interface World {
  random: Random;
  /** Which filters the case is about. */
  features: Set<string>;
  nodes: Manifest[];
  /** Names of claims that pods may use, by namespace. */
  claims: { namespace: string; name: string }[];
  objects: Manifest[];
}

/** Few words, so that things meet. */
export const namespaces = ['shop', 'shop', 'shop', 'infra', 'dev'];
export const zones = ['a', 'b', 'c'];
export const apps = ['web', 'db', 'cache'];
export const ZONE = 'topology.kubernetes.io/zone';
export const HOST = 'kubernetes.io/hostname';
export const topologyKeys = [ZONE, ZONE, HOST, HOST, 'rack', 'disk'];

/** The labels of a pod: an app, and at times a version. */
export function podLabels({ random }: World): Record<string, string> {
  return {
    ...(random.chance(0.95) && { app: random.chance(0.5) ? 'web' : random.pick(apps) }),
    ...(random.chance(0.4) && { version: random.pick(['1', '2']) }),
    ...(random.chance(0.2) && { tier: random.pick(['front', 'back']) }),
  };
}

/** A label selector over pods. */
export function podSelector({ random }: World): object {
  if (random.chance(0.05)) return {};
  if (random.chance(0.5)) return { matchLabels: { app: 'web' } };
  const key = random.pick(['app', 'app', 'app', 'version', 'tier']);
  const values: Record<string, string[]> = { app: apps, version: ['1', '2'], tier: ['front', 'back'] };
  if (random.chance(0.7)) return { matchLabels: { [key]: random.pick(values[key] ?? []) } };
  const operator = random.pick(['In', 'NotIn', 'Exists', 'DoesNotExist']);
  const some = random.some(values[key] ?? []);
  const given = operator.endsWith('In') ? { values: some.length > 0 ? some : [random.pick(values[key] ?? [])] } : {};
  return { matchExpressions: [{ key, operator, ...given }] };
}

/** Amounts of cpu and memory that meet the nodes' sizes now and then. */
export const requests = ({ random }: World): Record<string, string> => ({
  ...(random.chance(0.8) && { cpu: random.pick(['100m', '250m', '500m', '0.5', '1', '1500m', '2', '3']) }),
  ...(random.chance(0.7) && { memory: random.pick(['64Mi', '256Mi', '0.1Gi', '512Mi', '1Gi', '1.5Gi', '2G', '3Gi']) }),
  ...(random.chance(0.1) && { 'ephemeral-storage': random.pick(['1Gi', '5Gi', '20Gi']) }),
});

/** Extended resources and the like, at times. */
export const scalars = ({ random }: World): Record<string, string> => ({
  ...(random.chance(0.15) && { 'nvidia.com/gpu': random.pick(['1', '2', '4']) }),
  ...(random.chance(0.08) && { 'example.com/dongle': random.pick(['1', '3']) }),
  ...(random.chance(0.05) && { 'hugepages-2Mi': random.pick(['2Mi', '64Mi']), cpu: '250m' }),
});
