import { redactText } from '../model/redact.ts';
import { keys } from '../model/shape.ts';

const MASK = '***';

/** Names of environment variables and flags whose value is a secret. */
const SECRET_NAME =
  /pass(?:word|wd|phrase)?|pwd|secret|token|credential|private|api[-_]?key|access[-_]?key|(?:^|[-_])key$|(?:^|[-_])auth$|(?:^|[-_])dsn$/i;
/** Names that hold a place, not the secret itself. */
const PLACE_NAME = /(?:file|path|dir|name|url|uri|endpoint|ttl|expiry|expiration|enabled?)$/i;

/** Fields that identify: masking them would cut the ties between objects. */
export const IDENTITY = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'kind',
  'apiVersion',
  'claimName',
  'secretName',
  'nodeName',
]);
const DROPPED_ANNOTATIONS = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'kubectl.kubernetes.io/original-replicas',
]);
/** Deeper than any API object; a file may be deeper, and must not end us. */
const DEEPEST = 100;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const namesSecret = (name: string): boolean => SECRET_NAME.test(name) && !PLACE_NAME.test(name);

/** `["--password", "hunter2"]`: the flag and its value are two strings. */
function list(items: unknown[], depth: number): unknown[] {
  return items.map((item, index) => {
    const before = items[index - 1];
    const isValue = typeof before === 'string' && /^--?[\w-]{1,60}$/.test(before) && namesSecret(before);
    return isValue && typeof item === 'string' && !item.startsWith('-') ? MASK : clean(item, depth);
  });
}

function fields(object: Record<string, unknown>, depth: number): Record<string, unknown> {
  const isSecret = object['kind'] === 'Secret';
  const isConfigMap = object['kind'] === 'ConfigMap';
  const kept: [string, unknown][] = [];
  for (const [key, value] of Object.entries(object)) {
    if (key === 'managedFields' || DROPPED_ANNOTATIONS.has(key)) continue;
    if (isSecret && (key === 'data' || key === 'stringData')) continue;
    if (isConfigMap && (key === 'data' || key === 'binaryData')) kept.push([key, keys(value)]);
    else if (typeof value === 'string' && IDENTITY.has(key)) kept.push([key, value]);
    else if (key === 'value' && typeof object['name'] === 'string' && namesSecret(object['name']) && value)
      kept.push([key, MASK]);
    else kept.push([key, clean(value, depth)]);
  }
  return Object.fromEntries(kept);
}

function clean(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) return undefined;
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return list(value, depth + 1);
  return isRecord(value) ? fields(value, depth + 1) : value;
}

/**
 * A copy of an API object fit to be passed on: without the values of Secrets and ConfigMaps, managed fields and the last applied manifest,
 * with secrets in environment values, arguments and messages masked.
 */
export const redactObject = (object: unknown): unknown => clean(object, 0);
