import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnoseRecording, reportOn } from '../../src/cli/check-fixtures.ts';
import { complete, readFixtures } from '../../src/cli/fixture.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';

const [library, fixtures] = await Promise.all([
  builtinLibrary(),
  readFixtures(join(import.meta.dirname, '../../fixtures')),
]);

/** The recording of a scenario, whichever fixture holds it. */
function recordingOf(scenario: string) {
  const location = `test/e2e/scenarios/${scenario}.yaml`;
  const all = [...fixtures.values()].flatMap(({ found, clear }) => [...found, ...clear]);
  const recording = all.find(({ source }) => source?.location === location);
  if (!recording) throw new Error(`no recording of ${scenario}`);
  return complete(recording, fixtures);
}

test('what is wrong with the new pods is the root; the rollout hangs below it, and rolling back is offered with the cause', async () => {
  const findings = await diagnoseRecording(recordingOf('rollout/new-crashes'), library);
  const [root] = findings;
  const rollout = findings.find(({ id }) => id === 'rollout/new-pods-failing');
  expect(root?.id).toBe('crash-loop/application-error');
  expect(rollout?.explainedBy).toBe(root?.fingerprint);
  expect(root?.explains).toContain(rollout?.fingerprint);
  expect(root?.fixes.map(({ command }) => command)).toContainEqual(
    expect.stringMatching(/^kubectl rollout undo deployment\/web .*--to-revision=1$/),
  );
});

test('rolling back is not offered where the revision before does not work either', async () => {
  const findings = await diagnoseRecording(recordingOf('rollout/both-broken'), library);
  expect(findings.flatMap(({ fixes }) => fixes).filter(({ command }) => command.includes('rollout undo'))).toEqual([]);
});

test('a quota that leaves no room for the surge explains the stuck rollout', async () => {
  const [root, ...below] = await diagnoseRecording(recordingOf('rollout/quota-blocks-surge'), library);
  expect(root?.id).toBe('rejected/quota-exceeded');
  expect(below.map(({ id, explainedBy }) => [id, explainedBy])).toEqual([
    ['rollout/new-pods-failing', root?.fingerprint],
  ]);
});

test('a template that was mended but not taken up stands above what its broken pod does', async () => {
  const [root, ...below] = await diagnoseRecording(recordingOf('statefulset/broken-rollback'), library);
  expect(root?.id).toBe('statefulset/broken-rollback');
  expect(below.every(({ explainedBy }) => explainedBy === root?.fingerprint)).toBe(true);
});

test('a failing run stands below its pod, and the CronJob below its run', async () => {
  const findings = await diagnoseRecording(recordingOf('cronjob/last-run-failed'), library);
  expect(findings.filter(({ explainedBy }) => !explainedBy).map(({ id }) => id)).toEqual([
    'crash-loop/application-error',
  ]);
  expect(findings.map(({ id }) => id)).toEqual(
    expect.arrayContaining(['job/backoff-limit', 'cronjob/last-run-failed']),
  );
});

test.each([
  'rollout/quiet-in-progress',
  'rollout/quiet-rolling',
  'rollout/quiet-zero',
  'rollout/quiet-healthy',
  'rollout/paused',
  'statefulset/quiet-parallel',
  'statefulset/quiet-starting',
  'statefulset/partition',
  'daemonset/quiet-everywhere',
  'daemonset/tainted-nodes',
  'job/quiet-complete',
  'job/quiet-running',
  'job/quiet-retried',
  'job/quiet-success-policy',
  'job/suspended',
  'cronjob/quiet-never-ran',
  'cronjob/quiet-succeeded',
  'cronjob/quiet-recovered',
  'cronjob/suspended',
])('%s: as it should be, nothing at error or warning', async (scenario) => {
  const { verdict, findings } = await reportOn(recordingOf(scenario), library);
  expect(findings.filter(({ severity }) => severity !== 'info').map(({ id }) => id)).toEqual([]);
  expect(['healthy', 'progressing']).toContain(verdict);
});
