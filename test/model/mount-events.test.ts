import { describe, expect, test } from 'vitest';
import { parse, tellingOf, volumeErrors } from '../../src/model/mount-events.ts';
import { mountProblem } from '../../src/model/mount-error.ts';
import { clusterOf, eventOf, waitingPod } from './starting.ts';

describe('an event about volumes names the volume and the error', () => {
  test.each([
    [
      'MountVolume.SetUp failed for volume "v" : configmap "x" not found',
      ['v'],
      'MountVolume.SetUp failed',
      'configmap "x" not found',
    ],
    [
      'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) a, b',
      ['pvc-1'],
      'Multi-Attach error',
      'Volume is already used by pod(s) a, b',
    ],
    [
      '(combined from similar events): MountVolume.MountDevice failed for volume "pvc-1" : boom',
      ['pvc-1'],
      'MountVolume.MountDevice failed',
      'boom',
    ],
    [
      'Unable to attach or mount volumes: unmounted volumes=[kube-api-access-x v], unattached volumes=[], failed to process volumes=[v]: PVC is not bound',
      ['v'],
      '',
      'PVC is not bound',
    ],
    [
      'Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[token data]: timed out waiting for the condition',
      ['data'],
      '',
      'timed out waiting for the condition',
    ],
    [
      'Unable to mount volumes for pod "app_ns(uid)": timeout expired waiting for volumes to attach or mount for pod "ns"/"app". list of unmounted volumes=[data]. list of unattached volumes=[data token]',
      ['data'],
      '',
      'timed out waiting for the condition',
    ],
    [
      'Setting volume ownership for uid/volumes/kubernetes.io~csi/pvc-7/mount, processed 9 files.',
      ['pvc-7'],
      '',
      'Setting volume ownership for uid/volumes/kubernetes.io~csi/pvc-7/mount, processed 9 files.',
    ],
  ])('%s', (message, names, step, error) => {
    expect(parse(message)).toEqual({ names, step, error });
  });

  test('a message of no known form keeps its words', () => {
    expect(parse('something else')).toEqual({ names: [], step: '', error: 'something else' });
  });
});

describe('which errors count', () => {
  const told = (pod: object, ...events: ReturnType<typeof eventOf>[]) => {
    const cluster = clusterOf(pod, events);
    const [subject] = cluster.subjects;
    return subject ? volumeErrors(subject, cluster) : [];
  };
  const failed = (message: string, at: string) => eventOf('FailedMount', message, at);
  const MISSING = 'MountVolume.SetUp failed for volume "v" : configmap "x" not found';

  test('one newer than the last start', () => {
    expect(told(waitingPod(), failed(MISSING, '00:10')).map(({ problem }) => problem)).toEqual(['config-map-missing']);
  });

  test('not one older than a container that has started', () => {
    const state = { running: { startedAt: '2026-01-01T00:00:20Z' } };
    expect(told(waitingPod({ state }), failed(MISSING, '00:10'))).toEqual([]);
  });

  test('not one older than the first pull or sandbox, for which the volumes had to be there', () => {
    expect(told(waitingPod(), failed(MISSING, '00:10'), eventOf('Pulling', 'Pulling image', '00:11'))).toEqual([]);
    expect(told(waitingPod(), failed(MISSING, '00:10'), eventOf('FailedCreatePodSandBox', 'x', '00:11'))).toEqual([]);
  });

  test('not a failed attachment that has been made since', () => {
    const multi = eventOf('FailedAttachVolume', 'Multi-Attach error for volume "pvc-1" Volume is …', '00:10');
    const made = eventOf('SuccessfulAttachVolume', 'AttachVolume.Attach succeeded for volume "pvc-1"', '00:30');
    expect(told(waitingPod(), multi, made)).toEqual([]);
    expect(told(waitingPod(), multi)).toHaveLength(1);
  });

  test('not a cache that was late, once the kubelet only complains of another volume', () => {
    const late = 'MountVolume.SetUp failed for volume "kube-api-access-x" : failed to sync configmap cache: timed out';
    const problems = (...events: object[]) =>
      told(waitingPod(), ...(events as ReturnType<typeof eventOf>[])).map(({ problem }) => problem);
    expect(problems(failed(late, '00:10'), failed(MISSING, '00:40'))).toEqual(['config-map-missing']);
    expect(problems(failed(late, '00:10'), failed(MISSING, '00:12'))).toContain('cache');
    expect(problems(failed(late, '00:10'))).toEqual(['cache']);
    const often = { ...failed(late, '00:10'), count: 7 };
    expect(problems(often, failed(MISSING, '00:40'))).toContain('cache');
    const waited =
      'Unable to attach or mount volumes: unmounted volumes=[kube-api-access-x v], unattached volumes=[]: x';
    expect(problems(failed(late, '00:10'), failed(waited, '00:40'))).toContain('cache');
  });

  test('a cause counts more than a newer time-out', () => {
    const errors = told(
      waitingPod(),
      failed(MISSING, '00:10'),
      failed(
        'Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[v]: timed out waiting for the condition',
        '00:50',
      ),
    );
    expect(tellingOf(errors).map(({ problem }) => problem)).toEqual(['config-map-missing']);
    expect(errors[0]?.problem).toBe('timeout');
  });

  test('each source of a projected volume is an error of its own', () => {
    const both = 'MountVolume.SetUp failed for volume "v" : [configmap "a" not found, secret "b" not found]';
    expect(tellingOf(told(waitingPod(), failed(both, '00:10'))).map(({ problem }) => problem)).toEqual([
      'config-map-missing',
      'secret-missing',
    ]);
  });
});

