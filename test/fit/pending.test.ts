import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { complete, readFixtures, snapshotOf } from '../../src/cli/fixture.ts';
import { pendingNow } from '../../src/fit/pending.ts';
import { Cluster } from '../../src/model/cluster.ts';
import type { Pod } from '../../src/model/objects.ts';
import { conditionOf } from '../../src/model/pod.ts';
import { plainReport } from '../../src/render/plain.ts';
import schema from '../../src/render/report.schema.json' with { type: 'json' };
import { render } from '../../src/render/render.ts';
import { crashLoop } from '../render/reports.ts';
import { asks, clusterOf, podOf } from '../schedule/cluster.ts';
import { node, pod, running } from './cluster.ts';

const MESSAGE = '0/2 nodes are available: 2 Insufficient cpu.';
const refused = (spec: object) => pod(spec, { message: MESSAGE });
const big = refused({ containers: [asks({ cpu: '3' })] });

describe('what each node says to a pod that has none', () => {
  const now = (objects: Parameters<typeof clusterOf>[0], denied: Parameters<typeof clusterOf>[1] = []) => {
    const cluster = clusterOf(objects, denied);
    return pendingNow(podOf(cluster), cluster);
  };

  test('every reason of every node, not only the one the scheduler states', () => {
    const tainted = node('w1', { taints: [{ key: 'db', effect: 'NoSchedule' }] });
    expect(now([tainted, node('w2'), big])?.nodes).toMatchObject([
      { node: 'w1', fits: false, reasons: [{ plugin: 'TaintToleration' }, { plugin: 'NodeResourcesFit' }] },
      { node: 'w2', fits: false, reasons: [{ shortage: { requested: '3', free: '2', capacity: '2' } }] },
    ]);
  });

  test('a node that would take it now says so, whatever the older message says', () => {
    expect(now([node('w1', {}, { cpu: '4' }), node('w2'), big])?.nodes).toMatchObject([
      { fits: true, reasons: [] },
      { fits: false },
    ]);
    expect(now([node('w1', {}, { cpu: '4' }), node('w2'), big])?.ways).toBeUndefined();
  });

  test('nothing where nodes could not be read; only what holds without them where pods could not', () => {
    expect(now([node('w1'), big], ['nodes'])).toBeUndefined();
    const some = now([node('w1'), node('w2', {}, { cpu: '8' }), big], ['pods']);
    expect(some?.nodes.map(({ fits, reasons }) => [fits, reasons.length])).toEqual([
      [false, 1],
      [undefined, 0],
    ]);
    expect(some?.ways).toBeUndefined();
  });

  test.each([
    ['runs', { ...big, spec: { containers: [{ name: 'app' }], nodeName: 'w1' } }],
    ['has gates', refused({ schedulingGates: [{ name: 'wait' }] })],
    ['waits for another scheduler', refused({ schedulerName: 'volcano' })],
    ['has finished', { ...big, status: { phase: 'Failed' } }],
    ['was not tried yet', pod({}, { message: MESSAGE, conditions: [] })],
  ])('nothing about a pod that %s', (_what, object) => {
    expect(now([node('w1'), object])).toBeUndefined();
  });
});

