import { describe, expect, test } from 'vitest';
import type { Kind } from '../../src/model/objects.ts';
import { serviceOf, serviceSeen } from '../../src/model/service-state.ts';
import type { Coverage } from '../../src/model/snapshot.ts';
import { clusterOf } from './cluster-of.ts';

const READ: Coverage[] = (['services', 'endpointslices', 'pods'] as const).map((subject) => ({
  subject,
  scope: '-n shop',
  outcome: 'read',
}));

const service = (spec: object, namespace = 'shop') => ({ metadata: { name: 'db', namespace }, spec });
const slice = (endpoints: object[]) => ({
  metadata: { name: 'db-1', namespace: 'shop', labels: { 'kubernetes.io/service-name': 'db' } },
  endpoints,
});
const plain = service({ clusterIP: '10.0.0.1', selector: { app: 'db' }, ports: [{ port: 5432 }] });
const state = (objects: Partial<Record<Kind, unknown[]>>, port: number | null = null, coverage = READ) =>
  serviceSeen({ namespace: 'shop', name: 'db' }, port, 'shop', clusterOf(objects, coverage)).state;

describe('the Service a host name means', () => {
  test.each([
    ['db', { namespace: 'shop', name: 'db' }],
    ['db.data', { namespace: 'data', name: 'db' }],
    ['db.data.svc', { namespace: 'data', name: 'db' }],
    ['db.data.svc.cluster.local', { namespace: 'data', name: 'db' }],
    ['db-0.db.data.svc.cluster.local', { namespace: 'data', name: 'db' }],
    ['db.example.com', undefined],
    ['example.com', undefined],
    ['db.prod.eu-west-1.rds.amazonaws.com', undefined],
    ['printer.local', undefined],
  ])('%s', (host, ref) => {
    expect(serviceOf(host, 'shop')).toEqual(ref);
  });
});

describe('how a Service stands', () => {
  test('missing only where Services were read, and elsewhere where another namespace has it', () => {
    expect(state({})).toBe('missing');
    expect(state({ services: [service({}, 'data')] })).toBe('elsewhere');
    expect(state({}, null, [{ subject: 'services', scope: '-n shop', outcome: 'denied' }])).toBeNull();
    expect(state({}, null, [{ subject: 'services', scope: '-n data', outcome: 'read' }])).toBeNull();
  });

  test('in a namespace that may be none, nothing is claimed', () => {
    const read: Coverage[] = [{ subject: 'services', scope: '-n corp', outcome: 'read' }];
    const of = (services: unknown[]) =>
      serviceSeen({ namespace: 'corp', name: 'git' }, null, 'shop', clusterOf({ services }, read)).state;
    expect(of([])).toBeNull();
    expect(of([service({}, 'corp')])).toBe('missing');
  });

  test('without endpoints, by selector or by hand; unknown where slices were not read', () => {
    expect(state({ services: [plain] })).toBe('no-pods');
    expect(state({ services: [service({ clusterIP: '10.0.0.1' })] })).toBe('unmanaged');
    expect(state({ services: [plain] }, null, READ.slice(0, 1))).toBeNull();
  });

  test('no condition at all means ready; terminating ones do not count', () => {
    const seen = (conditions?: object) =>
      state({ services: [plain], endpointslices: [slice([{ addresses: ['10.1.0.1'], conditions }])] });
    expect(seen()).toBe('ready');
    expect(seen({ ready: false })).toBe('not-ready');
    expect(seen({ ready: true, terminating: true })).toBe('no-pods');
  });

  test('a port that is not there, unless the Service is headless', () => {
    const endpointslices = [slice([{ addresses: ['10.1.0.1'] }])];
    expect(state({ services: [plain], endpointslices }, 5433)).toBe('no-such-port');
    expect(state({ services: [plain], endpointslices }, 5432)).toBe('ready');
    const headless = service({ clusterIP: 'None', selector: { app: 'db' }, ports: [{ port: 5432 }] });
    expect(state({ services: [headless], endpointslices }, 5433)).toBe('ready');
  });

  test('an ExternalName has no endpoints and needs none', () => {
    expect(state({ services: [service({ type: 'ExternalName', externalName: 'db.example.com' })] })).toBe('external');
  });
});
