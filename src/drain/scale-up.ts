import type { Remedy } from '../model/drain-plan.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Pod } from '../model/objects.ts';
import { Landings } from './landing.ts';
import type { Stage } from './replay.ts';
import { scaleOf, type Scale } from '../model/scale.ts';
import { budgetOf, goesAmong, withBudget, type Change, type Unchanged } from './what-if.ts';

/** More replicas than this are not asked for. */
const MOST_EXTRA = 5;

const TABLES = { Deployment: 'deployments', StatefulSet: 'statefulsets', ReplicaSet: 'replicasets' } as const;

const ownerOf = ({ metadata }: Pod): string | undefined =>
  metadata.ownerReferences?.find(({ controller }) => controller)?.kind;

/** Whether a second pod on another node could not have the volume: all pods of a Deployment share the claim. */
function sharesDisk(pod: Pod, cluster: Cluster): boolean {
  if (ownerOf(pod) === 'StatefulSet') return false;
  return (pod.spec?.volumes ?? []).some(({ persistentVolumeClaim: claim }) => {
    const found = claim && cluster.find('persistentvolumeclaims', pod.metadata.namespace, claim.claimName ?? '');
    const modes = found?.spec?.accessModes ?? [];
    return modes.length > 0 && !modes.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany');
  });
}

/** One more pod of the workload; claims of a StatefulSet's pods are their own, so it brings new ones. */
function another(pod: Pod, number: number): Pod {
  const { nodeName: _, volumes, ...spec } = pod.spec ?? {};
  const kept = ownerOf(pod) === 'StatefulSet' ? volumes?.filter((volume) => !volume.persistentVolumeClaim) : volumes;
  const { deletionTimestamp: _d, ...metadata } = pod.metadata;
  return {
    metadata: { ...metadata, name: `${pod.metadata.name}-more-${number}`, uid: '' },
    spec: { ...spec, ...(kept && { volumes: kept }) },
  };
}

/** More pods, ready where there is room for them beside the nodes to drain; undefined when there is none for one of them. */
function placed(pods: Pod[], { cluster, drained }: Stage): Pod[] | undefined {
  const places = new Landings(cluster, drained);
  const conditions = [{ type: 'Ready', status: 'True' }];
  const found = pods.flatMap((pod): Pod[] => {
    const landing = places.place(pod);
    if (landing.kind !== 'lands') return [];
    return [{ ...pod, spec: { ...pod.spec, nodeName: landing.node }, status: { phase: 'Running', conditions } }];
  });
  places.undo();
  return found.length === pods.length ? found : undefined;
}

/** The workload as it is once it is scaled. */
function scaled(pod: Pod, { kind, name }: Scale, replicas: number, cluster: Cluster): Change {
  const { namespace } = pod.metadata;
  const table = TABLES[kind as keyof typeof TABLES];
  const change = <T extends { metadata: { name: string; namespace: string }; spec?: object }>(one: T): T =>
    one.metadata.name === name && one.metadata.namespace === namespace
      ? { ...one, spec: { ...one.spec, replicas } }
      : one;
  return { [table]: cluster.all(table).map(change) };
}

/** The fewest more replicas, ready on other nodes before the drain begins, with which the pod goes. */
export function scaleUp(pod: Pod, key: string, unchanged: Unchanged): Remedy[] {
  const { stage } = unchanged;
  const { cluster } = stage;
  const scale = scaleOf(pod, cluster);
  const spec = budgetOf(key, stage)?.spec;
  if (!scale?.replicas || !(scale.kind in TABLES) || spec?.minAvailable === undefined) return [];
  if (sharesDisk(pod, cluster) || !stage.times.willBeReady(pod)) return [];
  for (let extra = 1; extra <= MOST_EXTRA; extra++) {
    const more = placed(
      Array.from({ length: extra }, (_, i) => another(pod, i)),
      stage,
    );
    if (!more) return [];
    const replicas = scale.replicas + extra;
    const objects: Change = {
      ...scaled(pod, scale, replicas, cluster),
      pods: [...cluster.all('pods'), ...more],
      poddisruptionbudgets: withBudget(stage, key, { minAvailable: spec.minAvailable }),
    };
    if (goesAmong(pod, key, unchanged, objects)) return [told(pod, scale, replicas, stage)];
  }
  return [];
}

/** New replicas must not land on the nodes to drain, so those are cordoned first. */
function told({ metadata }: Pod, { kind, name }: Scale, replicas: number, { cluster, drained }: Stage): Remedy {
  const open = [...drained].filter((node) => !cluster.node(node)?.spec?.unschedulable);
  const cordon = open.length > 0 ? `kubectl cordon ${open.join(' ')} && ` : '';
  const scale = `kubectl scale ${kind.toLowerCase()} ${name} -n ${metadata.namespace} --replicas=${replicas}`;
  return {
    text: {
      en: `scale up to ${replicas} first and back afterwards (under an HPA: its minReplicas)`,
      zh: `先扩容到 ${replicas}，之后再缩回（有 HPA 时改 minReplicas）`,
    },
    command: cordon + scale,
    proven: true,
  };
}
