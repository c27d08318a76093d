import { describe, expect, it } from 'vitest';
import type { Evidence, Finding, Ref } from '../../src/model/finding.ts';
import { locate } from '../../src/manifest/locate.ts';
import { crashLoop } from '../render/reports.ts';

const [base] = crashLoop.findings as [Finding];
const shop = (kind: string, name: string): Ref => ({ kind, namespace: 'shop', name });
const field = (object: Ref, source: string): Evidence => ({ kind: 'field', object, source, value: 'x' });

/** A finding about a pod of a Deployment, proven by fields of the pod. */
function about(paths: string[], more: Partial<Finding> = {}): Finding {
  const target = more.target ?? shop('Pod', 'web-6d4cf56db6-9qk2z');
  const { container: _, ...rest } = base;
  return {
    ...rest,
    target,
    owner: shop('Deployment', 'web'),
    evidence: paths.map((path) => field(target, path)),
    ...more,
  };
}

/** Where a finding stands: the line after `<<` in the text, and whether it is that one. */
function placeIn(text: string, finding: Finding, file = 'web.yaml'): string | undefined {
  const [{ location } = finding] = locate([finding], [{ file, text }]);
  return location && text.split(/\r?\n/)[location.line - 1]?.slice(location.column - 1);
}

const DEPLOYMENT = `# the shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  template:
    metadata:
      labels: { app: web }
    spec:
      nodeSelector: { disk: ssd }
      volumes:
      - name: config
        configMap:
          name: web-config
      initContainers:
      - image: app:1
        name: migrate
      containers:
      - name: proxy
        image: envoy:1
      - env:
        - name: LEVEL
          valueFrom:
            configMapKeyRef: { name: web-config, key: level }
        image: "app:2"
        name: app
`;

describe('a field of a pod, in the template of its workload', () => {
  it.each([
    ['spec.containers[app].image', 'image: "app:2"'],
    ['spec.containers[app].env[LEVEL].valueFrom', 'valueFrom:'],
    ['spec.containers[app].env[0]', 'name: LEVEL'],
    ['spec.containers[1]', 'name: app'],
    ['spec.initContainers[migrate].image', 'image: app:1'],
    ['spec.volumes[config].configMap.name', 'name: web-config'],
    ['spec.nodeSelector', 'nodeSelector: { disk: ssd }'],
    ['spec.nodeSelector.disk', 'disk: ssd }'],
    ['metadata.labels[app]', 'app: web }'],
  ])('%s', (path, line) => {
    expect(placeIn(DEPLOYMENT, about([path]))).toBe(line);
  });

  it('the first that is written counts; what the server filled in is found at the nearest that is written', () => {
    const app = { container: 'app' };
    expect(
      placeIn(DEPLOYMENT, about(['spec.containers[app].imagePullPolicy', 'spec.containers[app].image'], app)),
    ).toBe('image: "app:2"');
    expect(placeIn(DEPLOYMENT, about(['spec.containers[app].env[LEVEL].value'], app))).toBe('name: LEVEL');
    expect(placeIn(DEPLOYMENT, about(['spec.containers[app].resources.limits.memory'], app))).toBe('name: app');
    expect(placeIn(DEPLOYMENT, about(['spec.tolerations']))).toBe('name: web');
  });

  it('without a field: what usually makes the cause, the container, the object', () => {
    expect(placeIn(DEPLOYMENT, about([], { container: 'migrate' }))).toBe('name: migrate');
    expect(placeIn(DEPLOYMENT, about([], { id: 'image-pull/slow-pull', container: 'proxy' }))).toBe('image: envoy:1');
    expect(placeIn(DEPLOYMENT, about([]))).toBe('name: web');
    expect(placeIn(DEPLOYMENT, about(['status.phase', 'metadata.deletionTimestamp']))).toBe('name: web');
  });
});

