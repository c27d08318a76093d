import { amountOf, podRequests } from '../../model/requests.ts';
import { nodeInfo } from '../node-info.ts';
import type { Filter } from '../reason.ts';

const PLUGIN = 'NodeResourcesFit';

/**
 * NodeResourcesFit: what the pod asks for must be free: allocatable minus the requests of the pods that hold a place there.
 * Usage plays no part. Source: scheduler/framework/plugins/noderesources/fit.go, fitsRequest.
 */
export const nodeResourcesFit: Filter = (pod, node, cluster) => {
  const { pods, requested } = nodeInfo(node, pod, cluster);
  const allocatable = (resource: string): number => amountOf(resource, node.status?.allocatable?.[resource]);
  const places = { resource: 'pods', requested: 1, used: pods.length, capacity: allocatable('pods') };
  const shortages = [...podRequests(pod)]
    .filter(([resource]) => resource !== 'pods' && resource !== 'storage')
    .map(([resource, amount]) => ({
      resource,
      requested: amount,
      used: requested.get(resource) ?? 0,
      capacity: allocatable(resource),
    }))
    .filter((shortage) => shortage.requested > 0 && shortage.requested > shortage.capacity - shortage.used);
  return [
    ...(places.used + 1 > places.capacity ? [{ plugin: PLUGIN, text: 'Too many pods', shortage: places }] : []),
    ...shortages.map((shortage) => ({ plugin: PLUGIN, text: `Insufficient ${shortage.resource}`, shortage })),
  ];
};
