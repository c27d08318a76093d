import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dump, load } from 'js-yaml';
import { collectPods } from '../../src/collect/pod.ts';
import { redactObject } from '../../src/collect/redact.ts';
import { connect } from '../../src/kube/connect.ts';
import { redactText } from '../../src/model/redact.ts';
import { kindOfAlias } from '../../src/model/resources.ts';
import { selectionFor } from '../../src/model/selection.ts';
import type { Fixture, Recording } from '../../src/cli/fixture.ts';
import { startCluster, type Cluster } from '../cluster/cluster.ts';
import { allScenarios, type Scenario } from './scenario.ts';
import { onStage, type Staged } from './stage.ts';

const root = join(import.meta.dirname, '../..');

const selectionOf = (kind: string, name: string) => selectionFor(kindOfAlias(kind) ?? 'pods', name);

async function recordingOf(scenario: Scenario, { cluster, namespace, kind, name }: Staged): Promise<Recording> {
  const reader = await connect({ kubeconfig: cluster.kubeconfig });
  const collected = await collectPods(reader, { namespace, ...selectionOf(kind, name) });
  const { expect } = scenario;
  return {
    why: scenario.why,
    takenAt: collected.takenAt,
    source: { kind: 'recording', location: `test/e2e/scenarios/${scenario.id}.yaml` },
    target: `${kind}/${name}`,
    ...(expect !== 'silent' && {
      expect: [
        ...(expect.also ?? []).map((id) => ({ id })),
        {
          id: expect.id,
          ...(expect.target && { target: expect.target }),
          ...(expect.container && { container: expect.container }),
        },
      ],
    }),
    coverage: collected.coverage,
    objects: Object.values(collected.objects).flatMap((objects) =>
      (objects ?? []).map((object) => redactObject(object)),
    ),
    logs: collected.logs.map((log) => (log.text === undefined ? log : { ...log, text: redactText(log.text) })),
  };
}

let saving: Promise<unknown> = Promise.resolve();

/** One at a time: several scenarios may be recorded in the same fixture. */
const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
  const done = saving.then(work);
  saving = done.catch(() => undefined);
  return done;
};

/** Puts the recording in the fixture's place for it: the entry of the same scenario, else a new one; the rest is kept. */
async function save(scenario: Scenario, recording: Recording): Promise<string> {
  const id = scenario.expect === 'silent' ? scenario.id : (scenario.expect.also?.[0] ?? scenario.expect.id);
  const file = join(root, 'fixtures', `${id}.yaml`);
  const before = existsSync(file) ? ((load(await readFile(file, 'utf8')) ?? {}) as Partial<Fixture>) : {};
  const key = scenario.expect === 'silent' ? 'clear' : 'found';
  const entries = before[key] ?? [];
  const own = entries.findIndex((entry) => entry.source?.location === recording.source?.location);
  const derived = entries.findIndex((entry) => entry.from); // made by hand from the recordings, which come first
  const at = own >= 0 ? own : key === 'clear' ? 0 : derived >= 0 ? derived : entries.length;
  const after = { ...before, [key]: entries.toSpliced(at, own >= 0 ? 1 : 0, recording) };
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.tmp`, dump({ found: after.found ?? [], clear: after.clear ?? [] }, { lineWidth: 140 }));
  await rename(`${file}.tmp`, file);
  return file;
}

async function record(scenario: Scenario, cluster: Cluster): Promise<void> {
  const file = await onStage(scenario, cluster, async (staged) => {
    const recording = await recordingOf(scenario, staged);
    return inTurn(() => save(scenario, recording));
  });
  console.log(`recorded ${scenario.id} in ${file.slice(root.length + 1)}`);
}

const wanted = process.argv.slice(2);
const scenarios = allScenarios().filter(({ id }) => wanted.some((word) => id === word || id.startsWith(`${word}/`)));
if (scenarios.length === 0) {
  console.error(
    `no such scenario: ${wanted.join(' ') || '(none given)'}\nthere are:\n${allScenarios()
      .map(({ id }) => `  ${id}`)
      .join('\n')}`,
  );
  process.exit(2);
}
const cluster = await startCluster((line) => console.error(line));
const failed: string[] = [];
const side = scenarios.filter(({ exclusive }) => !exclusive);
const attempt = (scenario: Scenario) =>
  record(scenario, cluster).catch((error: unknown) => {
    failed.push(scenario.id);
    console.error(`${scenario.id}: ${error instanceof Error ? error.message : String(error)}`);
  });
const AT_ONCE = 6;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = side.shift(); next; next = side.shift()) await attempt(next);
  }),
);
for (const scenario of scenarios.filter(({ exclusive }) => exclusive)) await attempt(scenario);
process.exitCode = failed.length > 0 ? 1 : 0;
