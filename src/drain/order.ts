import type { Cluster } from '../model/cluster.ts';
import type { DrainFlags } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import { containersOf } from '../model/pod.ts';
import { isReady, type ReadyTimes } from './readiness.ts';

/** Kubernetes reserves this priority and above for itself. */
const SYSTEM_PRIORITY = 2_000_000_000;
const DEFAULT_GRACE = 30;

/** Where drivers of storage, networks and devices keep what other pods of the node need. */
const NODE_FOLDERS = /^\/(?:var\/lib\/kubelet|dev)(?:\/|$)/;

/** Seconds a pod may take to end. */
export const graceOf = ({ spec }: Pod, { gracePeriod }: DrainFlags): number =>
  gracePeriod ?? spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE;

/** 1 for what other pods need to end well or to start elsewhere: system pods, drivers, backends of webhooks; 0 for the rest. */
export function stageOf(pod: Pod, backends: Set<Pod>): number {
  const { metadata, spec } = pod;
  const system = metadata.namespace === 'kube-system' || (spec?.priority ?? 0) >= SYSTEM_PRIORITY;
  const privileged = containersOf(pod).some((container) => container.spec.securityContext?.privileged);
  const driver = privileged && spec?.volumes?.some(({ hostPath }) => NODE_FOLDERS.test(hostPath?.path ?? ''));
  return system || driver || backends.has(pod) ? 1 : 0;
}

/**
 * The order in which pods are asked to go so that all is over soonest: unready ones first, for they cost no budget, then those whose
 * replacements take longest; names decide between equals.
 */
export function ordered(pods: Pod[], times: ReadyTimes, backends: Set<Pod>, cluster: Cluster): Pod[] {
  const keys = new Map(
    pods.map((pod) => [
      pod,
      [
        stageOf(pod, backends),
        pod.metadata.deletionTimestamp ? 0 : 1,
        isReady(pod) ? 1 : 0,
        -((times.secondsFor(pod) ?? 0) + (pod.spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE)),
        -(cluster.age(pod.metadata.creationTimestamp) ?? 0),
      ],
    ]),
  );
  const compare = (a: Pod, b: Pod): number => {
    const [left = [], right = []] = [keys.get(a), keys.get(b)];
    for (const [i, value] of left.entries()) if (value !== right[i]) return value - (right[i] ?? 0);
    const names = [a, b].map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
    return (names[0] ?? '') < (names[1] ?? '') ? -1 : 1;
  };
  return pods.toSorted(compare);
}