describe('which object it is', () => {
  const two = `${DEPLOYMENT}---\n${DEPLOYMENT.replace('name: web', 'name: web-api').replace('app:2', 'app:3')}`;

  it('one of another name, kind or namespace is not meant', () => {
    const finding = about(['spec.containers[app].image']);
    expect(placeIn(two, finding)).toBe('image: "app:2"');
    expect(placeIn(two, { ...finding, owner: shop('Deployment', 'web-api') })).toBe('image: "app:3"');
    expect(placeIn(two, { ...finding, owner: shop('Deployment', 'other') })).toBeUndefined();
    expect(placeIn(two, { ...finding, owner: shop('StatefulSet', 'web') })).toBeUndefined();
    const elsewhere = DEPLOYMENT.replace('name: web\n', 'name: web\n  namespace: blog\n');
    expect(placeIn(elsewhere, finding)).toBeUndefined();
    expect(placeIn(elsewhere.replace('app:2', 'app:9') + `---\n${DEPLOYMENT}`, finding)).toBe('image: "app:2"');
  });

  it('a chain of owners that could not be read to its top, or not at all, is told by the names', () => {
    const finding = about(['spec.containers[app].image']);
    const { owner: _, ...orphan } = finding;
    expect(placeIn(DEPLOYMENT, { ...finding, owner: shop('ReplicaSet', 'web-6d4cf56db6') })).toBe('image: "app:2"');
    expect(placeIn(two, orphan)).toBe('image: "app:2"');
  });

  it('of several pods with the same cause, those of a workload in the manifests', () => {
    const other = shop('Pod', 'cart-0');
    const finding = about([], {
      target: other,
      owner: shop('StatefulSet', 'cart'),
      targets: [other, shop('Pod', 'web-6d4cf56db6-9qk2z')],
    });
    expect(placeIn(DEPLOYMENT, finding)).toBe('name: web');
  });

  it('an object whose name the server completes', () => {
    const job =
      'kind: Job\nmetadata: { generateName: import- }\nspec: { template: { spec: { containers: [{ name: a, image: b }] } } }\n';
    const target = shop('Pod', 'import-x7x2q-zzk4j');
    const finding = about(['spec.containers[a].image'], { target, owner: shop('Job', 'import-x7x2q') });
    expect(placeIn(job, finding)).toBe('image: b }] } } }');
    expect(placeIn(job, { ...finding, evidence: [] })).toBe('generateName: import- }');
  });
});

describe('other makers', () => {
  const cronJob = `kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 0 30 2 *"
  jobTemplate:
    spec:
      backoffLimit: 2
      template: {spec: {containers: [{name: app, image: x}]}}
`;

  it('a CronJob, of its Jobs and their pods', () => {
    const owner = shop('CronJob', 'nightly');
    const job = shop('Job', 'nightly-29920908');
    const pod = shop('Pod', 'nightly-29920908-2dt78');
    expect(placeIn(cronJob, about(['spec.backoffLimit'], { target: job, owner }))).toBe('backoffLimit: 2');
    expect(placeIn(cronJob, about(['spec.containers[app].image'], { target: pod, owner }))).toBe('image: x}]}}');
    const own = about([], { target: owner, evidence: [field(owner, 'spec.schedule')] });
    expect(placeIn(cronJob, own)).toBe('schedule: "0 0 30 2 *"');
  });

  const set = `kind: StatefulSet
metadata: {name: db}
spec:
  template: {spec: {containers: [{name: app, image: x}]}}
  volumeClaimTemplates:
  - metadata: {name: logs}
  - metadata: {name: data}
    spec:
      storageClassName: fst
`;

  it('a StatefulSet, of its claims and of the volumes made of them', () => {
    const claim = shop('PersistentVolumeClaim', 'data-db-0');
    const { owner: _, ...finding } = about(['spec.storageClassName'], { target: claim });
    expect(placeIn(set, finding)).toBe('storageClassName: fst');
    expect(
      placeIn(set, { ...finding, target: shop('PersistentVolumeClaim', 'data-dbx-0'), evidence: [] }),
    ).toBeUndefined();
    const pod = about(['spec.volumes[data]'], { target: shop('Pod', 'db-0'), owner: shop('StatefulSet', 'db') });
    expect(placeIn(set, pod)).toBe('metadata: {name: data}');
  });

  it('a custom resource that keeps a pod template where the built-in ones do', () => {
    const rollout = DEPLOYMENT.replace('kind: Deployment', 'kind: Rollout');
    expect(placeIn(rollout, about(['spec.containers[app].image'], { owner: shop('Rollout', 'web') }))).toBe(
      'image: "app:2"',
    );
  });

  it('a field of another object that proves it, when that is in the manifests', () => {
    const service = 'kind: Service\nmetadata: {name: db}\nspec:\n  selector: {app: bd}\n';
    const evidence = [field(shop('Service', 'db'), 'spec.selector')];
    expect(placeIn(service, about([], { evidence }))).toBe('selector: {app: bd}');
    expect(placeIn(service, about([], { evidence: [field(shop('Node', 'w1'), 'spec.taints')] }))).toBeUndefined();
  });
});