describe('an error is sorted by its words, whoever wrote them', () => {
  test.each([
    [
      'helper-missing',
      'bad option; for several filesystems (e.g. nfs, cifs) you might need a /sbin/mount.<type> helper program.',
    ],
    ['helper-missing', "mount: /x: unknown filesystem type 'nfs'."],
    ['option-refused', 'mount.nfs: an incorrect mount option was specified'],
    ['server-unreachable', 'mount.nfs: Connection timed out'],
    ['server-unreachable', 'mount.nfs: Failed to resolve server nfs.svc: Name or service not known'],
    ['server-denied', 'mount.nfs: access denied by server while mounting 10.0.0.9:/a'],
    ['export-missing', 'mount.nfs: mounting 10.0.0.9:/a failed, reason given by server: No such file or directory'],
    ['attached-elsewhere', 'disk /subscriptions/x is currently attached to VM y'],
    ['attached-elsewhere', 'googleapi: Error 400: RESOURCE_IN_USE_BY_ANOTHER_RESOURCE'],
    ['attach-limit', 'AttachmentLimitExceeded: attachment limit exceeded'],
    ['cloud-denied', 'api error UnauthorizedOperation: You are not authorized to perform this operation'],
    ['backing-volume-missing', "InvalidVolume.NotFound: The volume 'vol-1' does not exist."],
    ['filesystem-damaged', "'fsck' found errors on device /dev/sdc but could not correct them"],
    [
      'wrong-filesystem',
      'mount: /x: wrong fs type, bad option, bad superblock on /dev/sdc, missing codepage or helper program, or other error.',
    ],
    ['device-missing', 'mount: special device /dev/xvdba does not exist'],
    [
      'driver-secret-missing',
      'fetching NodeStageSecretRef ceph/x failed: failed to find the secret x: secrets "x" not found',
    ],
    [
      'operation-pending',
      'rpc error: code = Aborted desc = An operation with the given Volume ID vol-1 already exists',
    ],
    ['cache', 'failed to sync secret cache: timed out waiting for the condition'],
    ['other', 'the moon is in the wrong phase'],
  ])('%s: %s', (problem, error) => {
    expect(mountProblem(error)).toBe(problem);
  });
});
