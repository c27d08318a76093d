import { describe, expect, test } from 'vitest';
import { blockingInit } from '../../src/model/init.ts';
import { shapes, type Pod } from '../../src/model/objects.ts';

const done = { state: { terminated: { exitCode: 0 } } };
const running = { state: { running: { startedAt: '2026-01-01T00:00:00Z' } } };
const failed = { state: { terminated: { exitCode: 1 } }, restartCount: 1 };

function pod(statuses: object[], status: object = {}, sidecar?: string): Pod {
  const names = statuses.map((_, i) => `c${i}`);
  return shapes.pods({
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      nodeName: 'w1',
      initContainers: names.map((name) => ({ name, ...(name === sidecar && { restartPolicy: 'Always' }) })),
      containers: [{ name: 'app' }],
    },
    status: { phase: 'Pending', initContainerStatuses: statuses.map((s, i) => ({ name: `c${i}`, ...s })), ...status },
  }) as Pod;
}
const blocking = (...of: Parameters<typeof pod>) => {
  const found = blockingInit(pod(...of));
  return found && `${found.container.name} ${found.index}/${found.count} ${found.state}`;
};

describe('the init container that everything waits for', () => {
  test('is the first that is not done', () => {
    expect(blocking([done, running, {}])).toBe('c1 1/3 running');
    expect(blocking([failed, {}])).toBe('c0 0/2 crashing');
    expect(blocking([{ state: { waiting: { reason: 'ErrImagePull' } } }])).toBe('c0 0/1 held');
  });

  test('is a sidecar until it counts as started', () => {
    expect(blocking([{ ...running, started: false }, {}], {}, 'c0')).toBe('c0 0/2 running');
    expect(blocking([{ ...running, started: true }, running], {}, 'c0')).toBe('c1 1/2 running');
  });

  test('is none once the pod is initialized, ended or being deleted', () => {
    expect(blocking([done])).toBeUndefined();
    expect(blocking([running], { conditions: [{ type: 'Initialized', status: 'True' }] })).toBeUndefined();
    expect(blocking([failed], { phase: 'Failed' })).toBeUndefined();
    const leaving = pod([running]);
    leaving.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
    expect(blockingInit(leaving)).toBeUndefined();
  });
});
