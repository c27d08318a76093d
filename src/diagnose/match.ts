import type { Row } from '../facts/define.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Finding, Fix, Ref, RuledOut } from '../model/finding.ts';
import type { Playbook } from '../model/playbook.ts';
import { compile } from '../playbook/condition.ts';
import { fill, fillCommand } from '../playbook/fill.ts';
import { gather } from './evidence.ts';
import { fieldsOf, topOwner } from './fields.ts';

/** A playbook that fired on a row, and what came of it. */
export interface Match {
  playbook: Playbook;
  row: Row;
  finding: Finding;
}

/** 64-bit FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv: a digest to recognise things by; loading crypto costs 5 ms. */
function digest(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

/** Stable over runs, pods of one workload, and clusters: a digest of the cause, the workload and the container. */
function fingerprintOf(id: string, target: Ref, container: string | undefined, cluster: Cluster): string {
  const owner = topOwner(target, cluster);
  return digest([id, owner.namespace, owner.kind, owner.name, container ?? ''].join('\n'));
}

const fixesOf = (playbook: Playbook, row: Row, fields: object): Fix[] =>
  (playbook.fixes ?? [])
    .filter((fix) => !fix.when || compile(fix.when, `${playbook.id} fixes.when`)(row))
    .flatMap((fix) => {
      const command = fillCommand(fix.command, fields);
      return command ? [{ risk: fix.risk, command, ...(fix.note && { note: fill(fix.note, fields) }) }] : [];
    });

function toMatch(playbook: Playbook, row: Row, cluster: Cluster): Match {
  const fields = fieldsOf(row, cluster);
  const finding: Finding = {
    id: playbook.id,
    fingerprint: fingerprintOf(playbook.id, row.target, row.container, cluster),
    severity: playbook.severity ?? 'info',
    confidence: playbook.confidence ?? 'low',
    permanence: playbook.permanence ?? 'depends',
    target: row.target,
    ...(row.container && { container: row.container }),
    title: fill(playbook.title, fields),
    cause: fill(playbook.cause, fields),
    fix: playbook.fix ? fill(playbook.fix, fields) : { en: '', zh: '' },
    evidence: gather(playbook.evidence ?? [], row, fields, cluster),
    ruledOut: [],
    fixes: fixesOf(playbook, row, fields),
    explains: [],
    topics: playbook.topics ?? [],
  };
  return { playbook, row, finding };
}

const sameScope = (a: Row, b: Row): boolean =>
  a.target.kind === b.target.kind &&
  a.target.namespace === b.target.namespace &&
  a.target.name === b.target.name &&
  (!a.container || !b.container || a.container === b.container);

/** Every playbook asked of every row of its fact; a fallback yields to any other cause of its symptom on the same container. */
export function matchAll(playbooks: Playbook[], rowsOf: (fact: string) => Row[], cluster: Cluster): Match[] {
  const matches = playbooks.flatMap((playbook) => {
    const rows = playbook.fact ? rowsOf(playbook.fact) : [];
    if (rows.length === 0 || !playbook.when) return []; // most facts have no rows, so most conditions need not be compiled
    const condition = compile(playbook.when, `${playbook.id} when`);
    return rows.filter((row) => condition(row)).map((row) => toMatch(playbook, row, cluster));
  });
  return matches.filter(
    ({ playbook, row }) =>
      !playbook.fallback ||
      !matches.some(
        (other) => !other.playbook.fallback && other.playbook.symptom === playbook.symptom && sameScope(other.row, row),
      ),
  );
}

/** The causes worth naming beside a match, each refuted by a row about the same container. */
export function ruledOutBeside(
  match: Match,
  all: Match[],
  playbooks: Playbook[],
  rowsOf: (fact: string) => Row[],
  cluster: Cluster,
): RuledOut[] {
  return (match.playbook.rulesOut ?? []).flatMap((id) => {
    const playbook = playbooks.find((candidate) => candidate.id === id);
    if (!playbook?.refutedBy || !playbook.fact) return [];
    if (all.some((other) => other.playbook.id === id && sameScope(other.row, match.row))) return [];
    const refutes = compile(playbook.refutedBy.when, `${id} refutedBy.when`);
    const row = rowsOf(playbook.fact).find((candidate) => sameScope(candidate, match.row) && refutes(candidate));
    if (!row) return [];
    const fields = fieldsOf(row, cluster);
    const { title = playbook.title, because } = playbook.refutedBy;
    return [{ id, title: fill(title, fields), because: fill(because, fields) }];
  });
}
