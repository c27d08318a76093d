import type { Row } from '../facts/define.ts';
import type { Cluster } from '../model/cluster.ts';
import { lastSeen, timesSeen } from '../model/event.ts';
import type { Evidence, Ref } from '../model/finding.ts';
import type { AnyObject } from '../model/objects.ts';
import type { EvidenceSpec } from '../model/playbook.ts';
import { fillIn, fillPattern } from '../playbook/fill.ts';

const MAX_LOG_LINES = 4;

/** Reads a field path such as `status.containerStatuses[app].state.waiting`; lists are picked by name, type or key. */
export function readPath(object: unknown, path: string): unknown {
  const steps = path.match(/[^.[\]]+(?=\[)|\[[^\]]*\]|[^.[\]]+/g) ?? [];
  return steps.reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null) return undefined;
    const name = step.startsWith('[') ? step.slice(1, -1) : step;
    if (!Array.isArray(value)) return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
    const entries = value as Record<string, unknown>[];
    return (
      entries.find((entry) => [entry?.['name'], entry?.['type'], entry?.['key']].includes(name)) ??
      entries[Number(name)]
    );
  }, object);
}

const nested = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return inline(value);
  return Array.isArray(value) ? `[${inline(value)}]` : `{${inline(value)}}`;
};

/** A value on one line, as a person would write it: `httpGet: {path: /healthz, port: 8080}, periodSeconds: 10`. */
export function inline(value: unknown): string {
  if (Array.isArray(value)) return value.map(nested).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .map(([name, entry]) => `${name}: ${nested(entry)}`)
    .join(', ');
}

interface Found {
  ref: Ref;
  object: AnyObject;
}

const atObject = ({ ref, object }: Found): Pick<Evidence, 'object' | 'resourceVersion'> => ({
  object: ref,
  ...(object.metadata.resourceVersion && { resourceVersion: object.metadata.resourceVersion }),
});

function target(spec: { object?: string }, row: Row, fields: object, cluster: Cluster): Found | undefined {
  const [kind, ...path] = spec.object ? fillIn(spec.object, fields, 'en').split('/') : [];
  const [name, namespace = row.target.namespace] = path.toReversed();
  if (spec.object && (!kind || !name)) return undefined;
  const candidates: Ref[] =
    kind && name
      ? [
          { kind, namespace, name },
          { kind, namespace: '', name },
        ]
      : [row.target];
  for (const ref of candidates) {
    const object = cluster.resolve(ref);
    if (object) return { ref, object };
  }
  return undefined;
}

function eventEvidence(
  spec: { event: string; matches?: string },
  found: Found,
  fields: object,
  cluster: Cluster,
): Evidence[] {
  const reason = fillIn(spec.event, fields, 'en');
  const pattern = spec.matches ? fillPattern(spec.matches, fields) : undefined;
  const event = cluster
    .eventsAbout(found.ref.kind, found.object)
    .find((e) => e.reason === reason && (!pattern || pattern.test(e.message ?? '')));
  if (!event) return [];
  const times = timesSeen(event);
  const age = cluster.age(lastSeen(event));
  return [
    {
      kind: 'event',
      ...atObject(found),
      source: `event ${reason}${times > 1 ? ` ×${times}` : ''}`,
      value: event.message ?? '',
      ...(age !== undefined && { ageSeconds: age }),
    },
  ];
}

function logEvidence(spec: { log: string }, row: Row, found: Found): Evidence[] {
  const text = row['log'];
  if (typeof text !== 'string') return [];
  const pattern = new RegExp(spec.log, 'i');
  const lines = text.split('\n').filter((line) => line.trim() && pattern.test(line));
  const source = typeof row['logSource'] === 'string' ? row['logSource'] : 'log';
  return [...new Set(lines)]
    .slice(-MAX_LOG_LINES)
    .map((line) => ({ kind: 'log', ...atObject(found), source, value: line.trim() }));
}

function gatherOne(spec: EvidenceSpec, row: Row, fields: object, cluster: Cluster): Evidence[] {
  const found = target('object' in spec && spec.object ? { object: spec.object } : {}, row, fields, cluster);
  if ('source' in spec) {
    const value = fillIn(spec.value, fields, 'en');
    return value
      ? [{ kind: 'fact', object: found?.ref ?? row.target, source: fillIn(spec.source, fields, 'en'), value }]
      : [];
  }
  if (!found) return [];
  if ('event' in spec) return eventEvidence(spec, found, fields, cluster);
  if ('log' in spec) return logEvidence(spec, row, found);
  const path = fillIn(spec.path, fields, 'en');
  const value = readPath(found.object, path);
  const words = value === undefined ? '' : inline(value); // an empty object has none either
  return words === '' ? [] : [{ kind: 'field', ...atObject(found), source: path, value: words }];
}

/** Reads every piece of proof a playbook names; what is not there is left out. */
export const gather = (specs: EvidenceSpec[], row: Row, fields: object, cluster: Cluster): Evidence[] =>
  specs.flatMap((spec) => gatherOne(spec, row, fields, cluster));
