import type { Row } from '../facts/define.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Finding, Fix, Ref, RuledOut } from '../model/finding.ts';
import { saidBy } from '../model/log.ts';
import type { Playbook } from '../model/playbook.ts';
import type { Text } from '../model/text.ts';
import { compile } from '../playbook/condition.ts';
import { fill, fillCommand } from '../playbook/fill.ts';
import { gather } from './evidence.ts';
import { fieldsOf, topOwner } from './fields.ts';

/** A playbook that fired on a row, and what came of it. */
export interface Match {
  playbook: Playbook;
  row: Row;
  finding: Finding;
  /** The headline for several workloads with this same cause. */
  together?: Text;
  /** In a scan: the cause is that of another replica, whose log was read. */
  borrowed?: true;
}

/** 64-bit FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv: a digest to recognise things by; loading crypto costs 5 ms. */
function digest(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}

/** Stable over runs, pods of one workload, and clusters: a digest of the cause, the workload and the container. */
const fingerprintOf = (id: string, owner: Ref, container: string | undefined): string =>
  digest([id, owner.namespace, owner.kind, owner.name, container ?? ''].join('\n'));

/** The same for every workload that suffers from the one thing a playbook names: a registry, a quota. Undefined where that is not known. */
function sharedFingerprint({ id, shared }: Playbook, fields: Record<string, unknown>): string | undefined {
  const values = shared?.by.map((field) => fields[field]);
  if (!values || values.some((value) => value === null || value === undefined)) return undefined;
  return digest(JSON.stringify([id, ...values]));
}

const fixesOf = (playbook: Playbook, row: Row, fields: object): Fix[] =>
  (playbook.fixes ?? [])
    .filter((fix) => !fix.when || compile(fix.when, `${playbook.id} fixes.when`)(row))
    .flatMap((fix) => {
      const command = fillCommand(fix.command, fields);
      return command ? [{ risk: fix.risk, command, ...(fix.note && { note: fill(fix.note, fields) }) }] : [];
    });

/** The error line that a cause quotes: the strongest, for a cause of its own that which its evidence is about. */
function quoted({ evidence = [], fallback }: Playbook, { errorLines, lastError }: Row): unknown {
  const lines = Array.isArray(errorLines) && !fallback ? (errorLines as string[]) : [];
  const patterns = evidence.flatMap((spec) => ('log' in spec ? new RegExp(spec.log, 'i') : []));
  const line = lines.find((each) => patterns.some((pattern) => pattern.test(each)));
  return line === undefined ? lastError : saidBy(line);
}

function toMatch(playbook: Playbook, row: Row, cluster: Cluster): Match {
  const fields = { ...fieldsOf(row, cluster), ...('errorLines' in row && { lastError: quoted(playbook, row) }) };
  const owner = topOwner(row.target, cluster);
  const finding: Finding = {
    id: playbook.id,
    fingerprint: sharedFingerprint(playbook, fields) ?? fingerprintOf(playbook.id, owner, row.container),
    severity: playbook.severity ?? 'info',
    confidence: playbook.confidence ?? 'low',
    permanence: playbook.permanence ?? 'depends',
    target: row.target,
    ...(owner !== row.target && { owner }),
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
  const together = playbook.shared?.title && fill(playbook.shared.title, fields);
  return { playbook, row, finding, ...(together && { together }) };
}

const sameScope = (a: Row, b: Row): boolean =>
  a.target.kind === b.target.kind &&
  a.target.namespace === b.target.namespace &&
  a.target.name === b.target.name &&
  (!a.container || !b.container || a.container === b.container);

const indexes = new WeakMap<object, Map<string, unknown[]>>();

const scopeOf = ({ target }: Row): string => `${target.kind}/${target.namespace}/${target.name}`;

/** Those of many that are about the same container as a row, or its pod; looked up, as a scan has thousands. */
function beside<T>(items: T[], rowOf: (item: T) => Row, row: Row): T[] {
  let index = indexes.get(items) as Map<string, T[]> | undefined;
  if (!index) indexes.set(items, (index = Map.groupBy(items, (item) => scopeOf(rowOf(item)))));
  return (index.get(scopeOf(row)) ?? []).filter((item) => sameScope(rowOf(item), row));
}

const ofMatch = ({ row }: Match): Row => row;
const itself = (row: Row): Row => row;

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
      !beside(matches, ofMatch, row).some(
        (other) => !other.playbook.fallback && other.playbook.symptom === playbook.symptom,
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
    if (beside(all, ofMatch, match.row).some((other) => other.playbook.id === id)) return [];
    const refutes = compile(playbook.refutedBy.when, `${id} refutedBy.when`);
    const row = beside(rowsOf(playbook.fact), itself, match.row).find((candidate) => refutes(candidate));
    if (!row) return [];
    const fields = fieldsOf(row, cluster);
    const { title = playbook.title, because } = playbook.refutedBy;
    return [{ id, title: fill(title, fields), because: fill(because, fields) }];
  });
}
