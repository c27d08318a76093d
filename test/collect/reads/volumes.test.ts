import { describe, expect, test } from 'vitest';
import { collectPods } from '../../../src/collect/pod.ts';
import { fakeReader, podOf, type Raw } from '../reader.ts';

const waiting = (volumes: object[]): Raw =>
  podOf('web', {
    spec: { volumes },
    status: {
      phase: 'Pending',
      containerStatuses: [{ name: 'app', restartCount: 0, state: { waiting: { reason: 'ContainerCreating' } } }],
    },
  });

const told = (reason: string, message: string): Raw => ({
  metadata: { name: `web.${reason}`, namespace: 'shop' },
  involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web', uid: 'uid-web' },
  reason,
  message,
  lastTimestamp: '2026-01-01T00:00:00Z',
});

const CLAIM = { name: 'data', persistentVolumeClaim: { claimName: 'data' } };
const claim = (phase: string): Raw => ({
  metadata: { name: 'data', namespace: 'shop' },
  spec: { volumeName: 'pv-1' },
  status: { phase },
});

async function asked(pod: Raw, events: Raw[], phase = 'Bound'): Promise<string[]> {
  const { reader, asked: questions } = fakeReader({
    objects: {
      pods: [pod, podOf('old', { spec: { nodeName: 'w2', volumes: [CLAIM] } })],
      events,
      nodes: [{ metadata: { name: 'w1' } }, { metadata: { name: 'w2' } }],
      persistentvolumeclaims: [claim(phase)],
      persistentvolumes: [{ metadata: { name: 'pv-1' } }],
    },
  });
  await collectPods(reader, { namespace: 'shop', names: ['web'] });
  expect(questions.length, questions.join('\n')).toBeLessThanOrEqual(12);
  expect(new Set(questions).size).toBe(questions.length);
  return questions;
}

describe('what is read for the volumes of a pod that has not started', () => {
  test('ConfigMaps and Secrets, when one is missing or no event is left to tell', async () => {
    const pod = waiting([
      { name: 'c', configMap: { name: 'x' } },
      { name: 's', secret: { secretName: 'y' } },
    ]);
    for (const events of [
      [],
      [told('FailedMount', 'MountVolume.SetUp failed for volume "c" : configmap "x" not found')],
    ]) {
      const questions = await asked(pod, events);
      expect(questions).toEqual(expect.arrayContaining(['configmaps shop', 'secrets shop']));
    }
  });

  test('not those, when the events tell of something else', async () => {
    const pod = waiting([{ name: 'c', configMap: { name: 'x' } }]);
    for (const event of [
      told('FailedMount', 'MountVolume.SetUp failed for volume "n" : boom'),
      told('FailedCreatePodSandBox', 'boom'),
    ])
      expect((await asked(pod, [event])).filter((question) => /configmaps|secrets/.test(question))).toEqual([]);
  });

  test('where the driver runs, when the node lacks it', async () => {
    const questions = await asked(waiting([CLAIM]), [
      told(
        'FailedMount',
        'MountVolume.MountDevice failed for volume "pv-1" : driver name d not found in the list of registered CSI drivers',
      ),
    ]);
    expect(questions).toEqual(expect.arrayContaining(['csinodes -A', 'csidrivers -A', 'persistentvolumes -A pv-1']));
  });

  test('who has the volume and how that node is, when it cannot be attached', async () => {
    const questions = await asked(waiting([CLAIM]), [
      told('FailedAttachVolume', 'Multi-Attach error for volume "pv-1" Volume is already used by pod(s) old'),
    ]);
    expect(questions).toEqual(expect.arrayContaining(['volumeattachments -A', 'pods shop', 'nodes -A w2']));
  });

  test('nothing of that while the claim is not bound', async () => {
    const questions = await asked(
      waiting([CLAIM]),
      [told('FailedAttachVolume', 'AttachVolume.Attach failed for volume "pv-1" : boom')],
      'Pending',
    );
    expect(questions.filter((question) => /volumeattachments|csi/.test(question))).toEqual([]);
  });

  test('the other pods of the node, when the sandbox fails, and only then', async () => {
    const fields = (questions: string[]) => questions.filter((question) => question.includes('spec.nodeName'));
    expect(fields(await asked(waiting([]), [told('FailedCreatePodSandBox', 'boom')]))).toEqual([
      'pods -A spec.nodeName=w1',
    ]);
    expect(fields(await asked(waiting([]), []))).toEqual([]);
  });

  test('none of it for a pod that runs', async () => {
    const pod = podOf('web', { spec: { volumes: [{ name: 'c', configMap: { name: 'x' } }, CLAIM] } });
    const questions = await asked(pod, [
      told('FailedMount', 'MountVolume.SetUp failed for volume "c" : configmap "x" not found'),
    ]);
    expect(questions.filter((question) => /configmaps|secrets|volumes |attachments|csi/.test(question))).toEqual([]);
  });
});
