import { describe, expect, test } from 'vitest';
import { isOfNode, sandboxProblem, shortSandboxError } from '../../src/model/sandbox-error.ts';
import { sandboxFailure } from '../../src/model/sandbox-events.ts';
import { isStarting } from '../../src/model/startup.ts';
import { clusterOf, eventOf, waitingPod } from './starting.ts';

const cni = (plugin: string, error: string): string =>
  `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "8196e64ee1a60f524086f63cc7ee3875ceb754ac0c7ad85bf57f4c228822ce31": plugin type="${plugin}" failed (add): ${error}`;

describe('a sandbox error is sorted by its words', () => {
  test.each([
    [
      'network-missing',
      'network is not ready: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:docker: network plugin is not ready: cni config uninitialized',
    ],
    ['plugin-binary', cni('calico', 'failed to find plugin "calico" in path [/opt/cni/bin]')],
    [
      'subnet-file',
      cni('flannel', 'loadFlannelSubnetEnv failed: open /run/flannel/subnet.env: no such file or directory'),
    ],
    [
      'no-addresses',
      cni('bridge', 'failed to allocate for range 0: no IP addresses available in range set: 10.250.0.1-10.250.0.2'),
    ],
    ['no-addresses', cni('aws-cni', 'add cmd: failed to assign an IP address to container')],
    ['agent-refused', cni('calico', 'error getting ClusterInformation: connection is unauthorized: Unauthorized')],
    [
      'agent-node-file',
      cni(
        'calico',
        'stat /var/lib/calico/nodename: no such file or directory: check that the calico/node container is running',
      ),
    ],
    ['agent-down', cni('cilium-cni', 'dial unix /var/run/cilium/cilium.sock: connect: connection refused')],
    [
      'api-unreachable',
      cni(
        'calico',
        'error getting ClusterInformation: Get "https://10.96.0.1:443/apis": dial tcp 10.96.0.1:443: i/o timeout',
      ),
    ],
    ['network-config', cni('bridge', 'invalid CIDR address: banana')],
    ['handler-missing', 'failed to get sandbox runtime: no runtime for "runsc" is configured'],
    [
      'pause-image',
      'failed to get sandbox image "registry.k8s.io/pause:3.10": failed to pull image: dial tcp 1.2.3.4:443: i/o timeout',
    ],
    ['memory-limit', 'container init was OOM-killed (memory limit too low?): unknown'],
    [
      'runtime-down',
      'transport: Error while dialing: dial unix /run/containerd/containerd.sock: connect: connection refused',
    ],
    ['name-reserved', 'failed to reserve sandbox name "a": name "a" is reserved for "b"'],
    ['other', 'the moon is in the wrong phase'],
  ])('%s: %s', (problem, message) => {
    expect(sandboxProblem(message)).toBe(problem);
  });

  test('the network is the node’s affair, a sysctl the pod’s', () => {
    expect(isOfNode('no-addresses')).toBe(true);
    expect(isOfNode('sysctl')).toBe(false);
  });

  test('the id of the sandbox, which differs with each attempt, is left out', () => {
    expect(shortSandboxError(cni('bridge', 'boom'))).toBe(
      'failed to setup network: plugin type="bridge" failed (add): boom',
    );
  });
});

describe('which failure counts', () => {
  const failure = (pod: object, ...others: object[]) => {
    const cluster = clusterOf(pod, others);
    const [subject] = cluster.subjects;
    return subject && sandboxFailure(subject, cluster);
  };
  const failed = (error: string, at: string) => eventOf('FailedCreatePodSandBox', error, at);
  const READY = (since: string) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'w1' },
    status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: `2026-01-01T00:${since}Z` }] },
  });
  const NETWORK = 'network is not ready: cni plugin not initialized';

  test('attempts are counted over events of the same kind', () => {
    const tried = failure(
      waitingPod(),
      failed('no space left on device', '00:10'),
      failed('no space left on device', '00:20'),
    );
    expect(tried).toMatchObject({ problem: 'disk-full', times: 2 });
  });

  test('a cause counts more than a newer «name is reserved»', () => {
    const tried = failure(
      waitingPod(),
      failed('no space left on device', '00:10'),
      failed('failed to reserve sandbox name', '00:20'),
    );
    expect(tried?.problem).toBe('disk-full');
  });

  test('a network that the node has again is history', () => {
    const lost = eventOf('NetworkNotReady', NETWORK, '00:10');
    expect(failure(waitingPod(), lost, READY('00:20'))).toBeUndefined();
    expect(failure(waitingPod(), lost, READY('00:05'))?.problem).toBe('network-missing');
  });

  test('a failure before the image was pulled is history', () => {
    expect(failure(waitingPod(), failed('x', '00:10'), eventOf('Pulling', 'x', '00:11'))).toBeUndefined();
  });
});

describe('a pod is starting', () => {
  const starting = (pod: object): boolean => clusterOf(pod).subjects.some(isStarting);

  test('while its containers wait for volumes and sandbox', () => {
    expect(starting(waitingPod())).toBe(true);
    expect(starting(waitingPod({ state: { waiting: { reason: 'PodInitializing' } } }))).toBe(true);
  });

  test('not once a container runs, waits for its image, or the sandbox is ready', () => {
    expect(starting(waitingPod({ state: { running: { startedAt: '2026-01-01T00:00:01Z' } } }))).toBe(false);
    expect(starting(waitingPod({ state: { waiting: { reason: 'ImagePullBackOff' } } }))).toBe(false);
    expect(starting(waitingPod({ conditions: [{ type: 'PodReadyToStartContainers', status: 'True' }] }))).toBe(false);
  });

  test('not when it has no node, has finished or is being deleted', () => {
    const pod = waitingPod();
    expect(starting({ ...pod, spec: { ...pod.spec, nodeName: undefined } })).toBe(false);
    expect(starting(waitingPod({ phase: 'Failed' }))).toBe(false);
    expect(starting({ ...pod, metadata: { ...pod.metadata, deletionTimestamp: '2026-01-01T00:00:30Z' } })).toBe(false);
  });
});
