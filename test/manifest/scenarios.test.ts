import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { readPath } from '../../src/diagnose/evidence.ts';
import type { Finding } from '../../src/model/finding.ts';
import { locate } from '../../src/manifest/locate.ts';
import { usualIds } from '../../src/manifest/usual.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';
import { allRecorded } from '../render/recorded.ts';

interface Manifest {
  kind: string;
  metadata: { name?: string };
}

const root = join(import.meta.dirname, '../..');
const played = (await allRecorded()).flatMap(({ name, report, scenario }) => {
  if (!scenario || report.findings.length === 0) return [];
  const { manifests } = load(readFileSync(join(root, scenario), 'utf8')) as { manifests: Manifest[] };
  return [{ name, report, manifests }];
});

/** The same objects as people write them. */
const WRITTEN: Record<string, (manifests: Manifest[]) => string> = {
  'documents of YAML': (manifests) => manifests.map((one) => dump(one)).join('---\n'),
  'YAML with CRLF and comments': (manifests) =>
    manifests
      .map((one) => `# one of several\n${dump(one, { flowLevel: 6 })}`)
      .join('---\n')
      .replaceAll('\n', '\r\n'),
  'a List in YAML': (manifests) => dump({ apiVersion: 'v1', kind: 'List', items: manifests }, { noRefs: true }),
  'a List in JSON': (manifests) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, null, 2),
};

const TEMPLATES: Record<string, string> = { Pod: '', CronJob: 'spec.jobTemplate.spec.template.' };

/** The fields that prove a finding and that a manifest, of the object itself or of its owner, holds as they are. */
function writtenFields({ target, owner, evidence }: Finding, manifests: Manifest[]): string[] {
  return evidence
    .filter(({ kind, source }) => kind === 'field' && !/^(?:status|metadata)\./.test(source))
    .filter(({ object, source }) =>
      manifests.some((manifest) => {
        const { kind, metadata } = manifest;
        const isOwn = kind === object.kind && metadata.name === object.name;
        const isOwners = object.kind === target.kind && owner?.kind === kind && owner.name === metadata.name;
        const prefix = isOwn ? '' : (TEMPLATES[kind] ?? 'spec.template.');
        return (isOwn || isOwners) && readPath(manifest, prefix + source) !== undefined;
      }),
    )
    .map(({ source }) => source);
}

/** Whether a line begins, at the column, with the last step of a path: a field's key, or what an entry of a list is picked by. */
function holds(line: string, column: number, path: string): boolean {
  const rest = line.slice(column - 1).replaceAll(/["']/g, '');
  const last = /(?:\[([^\]]*)\]|([^.[\]]+))$/.exec(path);
  if (last?.[2] !== undefined) return rest.startsWith(`${last[2]}:`);
  return (
    /^\d+$/.test(last?.[1] ?? '') || ['name', 'type', 'key'].some((key) => rest.startsWith(`${key}: ${last?.[1]}`))
  );
}

describe.each(Object.entries(WRITTEN))('the line that causes a finding, in %s', (_name, write) => {
  it('holds the field that proves it, where the manifest has that field', () => {
    let checked = 0;
    for (const { name, report, manifests } of played) {
      const text = write(manifests);
      for (const finding of locate(report.findings, [{ file: 'a.yaml', text }])) {
        const fields = writtenFields(finding, manifests);
        if (fields.length === 0) continue;
        const { location } = finding;
        const line = text.split('\n')[(location?.line ?? 0) - 1] ?? '';
        const held = fields.some((path) => holds(line, location?.column ?? 1, path));
        expect([name, finding.id, held ? 'held' : `${line.trim()} instead of ${fields.join(' or ')}`]).toEqual([
          name,
          finding.id,
          'held',
        ]);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(150);
  });

  it('is there for every finding about what the manifests hold, and for no other', () => {
    for (const { name, report, manifests } of played) {
      for (const { id, target, owner, location } of locate(report.findings, [{ file: 'a', text: write(manifests) }])) {
        const held = manifests.some(({ kind, metadata }) =>
          [target, owner].some((ref) => ref?.kind === kind && ref.name === metadata.name),
        );
        const wrong = held ? location === undefined : target.kind === 'Node' && location !== undefined;
        expect([name, id, wrong]).toEqual([name, id, false]);
      }
    }
  });
});

it('the table of usual fields names causes and symptoms that exist', async () => {
  const { playbooks, symptoms } = await builtinLibrary();
  const known = new Set([...playbooks, ...symptoms].map(({ id }) => id));
  expect(usualIds().filter((id) => !known.has(id))).toEqual([]);
});
