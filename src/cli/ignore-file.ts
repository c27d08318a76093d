import { DoctorError } from '../model/error.ts';
import { parseTime } from '../model/time.ts';
import type { IgnoreRule } from '../diagnose/filter.ts';
import schema from './ignore.schema.json' with { type: 'json' };

const wrong = (path: string, why: string): DoctorError =>
  new DoctorError(
    'input',
    { en: `${path}: ${why}`, zh: `${path}：${why}` },
    {
      hint: {
        en: 'each entry of the list `ignore` has an id or a fingerprint, a reason, and optionally namespace, target, expires (2026-12-31)',
        zh: '列表 ignore 的每一项需要 id 或 fingerprint，以及 reason；可选 namespace、target、expires（2026-12-31）',
      },
    },
  );

/** YAML may read a day as a point in time. */
const withDays = (value: unknown): unknown => {
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (Array.isArray(value)) return value.map(withDays);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withDays(entry)]));
};

/** What the schema says against a file, in one line that names the entry. */
async function complaint(content: unknown): Promise<string | undefined> {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  const check = new Ajv2020({ strictRequired: false }).compile(schema);
  if (check(content)) return undefined;
  const errors = check.errors ?? [];
  const lacking = errors.find(({ keyword }) => keyword === 'anyOf');
  const { instancePath = '', message = '', params } = lacking ?? errors[0] ?? {};
  const at = instancePath.slice(1).replace(/^ignore\/(\d+)/, (_, index: string) => `entry ${Number(index) + 1}`);
  const extra = (params as { additionalProperty?: string } | undefined)?.additionalProperty;
  const words = lacking ? 'must have an id or a fingerprint' : `${message}${extra ? ` (${extra})` : ''}`;
  return [at.replaceAll('/', ' '), words].filter(Boolean).join(': ');
}

/** The rules of an ignore file. Throws DoctorError with one line that names the entry that is wrong. */
export async function parseIgnoreFile(path: string, text: string): Promise<IgnoreRule[]> {
  const { load } = await import('js-yaml');
  let content: unknown;
  try {
    content = withDays(load(text));
  } catch (error) {
    throw wrong(path, `not YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}`);
  }
  const against = await complaint(content ?? {});
  if (against) throw wrong(path, against);
  const { ignore } = content as { ignore: IgnoreRule[] };
  const noDay = ignore.findIndex(
    ({ expires }) => expires !== undefined && parseTime(`${expires}T00:00:00Z`) === undefined,
  );
  if (noDay >= 0) throw wrong(path, `entry ${noDay + 1} expires: there is no day ${ignore[noDay]?.expires}`);
  return ignore;
}
