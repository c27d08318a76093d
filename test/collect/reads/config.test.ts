import { expect, test } from 'vitest';
import { collectPods } from '../../../src/collect/pod.ts';
import { appStatus, fakeReader, podOf, type World } from '../reader.ts';

const LEVEL = { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'app', key: 'level' } } };
const PASSWORD = { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } };
const MAYBE = { name: 'MAYBE', valueFrom: { secretKeyRef: { name: 'db', key: 'password', optional: true } } };

const refused = (message: string) =>
  appStatus({ state: { waiting: { reason: 'CreateContainerConfigError', message } } });

async function asked(env: object[], status: object, answer?: World['answer']) {
  const pod = podOf('web-1', { spec: { nodeName: 'w1', containers: [{ name: 'app', env }] }, status });
  const configmaps = [{ metadata: { name: 'app', namespace: 'shop' }, data: { level: 'top secret' } }];
  const { reader, asked: questions } = fakeReader({
    objects: { pods: [pod], nodes: [{ metadata: { name: 'w1' } }], configmaps },
    ...(answer && { answer }),
  });
  const collected = await collectPods(reader, { namespace: 'shop', names: ['web-1'] });
  return { collected, questions: questions.filter((question) => /^(?:configmaps|secrets)/.test(question)) };
}

test('what the environment refers to is listed once the kubelet cannot find something', async () => {
  const message = 'configmap "app" not found';
  expect((await asked([LEVEL, PASSWORD], refused(message))).questions).toEqual(['configmaps shop', 'secrets shop']);
  expect((await asked([PASSWORD], refused('secret "db" not found'))).questions).toEqual(['secrets shop']);
  expect((await asked([LEVEL, MAYBE], refused(message))).questions).toEqual(['configmaps shop']);
});

test('a container that runs, or is refused for another reason, costs no request', async () => {
  expect((await asked([LEVEL, PASSWORD], {})).questions).toEqual([]);
  const root = refused('container has runAsNonRoot and image will run as root');
  expect((await asked([LEVEL, PASSWORD], root)).questions).toEqual([]);
});

test('the values of ConfigMaps are not kept, only their keys', async () => {
  const { collected } = await asked([LEVEL], refused("couldn't find key level in ConfigMap shop/app"));
  expect(JSON.stringify(collected)).not.toContain('top secret');
  expect(collected.objects.configmaps).toMatchObject([{ metadata: { name: 'app' }, data: { level: '' } }]);
});

test('a list that may not be read is in the coverage', async () => {
  const { collected } = await asked([PASSWORD], refused('secret "db" not found'), ({ kind }) =>
    kind === 'secrets' ? { outcome: 'denied', items: [], detail: 'secrets is forbidden' } : undefined,
  );
  expect(collected.coverage).toContainEqual(expect.objectContaining({ subject: 'secrets', outcome: 'denied' }));
});
