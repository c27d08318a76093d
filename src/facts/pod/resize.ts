import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Pod } from '../../model/objects.ts';
import { containersOf, isFinished } from '../../model/pod.ts';
import { formatAmount } from '../../model/quantity.ts';
import { beingResized, changesOf, resizeOf, restartedToResize, shortageIn, usageIn } from '../../model/resize.ts';

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
      beyond: short.requested === null ? null : `${short.resource} ${said(short.requested)} > ${said(short.capacity)}`,
      restartedAgo: null,
      restarts: container?.status?.restartCount ?? 0,
      ...usageIn(resize.message),
    },
  ];
}

function restartRows(pod: Pod, cluster: Cluster): Row[] {
  return containersOf(pod).flatMap((container) => {
    const at = restartedToResize(pod, container, cluster);
    if (at === undefined) return [];
    const nothing = {
      message: null,
      since: null,
      changes: [],
      resource: null,
      requested: null,
      used: null,
      capacity: null,
    };
    return [
      {
        target: refTo('Pod', pod),
        container: container.name,
        state: 'restarted',
        ...nothing,
        free: null,
        beyond: null,
        wantedLimit: null,
        usage: null,
        conditionPath: null,
        specPath: `${container.specPath}.resizePolicy`,
        statusPath: `${container.statusPath}.resources`,
        qosClass: pod.status?.qosClass ?? null,
        restartedAgo: cluster.age(at) ?? null,
        restarts: container.status?.restartCount ?? 0,
      },
    ];
  });
}

/** Pods whose resources are being changed in place, how far that got, and restarts that it brought about. */
export default defineFact({
  needs: ['pods', 'events'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) =>
      isFinished(pod) ? [] : [...resizeRow(pod, cluster), ...restartRows(pod, cluster)],
    ),
});
