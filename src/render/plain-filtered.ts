import type { Filtered, IgnoredFinding, KnownFinding } from '../model/filtered.ts';
import { object, type Plain } from './plain-object.ts';
import { safeLines } from './safe.ts';

const known = (found: KnownFinding & Partial<IgnoredFinding>): Plain =>
  object({
    fingerprint: safeLines(found.fingerprint),
    id: safeLines(found.id),
    severity: found.severity,
    target: {
      kind: safeLines(found.target.kind),
      namespace: safeLines(found.target.namespace),
      name: safeLines(found.target.name),
    },
    title: safeLines(found.title),
    reason: found.reason === undefined ? undefined : safeLines(found.reason),
    expires: found.expires,
  });

/** What a baseline and an ignore file did to a report. */
export const filtered = ({ known: count, gone, ignored, expired }: Filtered): Plain =>
  object({
    known: count,
    gone: gone?.map(known),
    ignored: ignored?.map(known),
    expired: expired?.map(({ rule, reason, expires }) => ({
      rule: safeLines(rule),
      reason: safeLines(reason),
      expires,
    })),
  });
