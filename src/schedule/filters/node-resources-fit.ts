import type { NodeInfo } from '../node-info.ts';
import { checking, type Plugin } from '../plugin.ts';
import type { Reason } from '../reason.ts';

const PLUGIN = 'NodeResourcesFit';
const NATIVE = new Set(['cpu', 'memory', 'ephemeral-storage']);

/**
 * Whether the scheduler counts a resource at all: besides the native ones extended resources, huge pages and what belongs to
 * kubernetes.io. Source: scheduler/util/pod_resources.go, IsScalarResourceName.
 */
export const isCounted = (resource: string): boolean =>
  NATIVE.has(resource) ||
  /^(?:hugepages-|attachable-volumes-)|kubernetes\.io\//.test(resource) ||
  (resource.includes('/') && !resource.startsWith('requests.'));

type Shortage = NonNullable<Reason['shortage']>;

const reason = (text: string, shortage: Shortage): Reason => ({
  plugin: PLUGIN,
  text,
  unresolvable: shortage.requested > shortage.capacity && shortage.resource !== 'pods',
  shortage,
});

/** Whether there is a place for one more pod; that a node offers none at all the scheduler does not call unresolvable. */
function places({ pods, allocatable }: NodeInfo): Reason[] {
  const shortage = { resource: 'pods', requested: 1, used: pods.length, capacity: allocatable.get('pods') ?? 0 };
  return shortage.used + 1 > shortage.capacity ? [reason('Too many pods', shortage)] : [];
}

/**
 * NodeResourcesFit: what the pod asks for must be free: allocatable minus the requests of the pods that hold a place there.
 * Usage plays no part. Source: scheduler/framework/plugins/noderesources/fit.go, fitsRequest.
 */
export const nodeResourcesFit: Plugin = {
  name: PLUGIN,
  states: 'every',
  prepare: ({ requests }) => {
    const wanted = [...requests].filter(([resource, amount]) => amount > 0 && isCounted(resource));
    return checking((node) => {
      const reasons = places(node);
      for (const [resource, requested] of wanted) {
        const [used, capacity] = [node.requested.get(resource) ?? 0, node.allocatable.get(resource) ?? 0];
        if (requested > capacity - used) {
          reasons.push(reason(`Insufficient ${resource}`, { resource, requested, used, capacity }));
        }
      }
      return reasons;
    });
  },
};
