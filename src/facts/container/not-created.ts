import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { mountsOf } from '../../model/container-mounts.ts';
import { memoryFields } from '../../model/crash-fields.ts';
import { creationErrors, innermost, type CreationError } from '../../model/creation.ts';
import { namedFields, userFields } from '../../model/creation-fields.ts';
import type { Pod } from '../../model/objects.ts';

function rowOf(pod: Pod, error: CreationError, cluster: Cluster): Row {
  const { container, message, path, reason, stage } = error;
  const { spec, specPath, statusPath, name } = container;
  const problem = innermost(message);
  return {
    target: refTo('Pod', pod),
    container: name,
    stage,
    reason,
    message,
    messagePath: path ?? null,
    failedEvent: path ? null : 'Failed', // it says the same
    reasonPath: `${statusPath}.state.waiting.reason`,
    problem: problem || null,
    text: message.toLowerCase(),
    specPath,
    image: spec.image ?? null,
    ownerKind: cluster.ownersOf(pod).at(-1)?.kind ?? null,
    runtime: cluster.node(pod.spec?.nodeName)?.status?.nodeInfo?.containerRuntimeVersion ?? null,
    mounts: mountsOf(container),
    cpuLimit: spec.resources?.limits?.['cpu'] ?? null,
    workingDir: spec.workingDir ?? null,
    makesWorkingDir: spec.workingDir ? message.includes(`mkdir ${spec.workingDir}`) : false,
    privileged: spec.securityContext?.privileged ?? false,
    ...memoryFields(pod, container),
    ...userFields(pod, container),
    ...namedFields(pod, error),
  };
}

/** Errors about the program itself; how a container ends tells more about them. */
const ABOUT_COMMAND = /exec: "|executable file .{0,300}not found|exec format error|no command specified|no entrypoint/i;

/** Programs that the runtime itself runs before that of the container. */
const BY_RUNTIME = /apparmor_parser|running (?:\w+ )?hook|nvidia-container/i;

/** Containers that the kubelet refuses to create, or that the container runtime cannot create or start, and what they said. */
export default defineFact({
  needs: ['pods', 'events', 'nodes'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) =>
      creationErrors(pod, cluster)
        .filter(({ message }) => !ABOUT_COMMAND.test(message) || BY_RUNTIME.test(message))
        .map((error) => rowOf(pod, error, cluster)),
    ),
});
