import type { DrainPlan } from '../model/drain-plan.ts';
import type { Checklist } from '../model/maintenance.ts';
import type { Lang, Text } from '../model/text.ts';
import type { Plain } from './plain-object.ts';
import { safeLines } from './safe.ts';

const isText = (value: object): value is Text => {
  const keys = Object.keys(value);
  return keys.length === 2 && 'en' in value && 'zh' in value && typeof value.en === 'string';
};

/** A value as plain JSON in one language: texts become strings, and every string is safe to print. */
export function inLanguage(value: unknown, lang: Lang): unknown {
  if (typeof value === 'string') return safeLines(value);
  if (Array.isArray(value)) return value.map((item) => inLanguage(item, lang));
  if (typeof value !== 'object' || value === null) return value;
  if (isText(value)) return safeLines(value[lang]);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inLanguage(entry, lang)]));
}

const document = (kind: string, content: DrainPlan | Checklist, lang: Lang): unknown =>
  inLanguage({ apiVersion: 'k8sdoctor/v1', kind, ...content }, lang);

/** A drain plan as a plain object, for JSON and YAML, described by drain-plan.schema.json. */
export const plainPlan = (plan: DrainPlan, lang: Lang): unknown => document('DrainPlan', plan, lang);

/** A maintenance checklist as a plain object, for JSON and YAML, described by maintenance.schema.json. */
export const plainChecklist = (checklist: Checklist, lang: Lang): unknown =>
  document('MaintenanceChecklist', checklist, lang);

/** The formats that programs read. */
export type ProgramFormat = 'json' | 'yaml';
export const isForPrograms = (output: string | undefined): output is ProgramFormat =>
  output === 'json' || output === 'yaml';

/** One object for programs: indented JSON, or YAML. */
export async function objectText(plain: unknown, format: ProgramFormat): Promise<string> {
  if (format === 'json') return `${JSON.stringify(plain, null, 2)}\n`;
  return (await import('./yaml.ts')).dumpYaml(plain as Plain);
}

/** How objects that come one after the other are written for programs: a line of JSON each, or a document of YAML each. */
export async function streamText(format: ProgramFormat, lang: Lang): Promise<(value: object) => string> {
  if (format === 'json') return (value) => `${JSON.stringify(inLanguage(value, lang))}\n`;
  const { dumpYaml } = await import('./yaml.ts');
  return (value) => `---\n${dumpYaml(inLanguage(value, lang) as Plain)}`;
}
