import { defineFact, refTo } from '../define.ts';
import { conditionOf, isFinished } from '../../model/pod.ts';
import { isReported } from '../../model/unready.ts';

/** Who sets the conditions that are known as readiness gates; what has no entry is told without a guess. */
const SETTERS: [RegExp, string][] = [
  [/^target-health\.(?:elbv2\.k8s\.aws|alb\.ingress\.k8s\.aws)\//, 'AWS Load Balancer Controller'],
  [/^cloud\.google\.com\/load-balancer-neg-ready$/, 'GKE NEG controller'],
  [/^(?:InPlaceUpdateReady|apps\.kruise\.io\/|KruisePodReady)/, 'OpenKruise (kruise-controller-manager)'],
  [/^pod\.network\.openshift\.io\/|^ovn\.kubernetes\.io\//, 'the network plugin'],
  [/istio\.io\//, 'Istio (istiod)'],
];

/** Readiness gates that keep a pod from being ready although all its containers are. */
export default defineFact({
  needs: ['pods', 'nodes'],
  derive: (cluster) =>
    cluster.subjects
      .filter((pod) => !isFinished(pod) && !pod.metadata.deletionTimestamp && isReported(pod, cluster))
      .flatMap((pod) => {
        const containers = conditionOf(pod, 'ContainersReady');
        if (containers?.status !== 'True' || conditionOf(pod, 'Ready')?.status === 'True') return [];
        const gates = (pod.spec?.readinessGates ?? []).flatMap(({ conditionType }) => conditionType ?? []);
        return gates.flatMap((gate) => {
          const condition = conditionOf(pod, gate);
          if (condition?.status === 'True') return [];
          return [
            {
              target: refTo('Pod', pod),
              gate,
              setter: SETTERS.find(([pattern]) => pattern.test(gate))?.[1] ?? null,
              exists: condition !== undefined,
              gateStatus: condition?.status ?? null,
              gateReason: condition?.reason ?? null,
              gateMessage: condition?.message ?? null,
              waitedFor: cluster.age(containers.lastTransitionTime) ?? null,
            },
          ];
        });
      }),
});
