import { expect, test } from 'vitest';
import { toSnapshot } from '../../src/collect/build.ts';
import { diagnosePod } from '../../src/diagnose/diagnose.ts';
import { builtinLibrary } from '../../src/playbook/builtin.ts';
import { endings, type Ending } from '../model/endings.ts';

const { playbooks } = await builtinLibrary();

/** A pod in a crash loop, whose last life printed this. */
function crashing({ log, exit = 1 }: Ending) {
  const terminated = { exitCode: exit, startedAt: '2026-11-02T08:12:00Z', finishedAt: '2026-11-02T08:12:04Z' };
  return toSnapshot({
    takenAt: '2026-11-02T08:13:00Z',
    source: { kind: 'recording', location: 'test' },
    objects: {
      pods: [
        {
          metadata: { name: 'app', namespace: 'shop', uid: 'u', creationTimestamp: '2026-11-02T08:10:00Z' },
          spec: { nodeName: 'w1', containers: [{ name: 'app', image: 'app:1' }] },
          status: {
            phase: 'Running',
            containerStatuses: [
              {
                name: 'app',
                restartCount: 4,
                state: { waiting: { reason: 'CrashLoopBackOff' } },
                lastState: { terminated },
              },
            ],
          },
        },
      ],
    },
    logs: [{ namespace: 'shop', pod: 'app', container: 'app', previous: true, text: log }],
    coverage: [],
  });
}

test.each(endings)('the cause of %s', async (_of, ending) => {
  const snapshot = crashing(ending);
  const [pod] = snapshot.objects.pods;
  if (!pod) throw new Error('no pod');
  const { findings } = await diagnosePod(snapshot, pod, playbooks);
  expect(findings.filter(({ explainedBy }) => !explainedBy).map(({ id }) => id)).toEqual([ending.is]);
});
