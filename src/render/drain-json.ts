import type { DrainPlan } from '../model/drain-plan.ts';
import type { Checklist } from '../model/maintenance.ts';
import type { Lang, Text } from '../model/text.ts';
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
