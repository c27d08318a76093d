import type { PodContainer } from './pod.ts';

/** One place where a container takes environment variables from a ConfigMap or a Secret. */
export interface ConfigRef {
  kind: 'ConfigMap' | 'Secret';
  name: string;
  /** The key it needs; undefined for all keys at once (`envFrom`). */
  key: string | undefined;
  optional: boolean;
  /** `LEVEL`, or `envFrom` with its prefix. */
  use: string;
  /** Where it stands in the pod: `spec.containers[app].env[LEVEL].valueFrom`. */
  path: string;
}

type Raw = { name?: string; key?: string; optional?: boolean } | undefined;

function refOf(kind: ConfigRef['kind'], ref: Raw, use: string, path: string): ConfigRef[] {
  if (!ref?.name) return [];
  return [{ kind, name: ref.name, key: ref.key, optional: ref.optional === true, use, path }];
}

/** Every ConfigMap and Secret that the environment of a container refers to, in the order the kubelet resolves them. */
export function configRefsOf({ spec, specPath }: PodContainer): ConfigRef[] {
  const whole = (spec.envFrom ?? []).flatMap(({ configMapRef, secretRef, prefix }, index) => {
    const use = prefix ? `envFrom with prefix ${prefix}` : 'envFrom';
    const path = `${specPath}.envFrom[${index}]`;
    return [...refOf('ConfigMap', configMapRef, use, path), ...refOf('Secret', secretRef, use, path)];
  });
  const single = (spec.env ?? []).flatMap(({ name = '', valueFrom }) => {
    const path = `${specPath}.env[${name}].valueFrom`;
    return [
      ...refOf('ConfigMap', valueFrom?.configMapKeyRef, name, path),
      ...refOf('Secret', valueFrom?.secretKeyRef, name, path),
    ];
  });
  return [...whole, ...single];
}

/** What the kubelet said it could not find: an object, or a key of one. */
export interface Told {
  kind: ConfigRef['kind'];
  name: string;
  key: string | undefined;
}

const kindOfWord = (word: string): ConfigRef['kind'] => (/^config/i.test(word) ? 'ConfigMap' : 'Secret');

/** Longer than any message of a kubelet; a file may hold anything. */
const LONGEST = 4096;

/**
 * The object or key that a message of the kubelet names as not found: `configmap "app" not found`,
 * `couldn't find key level in ConfigMap shop/app`. Source: pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables.
 */
export function toldMissing(text: string): Told | undefined {
  const message = text.slice(0, LONGEST);
  const key = /couldn't find key (.+) in (ConfigMap|Secret) [^/\s]+\/([a-z0-9.-]+)/i.exec(message);
  if (key?.[1] && key[2] && key[3]) return { kind: kindOfWord(key[2]), name: key[3], key: key[1] };
  const object = /\b(configmap|secret)s? "([^"]+)" not found/i.exec(message);
  return object?.[1] && object[2] ? { kind: kindOfWord(object[1]), name: object[2], key: undefined } : undefined;
}
