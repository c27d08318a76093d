import { redactText } from '../model/redact.ts';

type Raw = Record<string, unknown>;

const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';
const MASK = '***';

/** Fields that are bulk, or hold values nobody may see. */
const dropped = (key: string, owner: Raw): boolean =>
  key === 'managedFields' ||
  key === LAST_APPLIED ||
  (owner['kind'] === 'Secret' && (key === 'data' || key === 'stringData'));

/** A literal environment variable: its name and the fact that it is set are kept, its value is not. */
const isLiteralEnv = (value: Raw): boolean => typeof value['name'] === 'string' && typeof value['value'] === 'string';

function redact(value: unknown, inEnv: boolean): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map((entry) => redact(entry, inEnv));
  if (!isRecord(value)) return value;
  const masked = inEnv && isLiteralEnv(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !dropped(key, value))
      .map(([key, entry]) => [key, masked && key === 'value' ? MASK : redact(entry, key === 'env')]),
  );
}

/** An API object without the values of Secrets and of environment variables, and with secrets in its texts masked. */
export const redactObject = (object: unknown): unknown => redact(object, false);
