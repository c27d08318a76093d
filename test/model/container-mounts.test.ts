import { expect, test } from 'vitest';
import { hasToken, mountAround } from '../../src/model/container-mounts.ts';
import type { PodContainer } from '../../src/model/pod.ts';

const container = (spec: object): PodContainer =>
  ({ name: 'app', type: 'app', specPath: 'spec.containers[app]', spec }) as PodContainer;

const mounted = container({
  workingDir: '/srv',
  volumeMounts: [
    { name: 'all', mountPath: '/srv/' },
    { name: 'inner', mountPath: '/srv/bin' },
    { name: 'file', mountPath: '/usr/bin/tool', subPath: 'tool' },
  ],
});

test.each([
  ['/srv/bin/run', 'inner'],
  ['/srv/run', 'all'],
  ['./bin/run', 'inner'],
  ['/srv/../opt/run', undefined],
  ['/srv2/run', undefined],
  ['/usr/bin/tool', undefined], // is the mount itself
  ['run', undefined], // looked for in $PATH
  ['', undefined],
])('%s lies in volume %s', (program, volume) => expect(mountAround(mounted, program)?.name).toBe(volume));

test('where a relative program lies is not known without a working directory', () => {
  const unknown = container({ volumeMounts: [{ name: 'all', mountPath: '/app' }] });
  expect(mountAround(unknown, './run')).toBeUndefined();
});

test.each([
  ['/var/run/secrets/kubernetes.io/serviceaccount', true],
  ['/var/run/secrets/kubernetes.io/serviceaccount/', true],
  ['/var/run/secrets/other', false],
])('a mount at %s is the token: %s', (mountPath, expected) =>
  expect(hasToken(container({ volumeMounts: [{ name: 'token', mountPath }] }))).toBe(expected),
);
