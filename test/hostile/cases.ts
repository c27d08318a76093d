import { gzipSync } from 'node:zlib';
import { tar } from '../../src/collect/tar.ts';
import { cli, type Outcome } from '../e2e/cli.ts';
import { jsonProblems, runProblems } from '../fuzz/invariants.ts';
import { MARK } from '../fuzz/secrets.ts';
import { file } from '../kube/server.ts';

/** A secret that tests look for in all output; `invariants.ts` does the same. */
export const SECRET = `a1B2${MARK}c3D4`;

type Raw = Record<string, unknown>;

/** A pod that crashes, as the API writes it, with parts replaced. */
export const crashing = (
  more: { metadata?: Raw; spec?: Raw; status?: Raw; container?: Raw; containerStatus?: Raw } = {},
): Raw => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web-1',
    namespace: 'shop',
    uid: 'u1',
    creationTimestamp: '2026-01-01T00:00:00Z',
    ...more.metadata,
  },
  spec: { nodeName: 'w1', containers: [{ name: 'app', image: 'r.io/app:1', ...more.container }], ...more.spec },
  status: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-01T00:10:00Z' }],
    containerStatuses: [
      {
        name: 'app',
        ready: false,
        restartCount: 5,
        image: 'r.io/app:1',
        state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
        lastState: {
          terminated: {
            exitCode: 1,
            reason: 'Error',
            startedAt: '2026-01-01T00:09:00Z',
            finishedAt: '2026-01-01T00:09:05Z',
          },
        },
        ...more.containerStatus,
      },
    ],
    ...more.status,
  },
});

/** An event about that pod. */
export const eventOf = (reason: string, message: string, more: Raw = {}): Raw => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `web-1.${reason}`, namespace: 'shop', uid: `e-${reason}` },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-1', uid: 'u1' },
  reason,
  message,
  type: 'Warning',
  count: 3,
  lastTimestamp: '2026-01-01T00:10:00Z',
  ...more,
});

/** A log in the form `kubectl cluster-info dump` has. */
export const logSection = (text: string, container = 'app'): string =>
  `==== START logs for container ${container} of pod shop/web-1 ====\n${text}\n==== END logs for container ${container} of pod shop/web-1 ====\n`;

/** Objects and a log as one file. */
export const recording = (objects: unknown[], log?: string): string =>
  `${log === undefined ? '' : logSection(log)}${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })}\n`;

/** A .tgz of these files, whatever their names. */
export const archive = (files: Record<string, string>): Buffer =>
  gzipSync(tar(Object.entries(files).map(([name, content]) => ({ name, data: Buffer.from(content) }))));

const RUNS = [
  ['text', 'en'],
  ['json', 'zh'],
  ['yaml', 'en'],
  ['markdown', 'zh'],
] as const;

/** What is wrong with how `pod web-1` takes a file, in every format, in one language or the other; and the outcomes. */
export async function diagnosed(
  content: string | Buffer,
  name = 'x.json',
  words = ['pod', 'web-1'],
): Promise<{ outcomes: Outcome[]; problems: string[] }> {
  const path = file(name, content as string);
  const outcomes: Outcome[] = [];
  const problems: string[] = [];
  for (const [format, lang] of RUNS) {
    const outcome = await cli([...words, '--from', path, '-o', format, '--lang', lang]);
    outcomes.push(outcome);
    problems.push(...runProblems(outcome, `${format} ${lang}`));
    if (format === 'json' && outcome.stdout) problems.push(...jsonProblems(outcome.stdout, `json ${lang}`));
  }
  return { outcomes, problems };
}
