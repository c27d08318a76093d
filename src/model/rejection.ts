import type { Cluster } from './cluster.ts';
import { lastSeen } from './event.ts';
import type { Node, Pod } from './objects.ts';
import { formatAmount } from './quantity.ts';
import { podRequests } from './requests.ts';
import { parseTime } from './time.ts';
import { taintWord, tolerates } from './toleration.ts';

/**
 * Reasons with which a kubelet refuses a pod that was given to its node. Source: pkg/kubelet/kubelet.go,
 * admissionRejectionReasons; the rest are of kubelets before 1.23 or of filters it shares with the scheduler.
 */
const REASONS =
  /^(?:OutOf.+|NodeAffinity|MatchNodeSelector|NodePorts|PodFitsHostPorts|NodeName|HostName|TaintToleration|PodToleratesNodeTaints|UnexpectedAdmissionError|AppArmor|SysctlForbidden|PodOS\w+|InvalidNodeInfo|InitContainerRestartPolicyForbidden|SupplementalGroupsPolicyNotSupported|PodLevelResourcesNotAdmitted|PodFeatureUnsupported|UnknownReason|UnexpectedPredicateFailureType|TopologyAffinityError|SMTAlignmentError|VolumeAttachmentLimitExceeded|GeneralPredicates)$/;

/** How every refusal begins; older kubelets wrote only `Pod ` in front. */
const REJECTED = /^(?:Pod was rejected: |Pod )/;
/** Refusals whose reason is shared with pods that had run. */
const TELLS = /^(?:Pod was rejected|Pod The node had condition)/;

const SLACK = 10_000; // between the start time of a pod and the refusal of a new one

/** Whether containers of a failed pod have run by its events: a kubelet that restarts and refuses a pod it had run empties its status first. */
export function hasRun(pod: Pod, cluster: Cluster): boolean {
  if (pod.status?.phase !== 'Failed') return false;
  const start = parseTime(pod.status.startTime) ?? Number.POSITIVE_INFINITY;
  return cluster
    .eventsAbout('Pod', pod)
    .some((event) =>
      event.reason === pod.status?.reason
        ? lastSeen(event) > start + SLACK
        : /^(?:Created|Started)$/.test(event.reason ?? ''),
    );
}

/** Whether the kubelet refused the pod at its door: failed for a reason, and none of its containers was ever made. */
export function isRejected({ status }: Pod, ran = false): boolean {
  if (status?.phase !== 'Failed' || !status.reason || ran) return false;
  const made = [...(status.containerStatuses ?? []), ...(status.initContainerStatuses ?? [])].some(
    ({ containerID, state }) => containerID ?? state?.terminated,
  );
  return !made && (TELLS.test(status.message ?? '') || REASONS.test(status.reason));
}

/** The kubelet's message without its prefix and full stop. */
export const rejectionMessage = ({ status }: Pod): string =>
  (status?.message ?? '').replace(REJECTED, '').trim().replace(/\.$/, '');

const say = (resource: string | undefined, amount: string | undefined): string | null => {
  if (resource === undefined || amount === undefined) return null;
  const value = Number(amount) / (resource === 'cpu' ? 1000 : 1); // the kubelet counts cpu in thousandths of a core
  return formatAmount(resource, value);
};

/** What was asked for and what the node had: `Node didn't have enough resource: cpu, requested: 4000, used: 1, capacity: 500`. */
export function shortageOf(pod: Pod) {
  const told = /resource: ([^,\s]+), requested: (\d+), used: (\d+), capacity: (\d+)/.exec(rejectionMessage(pod));
  const [, resource, requested, used, capacity] = told ?? [];
  return {
    resource: resource ?? /^OutOf(.+)$/.exec(pod.status?.reason ?? '')?.[1] ?? null,
    requested: say(resource, requested),
    used: say(resource, used),
    capacity: say(resource, capacity),
  };
}

/** What could not be freed for a critical pod: `[(res: cpu, q: 100), ]`. */
export const reclaimOf = (message: string): string[] =>
  [...message.matchAll(/res: ([^,\s]+), q: (\d+)/g)].map(
    ([, resource, amount]) => `${say(resource, amount)} ${resource}`,
  );

/** The host ports a pod asks for. */
export const hostPorts = ({ spec }: Pod): number[] =>
  (spec?.containers ?? []).flatMap(({ ports }) => (ports ?? []).flatMap(({ hostPort }) => hostPort || []));

/** The NoExecute taints of a node that a pod does not tolerate. */
export const untoleratedTaints = (pod: Pod, node: Node | undefined): string[] =>
  (node?.spec?.taints ?? [])
    .filter((taint) => taint.effect === 'NoExecute' && !tolerates(pod.spec?.tolerations, taint))
    .map(taintWord);

/** The extended resources (devices) a pod asks for. */
export const devicesOf = (pod: Pod): string[] => [...podRequests(pod).keys()].filter((name) => name.includes('/'));
