import { Ajv2020 } from 'ajv/dist/2020.js';
import eventSchema from '../../src/render/drain-event.schema.json' with { type: 'json' };
import planSchema from '../../src/render/drain-plan.schema.json' with { type: 'json' };
import checklistSchema from '../../src/render/maintenance.schema.json' with { type: 'json' };

const ajv = new Ajv2020({ strict: true, allErrors: true });
const validators = {
  DrainPlan: ajv.compile<object>(planSchema),
  MaintenanceChecklist: ajv.compile<object>(checklistSchema),
  DrainEvent: ajv.compile<object>(eventSchema),
};

/** What the published schemas have against the JSON of a plan, a checklist or an event; nothing when it is as they say. */
export function complaints(kind: keyof typeof validators, value: unknown): string[] {
  const validate = validators[kind];
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** Gives a printed plan, checklist or event back when its published schema describes it. */
export function described<T>(kind: keyof typeof validators, value: unknown): T {
  const found = complaints(kind, value);
  if (found.length > 0) throw new Error(`src/render has another schema of a ${kind}:\n${found.join('\n')}`);
  return value as T;
}
