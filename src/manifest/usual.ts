import { table } from '../model/table.ts';

/**
 * The fields of a pod that make a cause whose proof is an event or a log: `*` stands for each container, or for the finding's own.
 * A whole symptom or one cause of it; the first field that a manifest has counts.
 */
const USUAL = table<string[]>({
  'image-pull': ['containers[*].image'],
  init: ['initContainers[*].command', 'initContainers[*].args'],
  'mount/service-account-missing': ['serviceAccountName'],
  'pending/insufficient-resources': ['containers[*].resources.requests', 'containers[*].resources'],
  'pending/larger-than-any-node': ['containers[*].resources.requests', 'containers[*].resources'],
  'pending/extended-resource-missing': ['containers[*].resources.limits', 'containers[*].resources.requests'],
  'pending/host-port-taken': ['containers[*].ports'],
  'pending/untolerated-taint': ['tolerations'],
  'rejected/pod-security': ['containers[*].securityContext', 'securityContext'],
  'rejected/priority-class-missing': ['priorityClassName'],
  'rejected/quota-exceeded': ['containers[*].resources'],
  'rejected/runtime-class-missing': ['runtimeClassName'],
  'rejected/service-account-missing': ['serviceAccountName', 'serviceAccount'],
  'rejected/service-account-new': ['serviceAccountName', 'serviceAccount'],
  'sandbox/memory-limit-too-low': ['containers[*].resources.limits.memory'],
});

/** The causes and symptoms that the table knows. */
export const usualIds = (): string[] => Object.keys(USUAL);

/** The paths in a pod that usually make a cause, the likeliest first. */
export function usualPaths(id: string, container: string | undefined): string[] {
  const fields = USUAL[id] ?? USUAL[id.split('/')[0] ?? ''] ?? [];
  const which = container === undefined ? [0, 1, 2, 3, 4].map(String) : [container];
  return fields.flatMap((field) =>
    field.includes('*')
      ? which.flatMap((one) => {
          const path = `spec.${field.replace('*', one)}`;
          return container ? [path, path.replace('spec.containers', 'spec.initContainers')] : [path];
        })
      : [`spec.${field}`],
  );
}
