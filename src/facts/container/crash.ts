import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { lackedCapability } from '../../model/capability.ts';
import { crashOf, type Crash } from '../../model/crash.ts';
import { commandOf, endFields, memoryFields, probeFields, saidFields, systemOom } from '../../model/crash-fields.ts';
import { directoryMount, hasToken, mountAround, mountsOf } from '../../model/container-mounts.ts';
import { limitIsDefault, limitRangeOf } from '../../model/memory-use.ts';
import { killerOf, killOf } from '../../model/killer.ts';
import type { Pod } from '../../model/objects.ts';
import { conditionOf, containersOf } from '../../model/pod.ts';
import { unexpandedFields } from '../../model/unexpanded.ts';

function specFields(pod: Pod, { container }: Crash, cluster: Cluster) {
  const { spec, specPath, type } = container;
  const runAs = spec.securityContext?.runAsUser ?? pod.spec?.securityContext?.runAsUser;
  return {
    type,
    specPath,
    image: spec.image ?? null,
    mounts: mountsOf(container),
    hasToken: hasToken(container),
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

/** The volume in which the program lies that could not be started. */
function programFields({ container }: Crash, startProblem: string | null, program: string | null) {
  const started = /exec: "([^"]+)"/.exec(startProblem ?? '')?.[1] ?? program;
  const mount = mountAround(container, started ?? '');
  return { programMount: mount?.mountPath ?? null, programVolume: mount?.name ?? null, startedProgram: started };
}

function crashRow(pod: Pod, crash: Crash, cluster: Cluster): Row {
  const kill = killOf(pod, crash, cluster);
  const said = saidFields(pod, crash, cluster);
  const ended = endFields(pod, crash);
  return {
    target: refTo('Pod', pod),
    container: crash.container.name,
    killer: killerOf(pod, crash, kill, cluster),
    podReason: pod.status?.reason ?? null,
    podMessage: pod.status?.message?.trim() ?? null,
    disruption: conditionOf(pod, 'DisruptionTarget')?.reason ?? null,
    eventsRead: cluster.hasRead('events'),
    systemOom: systemOom(pod, crash, cluster),
    ...ended,
    ...specFields(pod, crash, cluster),
    ...said,
    ...directoryMount(pod, crash.container, said.errorText),
    /** Whether the port that the log names is below those that everybody may listen on. */
    privilegedPort: said.port !== null && Number(said.port) < 1024,
    capability: lackedCapability(pod, crash.container, said.errorLines),
    ...programFields(crash, ended.startProblem, said.program),
    ...unexpandedFields(crash.container, said.decidingText ?? ''),
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