describe('how it is written', () => {
  it('anchors, aliases and merge keys lead to where the value stands', () => {
    const text = `kind: Deployment
metadata: { name: web }
spec:
  template:
    spec:
      containers:
      - &base
        name: app
        image: app:2
        env: &env
        - { name: A, value: b }
      - <<: *base
        name: side
        resources: { limits: { memory: 1Mi } }
      - { name: third, env: *env }
`;
    expect(placeIn(text, about(['spec.containers[side].image']))).toBe('image: app:2');
    expect(placeIn(text, about(['spec.containers[side].resources.limits.memory']))).toBe('memory: 1Mi } }');
    expect(placeIn(text, about(['spec.containers[third].env[A].value']))).toBe('value: b }');
  });

  it('an anchor that holds itself ends', () => {
    const text = 'kind: Deployment\nmetadata: {name: web}\nspec: &s\n  template: {spec: *s}\n';
    expect(placeIn(text, about(['spec.template.spec.x']))).toBe('name: web}');
  });

  it.each([
    [
      'tabs and escapes in JSON',
      '{\t"kind": "Pod",\n\t"metadata": {"name": "we\\u0062"},\n\t"spec": {"nodeName": "w9"}}',
    ],
    ['CRLF', 'kind: Pod\r\nmetadata:\r\n  name: web\r\nspec:\r\n  nodeName: w9\r\n'],
    [
      'a document before that is empty, and a comment',
      '---\n# nothing\n---\nkind: Pod\nmetadata: {name: web}\nspec:\n  nodeName: w9\n',
    ],
    ['tags and keys in quotes', 'kind: !!str Pod\n\'metadata\': {name: web}\n"spec":\n  ? nodeName\n  : w9\n'],
    [
      'a multi-line text before',
      'kind: Pod\nmetadata:\n  name: web\n  annotations:\n    a: |\n      spec:\n        nodeName: no\nspec:\n  nodeName: w9\n',
    ],
    [
      'Lists in a List',
      'kind: List\nitems:\n- kind: PodList\n  items:\n  - kind: Pod\n    metadata: {name: web}\n    spec:\n      nodeName: w9\n',
    ],
  ])('%s', (_name, text) => {
    const { owner: _, ...finding } = about(['spec.nodeName'], { target: shop('Pod', 'web') });
    expect(placeIn(text, finding)).toMatch(/^"?nodeName/);
  });

  it('what is neither YAML nor an object is passed over, and so is nothing', () => {
    for (const text of ['{', 'a: [', 'just words', '- 1\n- 2\n', '', 'kind: Deployment\nmetadata: web\n', '\0']) {
      expect(placeIn(text, about(['spec.nodeName']))).toBeUndefined();
    }
    expect(locate([base], [])).toEqual([base]);
  });

  it('the file is named as it was given, the first that has the object', () => {
    const sources = ['-', 'deploy/web.yaml'].map((file) => ({ file, text: DEPLOYMENT }));
    const [found] = locate([about(['spec.containers[app].image'])], sources);
    expect(found?.location).toEqual({ file: '-', line: 27, column: 9 });
  });
});
