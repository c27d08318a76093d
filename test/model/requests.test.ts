import { describe, expect, test } from 'vitest';
import { shapes } from '../../src/model/objects.ts';
import { amountOf, podRequests } from '../../src/model/requests.ts';

function requestsOf(spec: object, status: object = {}, bound = false): Record<string, number> {
  const pod = shapes.pods({ metadata: { name: 'app' }, spec, status });
  if (!pod) throw new Error('no pod');
  return Object.fromEntries(podRequests(pod, bound));
}
const c = (name: string, cpu: string, more: object = {}) => ({ name, resources: { requests: { cpu } }, ...more });
const sidecar = (name: string, cpu: string) => c(name, cpu, { restartPolicy: 'Always' });

describe('what the scheduler reserves', () => {
  test.each([
    ['containers add up', { containers: [c('a', '100m'), c('b', '200m')] }, 300],
    ['an init container runs alone', { containers: [c('a', '100m')], initContainers: [c('i', '500m')] }, 500],
    [
      'init containers run one after the other',
      { containers: [c('a', '100m')], initContainers: [c('i', '300m'), c('j', '400m')] },
      400,
    ],
    ['a sidecar stays', { containers: [c('a', '100m')], initContainers: [sidecar('s', '50m')] }, 150],
    [
      'an init container runs beside the sidecars before it',
      { containers: [c('a', '100m')], initContainers: [sidecar('s', '50m'), c('i', '300m')] },
      350,
    ],
    [
      'but not beside those after it',
      { containers: [c('a', '100m')], initContainers: [c('i', '300m'), sidecar('s', '50m')] },
      300,
    ],
    [
      'pod-level requests replace the sum',
      { containers: [c('a', '100m')], resources: { requests: { cpu: '1' } } },
      1000,
    ],
    ['overhead comes on top', { containers: [c('a', '100m')], overhead: { cpu: '50m' } }, 150],
    [
      'overhead comes on top of pod-level requests too',
      { containers: [c('a', '100m')], resources: { requests: { cpu: '1' } }, overhead: { cpu: '50m' } },
      1050,
    ],
  ])('%s', (_name, spec, millicores) => expect(requestsOf(spec)['cpu']).toBe(millicores));

  test('an extended resource cannot be asked for at pod level', () => {
    expect(requestsOf({ containers: [], resources: { requests: { 'nvidia.com/gpu': '1' } } })).toEqual({});
  });

  test('a pod that is being resized holds the larger of old and new', () => {
    const status = {
      containerStatuses: [{ name: 'a', resources: { requests: { cpu: '400m' } }, allocatedResources: { cpu: '300m' } }],
    };
    expect(requestsOf({ containers: [c('a', '100m')] }, status, true)['cpu']).toBe(400);
    expect(requestsOf({ containers: [c('a', '100m')] }, status)['cpu']).toBe(100);
  });

  test('a resize that can never be done does not count', () => {
    const status = {
      conditions: [{ type: 'PodResizePending', reason: 'Infeasible' }],
      containerStatuses: [{ name: 'a', resources: { requests: { cpu: '400m' } } }],
    };
    expect(requestsOf({ containers: [c('a', '64')] }, status, true)['cpu']).toBe(400);
  });
});

test.each([
  ['cpu', '100m', 100],
  ['cpu', '0.1', 100],
  ['cpu', '1n', 1],
  ['memory', '500m', 1],
  ['memory', '1Gi', 2 ** 30],
  ['memory', 'plenty', 0],
])('%s %s counts %d', (resource, quantity, amount) => expect(amountOf(resource, quantity)).toBe(amount));
