import { expect, test } from 'vitest';
import { readEviction } from '../../src/model/eviction.ts';

test.each([
  [
    'The node was low on resource: memory. Threshold quantity: 100Mi, available: 96492Ki. Container app was using 812Mi, request is 0, has larger consumption of memory. ',
    {
      cause: 'node',
      resource: 'memory',
      threshold: '100Mi',
      available: '96492Ki',
      container: 'app',
      used: '812Mi',
      request: '0',
    },
  ],
  [
    'The node was low on resource: ephemeral-storage. Container app was using 30Gi, which exceeds its request of 1.5Gi. ',
    { cause: 'node', resource: 'ephemeral-storage', threshold: null, container: 'app', used: '30Gi', request: '1.5Gi' },
  ],
  ['The node was low on resource: inodes. ', { cause: 'node', resource: 'inodes', container: null }],
  ['The node was low on resource: [DiskPressure].', { cause: 'node', resource: 'ephemeral-storage' }],
  ['The node had condition: [MemoryPressure]. ', { cause: 'condition', resource: 'memory' }],
  [
    'Usage of EmptyDir volume "cache" exceeds the limit "1.5Gi". ',
    { cause: 'empty-dir', volume: 'cache', limit: '1.5Gi' },
  ],
  [
    'Container app exceeded its local ephemeral storage limit "100Mi". ',
    { cause: 'container-storage', container: 'app', limit: '100Mi' },
  ],
  [
    'Pod ephemeral local storage usage exceeds the total limit of containers 200Mi. ',
    { cause: 'pod-storage', limit: '200Mi', container: null, resource: null },
  ],
  ['Evicted by somebody else', { cause: undefined, resource: null, limit: null, used: null }],
])('%s', (message, expected) => {
  expect(readEviction(message)).toMatchObject(expected);
});
