import { loadLibrary } from '../../src/cli/library.ts';
import { toSnapshot, type Collected } from '../../src/collect/build.ts';
import { loadRecording } from '../../src/collect/load.ts';
import { snapshotFiles } from '../../src/collect/save.ts';
import { choose } from '../../src/diagnose/choose.ts';
import { diagnoseSelection } from '../../src/diagnose/selection.ts';
import { DoctorError } from '../../src/model/error.ts';
import type { Report } from '../../src/model/finding.ts';
import type { Kind } from '../../src/model/objects.ts';
import { selectPods, type Selection } from '../../src/model/selection.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { render } from '../../src/render/render.ts';
import { jsonProblems, pollution, problemsOf } from './invariants.ts';
import { Random } from '../random.ts';
import { MARK } from './secrets.ts';

const MOST_PODS = 3;
const OWNERS: Kind[] = ['deployments', 'statefulsets', 'daemonsets', 'jobs', 'replicasets', 'cronjobs'];
const FORMATS = ['text', 'json', 'yaml', 'markdown'] as const;

let library: ReturnType<typeof loadLibrary> | undefined;

const stackOf = (error: unknown): string =>
  (error instanceof Error ? (error.stack ?? error.message) : String(error)).split('\n').slice(0, 6).join(' | ');

async function renderProblems(report: Report, random: Random): Promise<string[]> {
  const problems: string[] = [];
  for (const lang of ['en', 'zh'] as const) {
    for (const format of FORMATS) {
      const options = { lang, color: false, width: 40 + random.below(81), verbose: random.chance(0.5) };
      const text = await render(report, format, options);
      problems.push(...problemsOf(text, `${format} ${lang}`));
      if (format === 'json') problems.push(...jsonProblems(text, `json ${lang}`));
    }
  }
  return problems;
}

/** What people ask about a recording: some of its pods, all of them, a workload. */
function questions(snapshot: Snapshot, random: Random): Selection[] {
  const { pods } = snapshot.objects;
  const some = Array.from({ length: Math.min(MOST_PODS, pods.length) }, () => random.pick(pods).metadata.name);
  const owners = OWNERS.flatMap((kind) =>
    snapshot.objects[kind].map(({ metadata }) => ({ kind, name: metadata.name })),
  );
  return [
    ...[...new Set(some)].map((name) => ({ names: [name] })),
    ...(pods.length < 60 ? [{ all: true } as const] : []),
    ...(owners.length > 0 ? [{ owner: random.pick(owners) }] : []),
  ];
}

/** A fact that failed is told to the user as a gap; here it is a failure. */
const factProblems = ({ notSeen }: Report): string[] =>
  notSeen.flatMap(({ en }) => (en.includes('could not be evaluated') ? [`fact: ${en}`] : []));

async function askAll(snapshot: Snapshot, random: Random): Promise<string[]> {
  const playbooks = choose((await (library ??= loadLibrary())).playbooks, {});
  const problems: string[] = [];
  for (const selection of questions(snapshot, random)) {
    try {
      const selected = selectPods(snapshot, selection);
      if (selected.pods.length + selected.workloads.length === 0) continue;
      const report = await diagnoseSelection(snapshot, selected, { words: '--all', namespace: '' }, playbooks);
      problems.push(...factProblems(report), ...(await renderProblems(report, random)));
    } catch (error) {
      problems.push(`diagnosis of ${JSON.stringify(selection).slice(0, 100)}: ${stackOf(error)}`);
    }
  }
  return problems;
}

/** What is wrong with how the whole engine takes a file: reading, diagnosing, rendering, saving a snapshot of it. */
export async function engineProblems(file: Buffer, seed: number): Promise<string[]> {
  const random = new Random(seed ^ 0x5f5f);
  let collected: Collected;
  try {
    collected = await loadRecording('-', () => Promise.resolve(file));
  } catch (error) {
    if (!(error instanceof DoctorError) || error.code !== 'input') return [`load: ${stackOf(error)}`];
    return error.hint ? [] : [`load: no remedy: ${error.message}`];
  }
  try {
    const problems = await askAll(toSnapshot(collected), random);
    const saved = snapshotFiles(collected).flatMap(({ name, data }) => {
      const at = data.indexOf(MARK);
      return at < 0 ? [] : [`snapshot ${name}: a secret at ${data.toString('utf8', Math.max(0, at - 60), at + 40)}`];
    });
    return [...problems, ...saved, ...pollution()];
  } catch (error) {
    return [`engine: ${stackOf(error)}`];
  }
}
