import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Pod } from '../../model/objects.ts';
import { atMost, holdersOf, requestOf, roomFor, written, type Room } from '../../schedule/room.ts';
import { blamed, type Blamed } from '../../schedule/told.ts';

const SHOWN = 6;
const NATIVE = /^(?:cpu|memory|ephemeral-storage|pods|hugepages-.*)$/;
const WITH_TEMPLATE = /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet)$/;

/** `kubectl set resources` changes every container of a template, and a bare pod not at all. */
const isSettable = ({ spec }: Pod, ownerKind: unknown): boolean =>
  WITH_TEMPLATE.test(String(ownerKind)) && [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].length === 1;

const words = (rooms: Room[], resource: string): string[] => [
  ...rooms
    .slice(0, SHOWN)
    .map(
      ({ node, free, capacity }) => `${node.metadata.name} ${written(resource, free)}/${written(resource, capacity)}`,
    ),
  ...(rooms.length > SHOWN ? [`… +${rooms.length - SHOWN}`] : []),
];

const known = (): WeakMap<Blamed['refused'], Room[]> => new WeakMap();

/** The room on the nodes that were meant, worked out once for all pods that were refused alike. */
function roomsOf({ pod, refused }: Blamed, resource: string, cluster: Cluster): Room[] {
  const rooms = cluster.derived(known);
  const found = rooms.get(refused) ?? roomFor(pod, resource, refused.meant, cluster);
  rooms.set(refused, found);
  return found;
}

function shortageRow(found: Blamed, cluster: Cluster): Row {
  const { pod, group, fields } = found;
  const resource = group.kind === 'too-many-pods' ? 'pods' : group.key.slice('resource:'.length);
  const requested = requestOf(pod, resource);
  const rooms = roomsOf(found, resource, cluster);
  const named = new Set(fields.nodes);
  const refusing = rooms.filter(({ node }) => named.has(node.metadata.name));
  const best = refusing.find(({ capacity }) => capacity >= requested) ?? refusing[0];
  const most = refusing[0]?.free ?? 0;
  const [biggest] = rooms.toSorted((a, b) => b.capacity - a.capacity);
  const say = (amount: number | undefined): string | null => (amount === undefined ? null : written(resource, amount));
  return {
    target: refTo('Pod', pod),
    ...fields,
    resource,
    extended: !NATIVE.test(resource),
    request: written(resource, requested),
    free: say(best?.free),
    freeNode: best?.node.metadata.name ?? null,
    capacity: say(best?.capacity),
    settable: isSettable(pod, fields['ownerKind']),
    fitsNow: most > 0 ? atMost(resource, most) : null,
    lacking: say(best && requested - best.free),
    allocatable: say(biggest?.capacity),
    allocatableNode: biggest?.node.metadata.name ?? null,
    offering: rooms.filter(({ capacity }) => capacity > 0).map(({ node }) => node.metadata.name),
    neverFits: biggest ? requested > biggest.capacity : null,
    room: words(rooms, resource),
    holders: best ? holdersOf(resource, best.node, pod, cluster) : [],
  };
}

/** The resource that is to blame for a pod not fitting anywhere: asked, free, and who holds it. */
export default defineFact({
  needs: ['pods', 'nodes'],
  derive: (cluster) => blamed(cluster, 'resource', 'too-many-pods').map((found) => shortageRow(found, cluster)),
});
