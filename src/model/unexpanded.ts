import type { PodContainer } from './pod.ts';
import { REFERENCE } from './pod-shape.ts';

/** The values in which Kubernetes replaces `$(NAME)`, and where they stand. */
function valuesOf({ spec, specPath }: PodContainer): { path: string; value: string }[] {
  const { env = [], command = [], args = [] } = spec;
  return [
    ...env.map(({ name, value }) => ({ path: `${specPath}.env[${name}].value`, value: value ?? '' })),
    ...command.map((value) => ({ path: `${specPath}.command`, value })),
    ...args.map((value) => ({ path: `${specPath}.args`, value })),
  ];
}

/** A reference `$(NAME)` of the spec that a log shows as it is written: no such variable was known there. */
export function unexpandedFields(container: PodContainer, log: string) {
  const found = valuesOf(container)
    .flatMap(({ path, value }) => [...value.matchAll(REFERENCE)].map(([whole, name = '']) => ({ path, whole, name })))
    .find(({ whole }) => log.includes(whole));
  const defined = (container.spec.env ?? []).some(({ name }) => name === found?.name);
  return {
    unexpanded: found?.name ?? null,
    unexpandedPath: found?.path ?? null,
    unexpandedBelow: defined && found?.path.includes('.env[') ? found.name : null,
  };
}
