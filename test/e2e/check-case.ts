import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { expect } from 'vitest';
import { run } from '../../src/cli/run.ts';
import type { Cluster } from '../cluster/cluster.ts';

/** What a check must come to. */
interface Expectation {
  code: number;
  /** Regular expression: the id of the first finding. */
  id?: string;
  /** Regular expressions, each for some finding's id. */
  finding?: string[];
  /** `deployment/web: ready`. */
  checked?: Record<string, 'ready' | 'progressing' | 'failed'>;
  /** All that must have been checked, and nothing else. */
  only?: string[];
  /** Part of the report's note, and of what some target waits for. */
  note?: string;
  target?: string;
  /** The line of the manifest that the first finding is about. */
  location?: string;
  /** Regular expressions over stderr. */
  says?: string[];
}

/** A check on the real cluster: what is there, what is typed, what happens meanwhile, what comes of it. */
export interface CheckCase {
  id: string;
  why: string;
  manifests?: object[];
  /** kubectl command lines after the manifests; then `apply`, then `after`. */
  before?: string[][];
  apply?: object[];
  after?: string[][];
  teardown?: string[][];
  /** The arguments of `check`. */
  check: string[];
  /** The manifests are given with -f as a file, or on standard input. */
  file?: boolean;
  stdin?: boolean;
  /** What is done as soon as stderr matches. */
  during?: { says: string; apply?: object[]; run?: string[][] };
  expect: Expectation;
}

const folder = join(import.meta.dirname, 'checks');

/** Every case, sorted by name. */
export const allCases = (): CheckCase[] =>
  readdirSync(folder)
    .toSorted()
    .map((file) => ({
      ...(load(readFileSync(join(folder, file), 'utf8')) as Omit<CheckCase, 'id'>),
      id: file.replace(/\.yaml$/, ''),
    }));

async function must(cluster: Cluster, args: string[], stdin?: string): Promise<string> {
  const { code, stdout, stderr } = await cluster.kubectl(args, stdin);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

const listOf = (items: object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

/** A namespace of its own, made and deleted again. */
export async function inNamespace<T>(cluster: Cluster, name: string, body: () => Promise<T>): Promise<T> {
  await cluster.kubectl(['delete', 'namespace', name, '--ignore-not-found', '--timeout=90s']);
  await must(cluster, ['create', 'namespace', name]);
  try {
    await must(cluster, ['wait', '-n', name, '--for=create', 'serviceaccount/default', '--timeout=60s']);
    return await body();
  } finally {
    await cluster.kubectl(['delete', 'namespace', name, '--wait=false']);
    await cluster.kubectl(['delete', 'pods', '-n', name, '--all', '--grace-period=0', '--force', '--wait=false']);
  }
}

/** What a run of `check` printed; `heard` is told all of stderr so far whenever it grows. */
export async function runCheck(argv: string[], input = '', heard: (stderr: string) => void = () => undefined) {
  const said = { stdout: '', stderr: '' };
  const code = await run(['check', ...argv], {
    stdout: { write: (text) => (said.stdout += text) },
    stderr: {
      write: (text) => {
        said.stderr += text;
        heard(said.stderr);
      },
    },
    stdin: (async function* () {
      if (input) yield input;
    })(),
    env: {},
  });
  return { code, ...said };
}

interface JsonReport {
  note?: string;
  checked: { kind: string; name: string; state: string; note?: string }[];
  findings: { id: string; location?: { file: string; line: number } }[];
}

function judge({ expect: wanted }: CheckCase, result: Awaited<ReturnType<typeof runCheck>>, manifest: string): void {
  const all = `${result.stderr}\n${result.stdout}`;
  expect(result.code, all).toBe(wanted.code);
  const report = JSON.parse(result.stdout) as JsonReport;
  const names = new Map(report.checked.map(({ kind, name, state }) => [`${kind.toLowerCase()}/${name}`, state]));
  for (const [name, state] of Object.entries(wanted.checked ?? {}))
    expect(names.get(name), `${name}: ${all}`).toBe(state);
  if (wanted.only) expect([...names.keys()].toSorted(), all).toEqual(wanted.only.toSorted());
  const [first] = report.findings;
  if (wanted.id) expect(first?.id, all).toMatch(new RegExp(`^(?:${wanted.id})$`));
  if (wanted.code === 0) expect(report.findings, all).toEqual([]);
  for (const pattern of wanted.finding ?? [])
    expect(
      report.findings.map(({ id }) => id).filter((id) => new RegExp(pattern).test(id)),
      all,
    ).not.toEqual([]);
  if (wanted.note) expect(report.note).toContain(wanted.note);
  if (wanted.target) expect(report.checked.map(({ note }) => note ?? '').join('\n')).toContain(wanted.target);
  if (wanted.location) expect(manifest.split('\n')[(first?.location?.line ?? 0) - 1], all).toContain(wanted.location);
  for (const pattern of wanted.says ?? []) expect(result.stderr).toMatch(new RegExp(pattern));
}

/** Plays a case in a namespace of its own. */
export async function play(one: CheckCase, cluster: Cluster, tmp: string): Promise<void> {
  const namespace = `check-${one.id}`;
  const kubectl = (args: string[], stdin?: string) => must(cluster, [...args, '-n', namespace], stdin);
  const { manifests = [], apply = [], during } = one;
  try {
    await inNamespace(cluster, namespace, async () => {
      if (manifests.length > 0) await kubectl(['apply', '-f', '-'], listOf(manifests));
      for (const args of one.before ?? []) await kubectl(args);
      if (apply.length > 0) await kubectl(['apply', '-f', '-'], listOf(apply));
      for (const args of one.after ?? []) await kubectl(args);
      const text = manifests.map((object) => dump(object)).join('---\n');
      const file = join(tmp, `${one.id}.yaml`);
      if (one.file) await writeFile(file, text);
      let doing: Promise<void> | undefined;
      const meanwhile = async (): Promise<void> => {
        if (during?.apply) await kubectl(['apply', '-f', '-'], listOf(during.apply));
        for (const args of during?.run ?? []) await kubectl(args);
      };
      const result = await runCheck(
        [
          ...one.check,
          ...(one.file ? ['-f', file] : []),
          '-n',
          namespace,
          '--kubeconfig',
          cluster.kubeconfig,
          '-o',
          'json',
          '--lang',
          'en',
        ],
        one.stdin ? text : '',
        (stderr) => {
          if (during && new RegExp(during.says).test(stderr)) doing ??= meanwhile();
        },
      );
      await doing;
      if (during) expect(result.stderr).toMatch(new RegExp(during.says));
      judge(one, result, text);
    });
  } finally {
    for (const args of one.teardown ?? []) await cluster.kubectl(args);
  }
}