describe('the smallest changes that make it fit', () => {
  const waysIn = (...objects: Parameters<typeof clusterOf>[0]) => {
    const cluster = clusterOf(objects);
    return pendingNow(podOf(cluster), cluster)?.ways ?? [];
  };
  const wordsIn = (...objects: Parameters<typeof clusterOf>[0]): string[] =>
    waysIn(...objects).map(({ changes, opens }) => `${changes.map(({ en }) => en).join(' & ')} → ${opens.join()}`);

  test('a request at most as large as what is free', () => {
    expect(wordsIn(node('w1'), running('a', 'w1', '500m'), big)).toContain('it requests at most 1500m of cpu → w1');
  });

  test('with a command, where the pod belongs to a workload', () => {
    const owned = {
      ...big,
      metadata: {
        name: 'app',
        namespace: 'shop',
        ownerReferences: [{ kind: 'StatefulSet', name: 'web', controller: true }],
      },
    };
    expect(waysIn(node('w1'), owned)[0]?.command).toEqual({
      risk: 'restart',
      line: 'kubectl set resources statefulset/web -n shop -c app --requests=cpu=2000m',
    });
    expect(waysIn(node('w1'), big)[0]?.command).toBeUndefined();
  });

  test('a cordoned node is uncordoned, not tolerated; a node that is not ready is neither', () => {
    const small = refused({ containers: [asks({ cpu: '1' })] });
    const cordoned = node('w1', {
      unschedulable: true,
      taints: [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }],
    });
    expect(waysIn(cordoned, small)).toMatchObject([
      { changes: [{ en: 'w1 is uncordoned' }], command: { line: 'kubectl uncordon w1' } },
    ]);
    expect(
      waysIn(node('w1', { taints: [{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }] }), small),
    ).toEqual([]);
  });

  test('of several that are needed together each is told with what would come next', () => {
    const both = refused({ nodeSelector: { disk: 'ssd' }, containers: [asks({ cpu: '3' })] });
    const [way] = waysIn(node('w1'), both).filter(({ changes }) => changes.length === 2);
    expect(way?.alone?.map(({ next }) => next).join('\n')).toContain('Insufficient cpu');
    expect(way?.alone?.map(({ next }) => next).join('\n')).toContain('node affinity/selector');
  });

  test('names that a shell would act on make no command', () => {
    const small = refused({ containers: [asks({ cpu: '1' })] });
    const hostile = node('w1;reboot', { unschedulable: true });
    expect(waysIn(hostile, small)[0]?.command).toBeUndefined();
  });
});

const fixtures = await readFixtures(join(import.meta.dirname, '../../fixtures'));
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);
const recordings = [...fixtures.values()]
  .filter(({ id }) => id.startsWith('pending/'))
  .flatMap(({ id, found, clear }) => [...found, ...clear].map((recording, i) => ({ name: `${id} ${i}`, recording })));

const bodyOf = (message: string): string => message.split(/\.(?:\s|$)/)[0] ?? '';

describe('recordings of real clusters', () => {
  test.each(recordings)(
    '$name: no node is said to take the pod that the scheduler says refuses, and the report keeps its schema',
    async ({ recording }) => {
      const snapshot = snapshotOf(complete(recording, fixtures));
      const cluster = new Cluster(snapshot);
      for (const one of snapshot.objects.pods) {
        const found = pendingNow(one, cluster);
        if (!found) continue;
        const report = { ...crashLoop, ...found };
        const plain = JSON.parse(JSON.stringify(plainReport(report, 'en'))) as unknown;
        expect(validate(plain) ? [] : validate.errors).toEqual([]);
        for (const lang of ['en', 'zh'] as const)
          expect(await render(report, 'text', { lang, color: false, width: 80 })).toContain(found.nodes[0]?.node);
      }
    },
  );

  /** How many of all recorded refusals the table bears out, reason for reason; the rest were changed after the message. */
  test('what the nodes say adds up to the scheduler’s own words', () => {
    const same: string[] = [];
    for (const { name, recording } of recordings) {
      const snapshot = snapshotOf(complete(recording, fixtures));
      const cluster = new Cluster(snapshot);
      for (const one of snapshot.objects.pods as Pod[]) {
        const rows = pendingNow(one, cluster)?.nodes;
        const message = bodyOf(conditionOf(one, 'PodScheduled')?.message ?? '');
        if (!rows || rows.some(({ reasons }) => reasons.length === 0)) continue;
        const texts = rows.map(({ reasons }) => reasons[0]?.text ?? '');
        if (texts.every((text) => message.includes(text.replace(/^node\(s\) /, '').split(' {')[0] ?? '?')))
          same.push(name);
      }
    }
    expect(same.length).toBeGreaterThan(15);
  });
});
