import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnoseRecording } from '../../src/cli/check-fixtures.ts';
import { complete, readFixtures } from '../../src/cli/fixture.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';

const [library, fixtures] = await Promise.all([
  builtinLibrary(),
  readFixtures(join(import.meta.dirname, '../../fixtures')),
]);

test.each([
  [
    'with a memory limit, whose kill a runtime misses at times, no memory is ruled out',
    { limits: { memory: '24Mi' } },
    false,
  ],
  ['without one it is', {}, true],
])('of a SIGKILL without a sender: %s', async (_what, resources, ruledOut) => {
  const recording = {
    from: 'crash-loop/killed-by-signal',
    set: { 'Pod/app spec.containers[app].resources': resources },
  };
  const [first] = await diagnoseRecording(complete(recording, fixtures), library);
  expect(first?.id).toBe('crash-loop/killed-by-signal');
  expect(first?.ruledOut.some(({ id }) => id === 'crash-loop/out-of-memory')).toBe(ruledOut);
});
