import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFixtures, snapshotOf } from '../../src/cli/fixture.ts';
import { Cluster } from '../../src/model/cluster.ts';
import { conditionOf } from '../../src/model/pod.ts';
import { parseRefusal } from '../../src/schedule/message.ts';
import { firstRefusal, refusals } from '../../src/schedule/refusals.ts';

const fixtures = await readFixtures(join(import.meta.dirname, '../../fixtures'));

/** Filters that are not simulated yet, and reasons for which the scheduler asks no node. */
const ELSEWHERE = /affinity rules|topology spread|volumes to bind|ReadWriteOncePod|all claims|volume count|reserved/;

const cases = [...fixtures.values()]
  .filter(({ id }) => id.startsWith('pending/'))
  .flatMap(({ found }) => found)
  .filter(({ source, from }) => source && !from)
  .flatMap((recording) => {
    const cluster = new Cluster(snapshotOf(recording));
    const pod = cluster.all('pods').find(({ metadata }) => `pod/${metadata.name}` === recording.target);
    const condition = pod && conditionOf(pod, 'PodScheduled');
    if (!pod || condition?.reason !== 'Unschedulable' || !cluster.hasRead('nodes')) return [];
    const { reasons } = parseRefusal(condition.message ?? '');
    if (reasons.some(({ text, ofNodes }) => !ofNodes || ELSEWHERE.test(text))) return [];
    return [{ name: recording.source?.location ?? '', cluster, pod, reasons }];
  });

describe('every reason and its count as the real scheduler gave them', () => {
  test('there are recordings to compare with', () => expect(cases.length).toBeGreaterThan(10));

  test.each(cases)('$name', ({ cluster, pod, reasons }) => {
    const counts = new Map<string, number>();
    for (const text of refusals(pod, cluster).flatMap(firstRefusal)) counts.set(text, (counts.get(text) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(reasons.map(({ text, count }) => [text, count])));
  });
});
