import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { crashOf, type Crash } from '../../model/crash.ts';
import {
  commandOf,
  endFields,
  memoryFields,
  mountsOf,
  probeFields,
  saidFields,
  systemOom,
} from '../../model/crash-fields.ts';
import { limitIsDefault, limitRangeOf } from '../../model/memory-use.ts';
import { killerOf, killOf } from '../../model/killer.ts';
import type { Pod } from '../../model/objects.ts';
import { conditionOf, containersOf } from '../../model/pod.ts';

function specFields(pod: Pod, { container }: Crash, cluster: Cluster) {
  const { spec, specPath, type } = container;
  const runAs = spec.securityContext?.runAsUser ?? pod.spec?.securityContext?.runAsUser;
  return {
    type,
    specPath,
    image: spec.image ?? null,
    mounts: mountsOf(container),
    command: commandOf(container),
    ownerKind: cluster.ownersOf(pod).at(-1)?.kind ?? null,
    readOnlyRoot: spec.securityContext?.readOnlyRootFilesystem ?? false,
    runAsUser: runAs ?? null,
    privileged: spec.securityContext?.privileged ?? false,
    serviceAccount: pod.spec?.serviceAccountName ?? 'default',
    limitIsDefault: limitIsDefault(pod, container.name),
    limitRange: limitRangeOf(pod, cluster),
    ...memoryFields(pod, container),
  };
}

function crashRow(pod: Pod, crash: Crash, cluster: Cluster): Row {
  const kill = killOf(pod, crash, cluster);
  const said = saidFields(pod, crash, cluster);
  return {
    target: refTo('Pod', pod),
    container: crash.container.name,
    killer: killerOf(pod, crash, kill, cluster),
    podReason: pod.status?.reason ?? null,
    podMessage: pod.status?.message?.trim() ?? null,
    disruption: conditionOf(pod, 'DisruptionTarget')?.reason ?? null,
    eventsRead: cluster.hasRead('events'),
    systemOom: systemOom(pod, crash, cluster),
    ...endFields(pod, crash),
    ...specFields(pod, crash, cluster),
    ...said,
    ...probeFields(pod, crash, kill, cluster, said.log),
  };
}

/** Containers in a crash loop or ended abnormally, with who ended them, how, and what their log said last. */
export default defineFact({
  needs: ['pods', 'events', 'logs'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) =>
      containersOf(pod)
        .flatMap((c) => crashOf(pod, c, cluster) ?? [])
        .map((crash) => crashRow(pod, crash, cluster)),
    ),
});
