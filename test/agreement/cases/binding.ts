import { claim, known, node, onlyIn, pending, storageClass, using, volume, ZONE, type Known } from './build.ts';

const slow = storageClass('slow', 'csi.slow');
const manual = storageClass('manual', 'kubernetes.io/no-provisioner');
const here = { labels: { [ZONE]: 'a' } };
const NO_VOLUME = "1 node(s) didn't find available persistent volumes to bind";
const NO_ROOM = '1 node(s) did not have enough free storage';
const one = pending(using(1));
const driver = (storageCapacity: boolean) => ({
  kind: 'CSIDriver',
  metadata: { name: 'csi.slow' },
  spec: { attachRequired: true, podInfoOnMount: false, storageCapacity, volumeLifecycleModes: ['Persistent'] },
});
const room = (capacity: string, more: object = {}) => ({
  kind: 'CSIStorageCapacity',
  metadata: { name: 'room', namespace: 'shop' },
  storageClassName: 'slow',
  nodeTopology: { matchLabels: { [ZONE]: 'a' } },
  capacity,
  ...more,
});

/** Claims that wait for their pod. */
export const binding: Known[] = [
  known('no volume and nobody to make one', NO_VOLUME, one, node(1), manual, claim(1, { storageClassName: 'manual' })),
  known(
    'a free volume',
    null,
    one,
    node(1),
    manual,
    volume(1, { storageClassName: 'manual', phase: 'Available' }),
    claim(1, { storageClassName: 'manual' }),
  ),
  known(
    'a free volume of another zone',
    NO_VOLUME,
    one,
    node(1, here),
    manual,
    volume(1, { storageClassName: 'manual', phase: 'Available', ...onlyIn(ZONE, 'b') }),
    claim(1, { storageClassName: 'manual' }),
  ),
  known(
    'a volume that is too small',
    NO_VOLUME,
    one,
    node(1),
    manual,
    volume(1, { storageClassName: 'manual', phase: 'Available', capacity: { storage: '1Mi' } }),
    claim(1, { storageClassName: 'manual' }),
  ),
  known(
    'a volume that was released',
    NO_VOLUME,
    one,
    node(1),
    manual,
    volume(1, { storageClassName: 'manual', phase: 'Released' }),
    claim(1, { storageClassName: 'manual' }),
  ),
  known(
    'a volume reserved for another claim',
    NO_VOLUME,
    one,
    node(1),
    manual,
    volume(1, { storageClassName: 'manual', phase: 'Available', claimRef: { namespace: 'shop', name: 'claim-2' } }),
    claim(1, { storageClassName: 'manual' }),
  ),
  known(
    'one volume for two claims',
    NO_VOLUME,
    pending(using(1, 2)),
    node(1),
    manual,
    volume(1, { storageClassName: 'manual', phase: 'Available' }),
    claim(1, { storageClassName: 'manual' }),
    claim(2, { storageClassName: 'manual' }),
  ),
  known(
    'a class that makes volumes elsewhere',
    NO_VOLUME,
    one,
    node(1, here),
    storageClass('slow', 'csi.slow', {
      allowedTopologies: [{ matchLabelExpressions: [{ key: ZONE, values: ['b'] }] }],
    }),
    claim(1),
  ),
  known(
    'a node chosen before',
    NO_VOLUME,
    one,
    node(1),
    slow,
    claim(1, { metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'node-2' } } }),
  ),
  known('storage with room', null, one, node(1, here), slow, driver(true), room('2Gi'), claim(1)),
  known('storage without room', NO_ROOM, one, node(1, here), slow, driver(true), room('1Mi'), claim(1)),
  known(
    'room for one large volume less',
    NO_ROOM,
    one,
    node(1, here),
    slow,
    driver(true),
    room('9Gi', { maximumVolumeSize: '1Mi' }),
    claim(1),
  ),
  known(
    'room in another zone',
    NO_ROOM,
    one,
    node(1, { labels: { [ZONE]: 'b' } }),
    slow,
    driver(true),
    room('2Gi'),
    claim(1),
  ),
  known('a driver that does not tell its room', null, one, node(1, here), slow, driver(false), claim(1)),
];
