import { defineFact, refTo } from '../define.ts';
import { containersOf } from '../../model/pod.ts';
import { answerFields, contextFields, placeFields, questionFields, timeFields } from '../../model/unready-fields.ts';
import { isReported, unreadyOf } from '../../model/unready.ts';

/** Running containers that are not ready: what their probe asks, what it got, and whether they may still be starting. */
export default defineFact({
  needs: ['pods', 'events', 'logs', 'nodes'],
  derive: (cluster) =>
    cluster.subjects
      .filter((pod) => isReported(pod, cluster))
      .flatMap((pod) =>
        containersOf(pod)
          .flatMap((container) => unreadyOf(pod, container, cluster) ?? [])
          .map((unready) => {
            const question = questionFields(unready);
            const answer = answerFields(pod, unready, cluster);
            return {
              target: refTo('Pod', pod),
              container: unready.container.name,
              ...question,
              ...answer,
              ...timeFields(pod, unready, answer.failingFor, cluster),
              ...placeFields(pod, unready.container, question.port, cluster),
              ...contextFields(pod, unready, cluster),
            };
          }),
      ),
});
