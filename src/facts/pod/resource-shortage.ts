import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Node, Pod } from '../../model/objects.ts';
import { formatAmount } from '../../model/quantity.ts';
import { amountOf, podRequests } from '../../model/requests.ts';
import { nodeInfo } from '../../schedule/node-info.ts';
import { blamed, type Blamed } from '../../schedule/told.ts';

const SHOWN = 6;
const NATIVE = /^(?:cpu|memory|ephemeral-storage|pods|hugepages-.*)$/;

interface Room {
  node: string;
  free: number;
  capacity: number;
}

const written = (resource: string, amount: number): string =>
  formatAmount(resource, resource === 'cpu' ? amount / 1000 : amount);

const most = (rooms: Room[], field: 'free' | 'capacity'): Room | undefined =>
  rooms.toSorted((a, b) => b[field] - a[field] || b.capacity - a.capacity)[0];

/** The pods that hold most of a resource on a node. */
function holders(node: Node, pod: Pod, resource: string, cluster: Cluster): string[] {
  const { pods } = nodeInfo(node, pod, cluster);
  return pods
    .map((other) => ({
      name: `${other.metadata.namespace}/${other.metadata.name}`,
      amount: podRequests(other, true).get(resource) ?? 0,
    }))
    .filter(({ amount }) => amount > 0)
    .toSorted((a, b) => b.amount - a.amount || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map(({ name, amount }) => `${name} ${written(resource, amount)}`);
}

function shortageRow({ pod, refused, group, fields }: Blamed, cluster: Cluster): Row {
  const resource = group.kind === 'too-many-pods' ? 'pods' : group.key.slice('resource:'.length);
  const requested = resource === 'pods' ? 1 : (podRequests(pod).get(resource) ?? 0);
  const rooms = refused.meant.map((node) => {
    const { pods, requested: taken } = nodeInfo(node, pod, cluster);
    const capacity = amountOf(resource, node.status?.allocatable?.[resource]);
    const used = resource === 'pods' ? pods.length : (taken.get(resource) ?? 0);
    return { node: node.metadata.name, free: Math.max(0, capacity - used), capacity };
  });
  const refusing = rooms.filter(({ node }) => fields.nodes?.includes(node));
  const enough = refusing.filter(({ capacity }) => capacity >= requested);
  const best = most(enough.length > 0 ? enough : refusing, 'free');
  const roomiest = most(refusing, 'free');
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])].length;
  const biggest = most(rooms, 'capacity');
  const fullest = best && refused.meant.find(({ metadata }) => metadata.name === best.node);
  const say = (amount: number | undefined): string | null => (amount === undefined ? null : written(resource, amount));
  return {
    target: refTo('Pod', pod),
    ...fields,
    resource,
    extended: !NATIVE.test(resource),
    request: written(resource, requested),
    free: say(best?.free),
    freeNode: best?.node ?? null,
    capacity: say(best?.capacity),
    // kubectl set resources changes every container, and a bare pod not at all
    settable: /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet)$/.test(String(fields['ownerKind'])) && containers === 1,
    fitsNow: roomiest && roomiest.free > 0 ? atMost(resource, roomiest.free) : null,
    lacking: say(best && requested - best.free),
    allocatable: say(biggest?.capacity),
    allocatableNode: biggest?.node ?? null,
    offering: rooms.filter(({ capacity }) => capacity > 0).map(({ node }) => node),
    neverFits: biggest ? requested > biggest.capacity : null,
    room: [
      ...rooms
        .slice(0, SHOWN)
        .map(({ node, free, capacity }) => `${node} ${written(resource, free)}/${written(resource, capacity)}`),
      ...(rooms.length > SHOWN ? [`… +${rooms.length - SHOWN}`] : []),
    ],
    holders: fullest ? holders(fullest, pod, resource, cluster) : [],
  };
}

/** The resource that is to blame for a pod not fitting anywhere: asked, free, and who holds it. */
export default defineFact({
  needs: ['pods', 'nodes'],
  derive: (cluster) => blamed(cluster, 'resource', 'too-many-pods').map((found) => shortageRow(found, cluster)),
});
