import { expect, test } from 'vitest';
import { limitIsDefault } from '../../src/model/memory-use.ts';
import type { Pod } from '../../src/model/objects.ts';

const noted = (note?: string): Pod => ({
  metadata: { name: 'web', namespace: 'shop', ...(note && { annotations: { 'kubernetes.io/limit-ranger': note } }) },
});

test('the LimitRanger names each container whose limit it filled in', () => {
  const note =
    'LimitRanger plugin set: cpu, memory request for container app; cpu, memory limit for container app; cpu limit for container log';
  expect(limitIsDefault(noted(note), 'app')).toBe(true);
  expect(limitIsDefault(noted(note), 'log')).toBe(false);
  expect(limitIsDefault(noted('LimitRanger plugin set: memory limit for container app'), 'app')).toBe(true);
  expect(limitIsDefault(noted('LimitRanger plugin set: memory request for container app'), 'app')).toBe(false);
  expect(limitIsDefault(noted(), 'app')).toBe(false);
});
