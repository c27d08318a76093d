import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { candidates, keysOf, referred, resourceOf, unresolved, type Unresolved } from '../../model/config-missing.ts';
import { creationErrors } from '../../model/creation.ts';
import { nearest } from '../../model/near.ts';
import type { ConfigMap, Pod } from '../../model/objects.ts';
import type { PodContainer } from '../../model/pod.ts';

const MOST_KEYS = 12;
const unique = (words: string[]): string[] => [...new Set(words)];

function objectFields(pod: Pod, { ref }: Unresolved, cluster: Cluster) {
  const object = referred(pod, ref, cluster);
  const keys = ref.kind === 'ConfigMap' ? keysOf(object) : [];
  const names = candidates(pod, ref.kind, cluster).map(({ metadata }) => metadata.name);
  return {
    refKind: ref.kind,
    resource: ref.kind === 'ConfigMap' ? 'configmap' : 'secret',
    refName: ref.name,
    key: ref.key ?? null,
    nearNames: object ? [] : nearest(ref.name, names),
    others: cluster.hasRead(resourceOf[ref.kind]) && !object ? names.length : null,
    keys: keys.slice(0, MOST_KEYS),
    nearKey: ref.key === undefined ? null : (nearest(ref.key, keys, 1)[0] ?? null),
    inBinary: Object.hasOwn((object as ConfigMap | undefined)?.binaryData ?? {}, ref.key ?? ''),
    objectAge: cluster.age(object?.metadata.creationTimestamp) ?? null,
  };
}

/** The life before: a container that ran had all that it refers to, since references of a pod cannot change. */
function lastLife({ status, statusPath }: PodContainer) {
  const ended = status?.lastState?.terminated;
  return {
    ranBefore: ended !== undefined && ended.reason !== 'StartError' && ended.reason !== 'ContainerCannotRun',
    lastExit: ended?.exitCode ?? null,
    lastReason: ended?.reason ?? null,
    lastPath: ended ? `${statusPath}.lastState.terminated` : null,
  };
}

function rowOf(pod: Pod, same: [Unresolved, ...Unresolved[]], all: Unresolved[], cluster: Cluster): Row {
  const first = same.find(({ told }) => told) ?? same[0];
  const { container, path } = first.error;
  const others = all.filter(({ ref }) => ref.kind !== first.ref.kind || ref.name !== first.ref.name);
  return {
    target: refTo('Pod', pod),
    container: container.name,
    problem: first.problem,
    ...objectFields(pod, first, cluster),
    uses: unique(same.map(({ ref }) => ref.use)),
    containers: unique(same.map(({ error }) => error.container.name)),
    refPath: first.ref.path,
    messagePath: (first.told && path) || null, // else it is about another reference
    failedEvent: first.told && !path ? 'Failed' : null, // else it says the same
    reasonPath: `${container.statusPath}.state.waiting.reason`,
    alsoMissing: unique(others.map(({ ref }) => `${ref.kind} ${ref.name}`)),
    ...lastLife(container),
    podAge: cluster.age(pod.metadata.creationTimestamp) ?? null,
  };
}

/** ConfigMaps, Secrets and keys that a container's environment refers to, cannot do without, and does not get. */
export default defineFact({
  needs: ['pods', 'events', 'configmaps', 'secrets'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) => {
      const all = creationErrors(pod, cluster).flatMap((error) => unresolved(pod, error, cluster));
      const groups = Map.groupBy(all, ({ ref, problem }) =>
        [problem, ref.kind, ref.name, problem === 'missing' ? '' : ref.key].join('|'),
      );
      return [...groups.values()].flatMap(([first, ...rest]) =>
        first ? [rowOf(pod, [first, ...rest], all, cluster)] : [],
      );
    }),
});
