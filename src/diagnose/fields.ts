import type { Row } from '../facts/define.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Ref } from '../model/finding.ts';

/** An object as kubectl takes it on the command line: `deployment/web`, `pvc/data`. */
export const kubectlName = ({ kind, name }: Ref): string =>
  `${kind === 'PersistentVolumeClaim' ? 'pvc' : kind === 'PersistentVolume' ? 'pv' : kind.toLowerCase()}/${name}`;

/** The object a change must be made on: the controller at the top of the owner chain, or the object itself. */
export function topOwner(ref: Ref, cluster: Cluster): Ref {
  const object = cluster.resolve(ref);
  return (object && cluster.ownersOf(object).at(-1)) ?? ref;
}

/**
 * The fields texts and commands may use: the row's own, and `namespace`, `name`, `kind`, `target`, `owner`
 * (both as `kind/name`), for pods also `pod`, `node` and `context` (the flags kubectl needs to reach the same place).
 */
export function fieldsOf(row: Row, cluster: Cluster): Record<string, unknown> {
  const { target } = row;
  const pod = target.kind === 'Pod' ? cluster.find('pods', target.namespace, target.name) : undefined;
  return {
    namespace: target.namespace,
    name: target.name,
    kind: target.kind,
    owner: kubectlName(topOwner(target, cluster)),
    ...(pod && { pod: pod.metadata.name, node: pod.spec?.nodeName ?? null }),
    ...row,
    target: kubectlName(target),
  };
}
