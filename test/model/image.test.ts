import { describe, expect, it } from 'vitest';
import { canonicalImage, flawOf, mendedImage, movedTo, parseImage } from '../../src/model/image.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('parseImage', () => {
  it.each([
    ['busybox', 'docker.io', 'library/busybox', 'latest'],
    ['busybox:1.36', 'docker.io', 'library/busybox', '1.36'],
    ['owner/app', 'docker.io', 'owner/app', 'latest'],
    ['docker.io/busybox:1', 'docker.io', 'library/busybox', '1'],
    ['index.docker.io/owner/app:1', 'docker.io', 'owner/app', '1'],
    ['localhost/app:1', 'localhost', 'app', '1'],
    ['localhost:5000/app', 'localhost:5000', 'app', 'latest'],
    ['registry.test:5000/team/shop/app:2.0', 'registry.test:5000', 'team/shop/app', '2.0'],
    ['[fd00::1]:5000/app:1', '[fd00::1]:5000', 'app', '1'],
    ['app:5000', 'docker.io', 'library/app', '5000'],
    ['quay.io/x/y:V1_0-RC.2', 'quay.io', 'x/y', 'V1_0-RC.2'],
  ])('%s', (image, registry, repository, tag) => {
    expect(parseImage(image)).toMatchObject({ registry, repository, tag });
  });

  it('knows a tag that was not written', () => {
    expect(parseImage('busybox')?.implicitLatest).toBe(true);
    expect(parseImage('busybox:latest')?.implicitLatest).toBe(false);
  });

  it('takes a digest with and without a tag', () => {
    expect(parseImage(`app@${DIGEST}`)).toMatchObject({ tag: undefined, digest: DIGEST, implicitLatest: false });
    expect(parseImage(`r.io:5000/app:1@${DIGEST}`)).toMatchObject({ registry: 'r.io:5000', tag: '1', digest: DIGEST });
  });

  it.each([
    '',
    'App',
    'http://r.io/app',
    'r.io/app:',
    'r.io/app:1:2',
    'r.io//app',
    'a b',
    'app@sha256:short',
    'r.io/app:-x',
  ])('refuses %j', (image) => {
    expect(parseImage(image)).toBeUndefined();
  });
});

describe('canonicalImage', () => {
  it.each([
    ['busybox', 'docker.io/library/busybox:latest'],
    ['docker.io/library/busybox:latest', 'docker.io/library/busybox:latest'],
    [`x/y:1@${DIGEST}`, `docker.io/x/y@${DIGEST}`],
  ])('%s', (image, canonical) => {
    expect(canonicalImage(parseImage(image)!)).toBe(canonical);
  });
});

describe('flawOf', () => {
  it.each([
    ['r.io/app:1', undefined],
    ['r.io/App:1', 'uppercase'],
    ['https://r.io/app:1', 'scheme'],
    ['r.io/app:', 'unfilled'],
    ['r.io/app:${TAG}', 'unfilled'],
    ['r.io/app:$(TAG)', 'unfilled'],
    ['{{ .Values.image }}:1', 'unfilled'],
    ['r.io//app:1', 'unfilled'],
    ['/app:1', 'unfilled'],
    ['r.io/<project>/app', 'unfilled'],
    ['https://r.io/app:', 'unfilled'],
    ['r.io/app:1:2', 'other'],
    ['r.io/my app', 'other'],
  ])('%s: %s', (image, flaw) => {
    expect(flawOf(image)).toBe(flaw);
  });
});

describe('mendedImage', () => {
  it.each([
    ['r.io/Shop/App:V1', 'r.io/shop/app:V1'],
    ['https://r.io/app:1', 'r.io/app:1'],
    ['http://r.io:5000/App', 'r.io:5000/app'],
    ['r.io/app:', undefined],
    ['r.io/app:1:2', undefined],
  ])('%s → %s', (image, mended) => {
    expect(mendedImage(image)).toBe(mended);
  });
});

describe('movedTo', () => {
  it.each([
    ['k8s.gcr.io/pause:3.2', 'registry.k8s.io/pause:3.2'],
    ['gcr.io/google_containers/pause:3.2', 'registry.k8s.io/pause:3.2'],
    ['bitnami/redis:7', 'docker.io/bitnamilegacy/redis:7'],
    [`bitnami/redis@${DIGEST}`, `docker.io/bitnamilegacy/redis@${DIGEST}`],
    ['bitnamilegacy/redis:7', undefined],
    ['quay.io/bitnami/redis:7', undefined],
    ['gcr.io/my-project/app:1', undefined],
  ])('%s → %s', (image, moved) => {
    expect(movedTo(parseImage(image)!)).toBe(moved);
  });
});
