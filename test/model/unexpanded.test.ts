import { expect, test } from 'vitest';
import type { PodContainer } from '../../src/model/pod.ts';
import { unexpandedFields } from '../../src/model/unexpanded.ts';

const container = (spec: object): PodContainer =>
  ({ name: 'app', type: 'app', specPath: 'spec.containers[app]', spec }) as PodContainer;

test('a reference that a log shows as it is written', () => {
  const app = container({ env: [{ name: 'URL', value: '$(HOST):80' }], args: ['--cache=$(CACHE)'] });
  expect(unexpandedFields(app, 'lookup $(HOST): no such host')).toEqual({
    unexpanded: 'HOST',
    unexpandedPath: 'spec.containers[app].env[URL].value',
    unexpandedBelow: null,
  });
  expect(unexpandedFields(app, 'cannot open $(CACHE)')).toMatchObject({ unexpandedPath: 'spec.containers[app].args' });
});

test('a variable that is defined below its use', () => {
  const app = container({
    env: [
      { name: 'URL', value: '$(HOST):80' },
      { name: 'HOST', value: 'db' },
    ],
  });
  expect(unexpandedFields(app, 'lookup $(HOST)')).toMatchObject({ unexpanded: 'HOST', unexpandedBelow: 'HOST' });
});

test.each([
  ['$(HOST)', 'lookup db: no such host'], // was replaced
  ['$$(HOST)', 'lookup $(HOST)'], // is meant to stay
  ['$(hostname -f)', 'lookup $(hostname -f)'], // of a shell
])('%s is no reference that failed when the log says: %s', (value, log) =>
  expect(unexpandedFields(container({ args: [value] }), log).unexpanded).toBeNull(),
);
