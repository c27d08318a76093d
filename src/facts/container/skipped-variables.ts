import { defineFact, refTo } from '../define.ts';
import { conditionOf, isFinished } from '../../model/pod.ts';

const SKIPPED = /^InvalidEnvironmentVariableNames$|^InvalidVariableNames$/;

/**
 * Variables that the kubelet left out because of their names, of pods that are not ready. Kubelets since 1.32 take almost every
 * name (feature gate RelaxedEnvironmentVariableValidation) and no longer say this.
 */
export default defineFact({
  needs: ['pods', 'events'],
  derive: (cluster) =>
    cluster.subjects
      .filter((pod) => !isFinished(pod) && conditionOf(pod, 'Ready')?.status !== 'True')
      .flatMap((pod) =>
        cluster
          .eventsAbout('Pod', pod)
          .filter(({ reason }) => SKIPPED.test(reason ?? ''))
          .slice(0, 1)
          .map((event) => ({
            target: refTo('Pod', pod),
            event: event.reason ?? '',
            message: event.message ?? '',
            keys: /Keys \[([^\]]*)\]/.exec(event.message ?? '')?.[1]?.split(/,\s*/) ?? [],
          })),
      ),
});
