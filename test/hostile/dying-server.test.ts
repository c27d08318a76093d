import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { cli, type JsonReport, type Outcome } from '../e2e/cli.ts';
import { runProblems } from '../fuzz/invariants.ts';
import { failure, kubeconfig, send, serve, type Seen } from '../kube/server.ts';
import { crashing } from './cases.ts';

const LAST_PAGE = 5;
const EACH = 3;
const nodes = { metadata: {}, items: [{ metadata: { name: 'w1' }, status: { conditions: [] } }] };

const isPods = ({ path }: Seen): boolean => path === '/api/v1/pods';
const pageOf = ({ query }: Seen): number => Number(query.get('continue') ?? 1);

/** A page of pods: those of a Deployment that crash, and where the list goes on. */
const podsOn = (page: number): object => ({
  metadata: page < LAST_PAGE ? { continue: `${page + 1}` } : {},
  items: Array.from({ length: EACH }, (_, i) =>
    crashing({ metadata: { name: `web-${page}-${i}`, uid: `${page}-${i}` }, spec: { nodeName: 'w1' } }),
  ),
});

const scan = (url: string, ...flags: string[]): Promise<Outcome> =>
  cli(['scan', '-A', '-o', 'json', '--lang', 'en', '--kubeconfig', kubeconfig(url), ...flags]);

const reportOf = ({ stdout }: Outcome): JsonReport => JSON.parse(stdout) as JsonReport;

const gapsOf = (outcome: Outcome): Map<string, string> =>
  new Map(
    reportOf(outcome)
      .coverage.filter((entry) => entry.outcome !== 'read')
      .map((entry) => [entry.subject, entry.outcome]),
  );

describe('a server that dies in the middle of the third page of pods', () => {
  /** Answers until it dies; from then on `dead` has the word. */
  async function dying(dead: (response: ServerResponse) => void): Promise<{ url: string; after: () => number }> {
    let isDead = false;
    let after = 0;
    const { url } = await serve((request, response) => {
      if (isDead) {
        after += 1;
        dead(response);
        return undefined;
      }
      if (!isPods(request)) return request.path === '/api/v1/nodes' ? nodes : { metadata: {}, items: [] };
      const page = JSON.stringify(podsOn(pageOf(request)));
      if (pageOf(request) < 3) return JSON.parse(page) as object;
      isDead = true;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write(page.slice(0, page.length / 2));
      dead(response);
      return undefined;
    });
    return { url, after: () => after };
  }

  test.each([
    ['and says nothing any more', () => undefined],
    ['and cuts every connection', (response: ServerResponse) => setImmediate(() => response.destroy())],
  ])('%s: what was read is diagnosed, the rest is told as not read', { timeout: 30_000 }, async (_, dead) => {
    const { url, after } = await dying(dead);
    const outcome = await scan(url, '--request-timeout', '1s');
    expect(runProblems(outcome, 'dying server')).toEqual([]);
    const report = reportOf(outcome);
    expect(report.coverage.find(({ subject }) => subject === 'pods')).toMatchObject({
      outcome: 'truncated',
      count: 2 * EACH,
    });
    expect(report.findings.map(({ target }) => target.kind)).toContain('Pod');
    expect(report.notSeen.length).toBeGreaterThan(0);
    // nobody waits for each kind and each log of a server that is gone: those on their way, and one more round
    expect(after()).toBeLessThan(24);
  });
});

test('the whole run ends although every answer but the first hangs', { timeout: 30_000 }, async () => {
  const { url, seen } = await serve((_, _response, count) => (count === 1 ? { metadata: {}, items: [] } : undefined));
  const outcome = await scan(url, '--request-timeout', '500ms');
  expect(runProblems(outcome, 'hanging server')).toEqual([]);
  expect(gapsOf(outcome).size).toBeGreaterThan(10);
  expect(seen.length).toBeLessThan(24);
});

test('an expired list begins anew, and one that keeps expiring is told as cut short', { timeout: 30_000 }, async () => {
  const expiring = async (times: number): Promise<Outcome> => {
    let left = times;
    const { url } = await serve((request, response) => {
      if (!isPods(request)) return { metadata: {}, items: [] };
      if (pageOf(request) === 2 && left-- > 0) return send(response, 410, failure(410, 'too old', 'Expired'));
      return podsOn(pageOf(request));
    });
    return scan(url);
  };
  const counts = async (times: number) =>
    reportOf(await expiring(times)).coverage.find(({ subject }) => subject === 'pods');
  expect(await counts(1)).toMatchObject({ outcome: 'read', count: LAST_PAGE * EACH });
  expect(await counts(99)).toMatchObject({ outcome: 'truncated', count: EACH });
});

test('requests grow with pages, never with objects or what is wrong with them', { timeout: 30_000 }, async () => {
  const asked = async (pages: number, each: number): Promise<string[]> => {
    const { url, seen } = await serve((request) => {
      if (!isPods(request)) return { metadata: {}, items: [] };
      const page = pageOf(request);
      return {
        metadata: page < pages ? { continue: `${page + 1}` } : {},
        items: Array.from({ length: each }, (_, i) =>
          crashing({ metadata: { name: `web-${page}-${i}`, uid: `${page}-${i}` } }),
        ),
      };
    });
    await scan(url, '--max-logs', '0');
    return seen.map(({ path }) => path);
  };
  const [few, many, paged] = [await asked(1, 2), await asked(1, 400), await asked(4, 100)];
  expect(many.toSorted()).toEqual(few.toSorted());
  expect(paged).toHaveLength(few.length + 3);
  expect(new Set(paged)).toEqual(new Set(few));
});
