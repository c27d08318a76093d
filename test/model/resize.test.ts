import { expect, test } from 'vitest';
import { shapes, type Pod } from '../../src/model/objects.ts';
import { beingResized, beyondIn, changesOf, resizeOf } from '../../src/model/resize.ts';

const pod = (spec: object, status: object, conditions: object[] = [], rest: object = {}): Pod =>
  shapes.pods({
    metadata: { name: 'web', namespace: 'shop' },
    spec: { nodeName: 'w1', containers: [{ name: 'app', resources: spec }] },
    status: { phase: 'Running', conditions, containerStatuses: [{ name: 'app', resources: status }], ...rest },
  }) as Pod;

test('the state of a resize stands in two conditions, and before 1.33 in a field', () => {
  const on = (type: string, reason?: string) =>
    resizeOf(pod({}, {}, [{ type, status: 'True', ...(reason && { reason }) }]))?.state;
  expect(on('PodResizePending', 'Deferred')).toBe('deferred');
  expect(on('PodResizePending', 'Infeasible')).toBe('infeasible');
  expect(on('PodResizeInProgress', 'Error')).toBe('failing');
  expect(on('PodResizeInProgress')).toBe('in-progress');
  expect(resizeOf(pod({}, {}, [], { resize: 'Deferred' }))?.path).toBe('status.resize');
  expect(resizeOf(pod({}, {}, [{ type: 'PodResizePending', status: 'False' }]))).toBeUndefined();
});

test('a change is what differs in value, not in spelling', () => {
  const wanted = { requests: { cpu: '1', memory: '400Mi' }, limits: { memory: '1Gi' } };
  const has = { requests: { cpu: '1000m', memory: '16Mi' }, limits: { memory: '1024Mi' } };
  const [container] = beingResized(pod(wanted, has));
  expect(container && changesOf(container)).toEqual(['memory request 16Mi → 400Mi']);
  expect(beingResized(pod(wanted, wanted))).toEqual([]);
});

test('the kubelet’s sentence in figures', () => {
  expect(
    beyondIn("Node didn't have enough resource: memory, requested: 419430400, used: 192942080, capacity: 536870912"),
  ).toBe('memory 400Mi > 328Mi');
  expect(beyondIn("Node didn't have enough capacity: cpu, requested: 4000, capacity: 1000")).toBe('cpu 4 > 1');
  expect(
    beyondIn(
      'cannot decrease memory limits: attempting to set container "app" memory limit (20971520) below current usage (31993856)',
    ),
  ).toBe('memory limit 20Mi < 30.5Mi');
  expect(beyondIn('In-place resize of containers with swap is not supported.')).toBeNull();
});
