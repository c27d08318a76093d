import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { parseImage } from '../../model/image.ts';
import type { Pod } from '../../model/objects.ts';
import { containersOf, isFinished, type PodContainer } from '../../model/pod.ts';
import { errorFields, imageFields, nodeFields, secretFields } from '../../model/pull-fields.ts';
import { pullOf, pullSecretsOf, type Pull } from '../../model/pull.ts';

const ROLLED_OUT = new Set(['Deployment', 'DaemonSet', 'StatefulSet']);

function rowOf(pod: Pod, { name, spec, specPath, statusPath }: PodContainer, pull: Pull, cluster: Cluster): Row {
  const image = spec.image ?? '';
  const reference = parseImage(image);
  const secrets = pullSecretsOf(pod, cluster);
  const owner = cluster.ownersOf(pod).at(-1)?.kind;
  const errors = errorFields(pull, statusPath, reference);
  return {
    target: refTo('Pod', pod),
    container: name,
    reason: pull.reason,
    ...errors,
    ...imageFields(image, reference, cluster),
    ...nodeFields(pod, reference, cluster),
    asked: errors.endpoint ?? reference?.registry ?? null,
    policy: spec.imagePullPolicy ?? null,
    ...secretFields(secrets, reference),
    rolledOut: ROLLED_OUT.has(owner ?? ''),
    specPath,
    statusPath,
    attempts: pull.attempts,
    sinceSeconds: cluster.age(pull.since) ?? null,
    pullingSeconds: cluster.age(pull.pullingSince) ?? null,
  };
}

/** Containers whose image cannot be had, or is still being pulled: which image, from where, and the runtime's own error. */
export default defineFact({
  needs: ['pods', 'events', 'nodes', 'secrets'],
  derive: (cluster) =>
    cluster.subjects
      .filter((pod) => !isFinished(pod))
      .flatMap((pod) =>
        containersOf(pod).flatMap((container) => {
          const pull = pullOf(pod, container, cluster);
          return pull ? [rowOf(pod, container, pull, cluster)] : [];
        }),
      ),
});
