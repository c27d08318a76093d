import { describe, expect, test } from 'vitest';
import { deployment, firstIn, node, object, three } from './cluster.ts';

describe('what the API server adds counts', () => {
  test('a limit without a request is a request', () => {
    const limited = deployment(1, '1').replace('requests:', 'limits:');
    expect(firstIn(three, limited)).toMatchObject({ more: 5 });
  });

  test('the defaults of a LimitRange are requests too; its bounds keep pods from being made', () => {
    const range = object(
      '{ kind: LimitRange, metadata: { name: lr, namespace: shop }, spec: { limits: [{ type: Container, default: { cpu: "2" }, max: { cpu: "2" } }] } }',
    );
    const bare = deployment(1, '1').replace('resources: { requests: { cpu: "1" } }', 'image: a');
    expect(firstIn(three, bare)).toMatchObject({ more: 329 });
    expect(firstIn([...three, range], bare)).toMatchObject({ verdict: 'fits', more: 2 });
    const large = firstIn(
      [...three, range],
      deployment(1, '1')
        .replace('requests: {', 'requests: { cpu: "1" }, limits: { memory: 1Gi, ')
        .replace('cpu: "1" } } }]', 'cpu: "3" } } }]'),
    );
    expect(large).toMatchObject({ verdict: 'does-not-fit', fitting: 0, stop: { pod: 1, by: 'limit-range' } });
  });

  test('not-ready nodes are tolerated for a while, as every pod does', () => {
    const taint = (effect: string) => ({ taints: [{ key: 'node.kubernetes.io/not-ready', effect }] });
    expect(firstIn([node('w1', taint('NoExecute'))], deployment(1, '1')).verdict).toBe('fits');
    expect(firstIn([node('w1', taint('NoSchedule'))], deployment(1, '1')).verdict).toBe('does-not-fit');
  });

  test('with the node’s network ports are taken from the node', () => {
    const yaml = deployment(2, '1', 'hostNetwork: true').replace(
      'name: app,',
      'name: app, ports: [{ containerPort: 80 }],',
    );
    const fit = firstIn([node('w1')], yaml);
    expect(fit).toMatchObject({ fitting: 1, stop: { pod: 2 } });
    expect(fit.nodes[0]?.reasons[0]?.about?.en).toContain('80/TCP');
    expect(firstIn([node('w1')], yaml.replace('hostNetwork: true', '')).fitting).toBe(2);
  });

  test('a PriorityClass gives its priority; one that is not there keeps the pod from being made', () => {
    const high = object('{ kind: PriorityClass, metadata: { name: high }, value: 1000 }');
    const low = {
      ...object(
        '{ kind: Pod, metadata: { name: low, namespace: shop }, spec: { nodeName: w1, containers: [{ name: app, resources: { requests: { cpu: "2" } } }] } }',
      ),
    };
    const yaml = deployment(1, '1', 'priorityClassName: high');
    expect(firstIn([node('w1'), low, high], yaml).evicts?.pods).toMatchObject([{ name: 'low' }]);
    expect(firstIn([node('w1'), low, { ...high, preemptionPolicy: 'Never' }], yaml).evicts).toBeUndefined();
    expect(firstIn(three, yaml)).toMatchObject({ verdict: 'does-not-fit', stop: { by: 'admission' } });
    expect(firstIn(three, deployment(1, '1', 'priorityClassName: system-node-critical')).verdict).toBe('fits');
  });

  test('a RuntimeClass adds its overhead and its selector', () => {
    const kata = object(
      '{ kind: RuntimeClass, metadata: { name: kata }, overhead: { podFixed: { cpu: 500m } }, scheduling: { nodeSelector: { zone: z2 } } }',
    );
    const fit = firstIn([...three, kata], deployment(1, '500m', 'runtimeClassName: kata'));
    expect(fit).toMatchObject({ verdict: 'fits', more: 1 });
  });
});

describe('quotas', () => {
  const quota = (hard: object, used: object, more: object = {}) => ({
    kind: 'ResourceQuota',
    metadata: { name: 'q', namespace: 'shop' },
    spec: { hard, ...more },
    status: { hard, used },
  });

  test('end the making of pods where they are used up', () => {
    const fit = firstIn(
      [...three, quota({ 'requests.cpu': '3', pods: '10' }, { 'requests.cpu': '1', pods: '1' })],
      deployment(3, '1'),
    );
    expect(fit).toMatchObject({ verdict: 'does-not-fit', fitting: 2, stop: { pod: 3, by: 'quota' } });
    expect(fit.stop?.text.en).toContain('requests.cpu');
  });

  test('bound how many more there may be', () => {
    expect(firstIn([...three, quota({ pods: '4' }, { pods: '1' })], deployment(2, '1'))).toMatchObject({
      verdict: 'fits',
      more: 1,
      stop: { by: 'quota' },
    });
  });

  test('ask that what they count is written down', () => {
    const fit = firstIn([...three, quota({ 'limits.cpu': '10' }, {})], deployment(1, '1'));
    expect(fit.stop?.text.en).toContain('limits.cpu, which every container must then state');
  });

  test('of another namespace or another scope do not count', () => {
    const none = { pods: '0' };
    const elsewhere = { ...quota(none, {}), metadata: { name: 'q', namespace: 'ci' } };
    expect(
      firstIn([...three, elsewhere, quota(none, {}, { scopes: ['BestEffort'] })], deployment(1, '1')).verdict,
    ).toBe('fits');
    expect(firstIn([...three, quota(none, {}, { scopes: ['NotBestEffort'] })], deployment(1, '1')).verdict).toBe(
      'does-not-fit',
    );
  });
});

describe('a pod that cannot be tried, or bypasses the scheduler', () => {
  test('scheduling gates', () => {
    expect(firstIn(three, deployment(1, '1', 'schedulingGates: [{ name: wait }]'))).toMatchObject({
      verdict: 'does-not-fit',
      stop: { by: 'gate' },
    });
  });

  test('spec.nodeName: only the kubelet of that node is asked, and taints do not count', () => {
    const tainted = node('w1', { taints: [{ key: 'a', effect: 'NoSchedule' }], unschedulable: true });
    expect(firstIn([tainted], deployment(1, '1', 'nodeName: w1')).verdict).toBe('fits');
    expect(firstIn([tainted], deployment(1, '3', 'nodeName: w1'))).toMatchObject({
      verdict: 'does-not-fit',
      stop: { by: 'node' },
    });
    expect(firstIn([tainted], deployment(1, '1', 'nodeName: w9')).stop?.text.en).toContain('no node w9');
  });
});
