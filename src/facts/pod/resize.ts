import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Pod } from '../../model/objects.ts';
import { isFinished } from '../../model/pod.ts';
import { formatAmount } from '../../model/quantity.ts';
import { beingResized, beyondIn, changesOf, resizeOf, shortageIn, usageIn } from '../../model/resize.ts';

function resizeRow(pod: Pod, cluster: Cluster): Row[] {
  const resize = resizeOf(pod);
  if (!resize) return [];
  const [container] = beingResized(pod);
  const short = shortageIn(resize.message);
  const said = (amount: number | null): string | null =>
    amount === null ? null : formatAmount(short.resource ?? 'memory', amount);
  return [
    {
      target: refTo('Pod', pod),
      ...(container && { container: container.name }),
      state: resize.state,
      message: resize.message,
      since: cluster.age(resize.since) ?? null,
      conditionPath: resize.path,
      specPath: container ? `${container.specPath}.resources` : null,
      statusPath: container ? `${container.statusPath}.resources` : null,
      changes: container ? changesOf(container) : [],
      qosClass: pod.status?.qosClass ?? null,
      resource: short.resource,
      requested: said(short.requested),
      used: said(short.used),
      capacity: said(short.capacity),
      free: said(short.free),
      beyond: beyondIn(resize.message),
      short: beyondIn(resize.message) ?? resize.message,
      ...usageIn(resize.message),
    },
  ];
}

/** Pods whose resources are being changed in place, and how far that got. */
export default defineFact({
  needs: ['pods'],
  derive: (cluster) => cluster.subjects.flatMap((pod) => (isFinished(pod) ? [] : resizeRow(pod, cluster))),
});
