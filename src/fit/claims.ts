import { claimNames } from '../model/claims.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from '../model/objects.ts';
import type { Text } from '../model/text.ts';
import { classOf } from '../model/volume-match.ts';
import { matchOf } from '../schedule/volumes.ts';
import type { NodeInfo } from '../schedule/node-info.ts';
import type { ScheduleIndex } from '../schedule/schedule-index.ts';

const IS_DEFAULT = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const BOUND = 'pv.kubernetes.io/bind-completed';
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

/** The class a claim gets that names none: the newest default one. Source: plugin/pkg/admission/storage/storageclass/setdefault. */
export function withDefaultClass(claim: PersistentVolumeClaim, classes: StorageClass[]): PersistentVolumeClaim {
  if (classOf(claim) !== undefined || claim.spec?.volumeName) return claim;
  const [chosen] = classes
    .filter(({ metadata }) => IS_DEFAULT.some((key) => metadata.annotations?.[key] === 'true'))
    .toSorted(
      (a, b) =>
        (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? '') ||
        a.metadata.name.localeCompare(b.metadata.name),
    );
  return chosen ? { ...claim, spec: { ...claim.spec, storageClassName: chosen.metadata.name } } : claim;
}

/** The claims and volumes of a simulated cluster, bound as pods are placed; the objects are its own and change. */
export class ClaimBook {
  readonly #index: ScheduleIndex;
  /** Claims that only exist in the simulation. */
  readonly #made: Set<PersistentVolumeClaim>;
  /** Claims whose volume is made before a pod is placed, or reachable from anywhere: they keep no pod off a node. */
  readonly #anywhere = new Set<PersistentVolumeClaim>();
  readonly #undo: (() => void)[] = [];
  readonly notes = new Map<string, Text>();

  constructor(index: ScheduleIndex, made: Set<PersistentVolumeClaim>) {
    this.#index = index;
    this.#made = made;
  }

  /** Whether a claim only exists in the simulation. */
  isMade(claim: PersistentVolumeClaim): boolean {
    return this.#made.has(claim);
  }

  #of(pod: Pod): PersistentVolumeClaim[] {
    const { namespace } = pod.metadata;
    return claimNames(pod).flatMap(
      ({ claim }) => this.#index.cluster.find('persistentvolumeclaims', namespace, claim) ?? [],
    );
  }

  #classOf(claim: PersistentVolumeClaim): StorageClass | undefined {
    return this.#index.cluster.find('storageclasses', '', classOf(claim) ?? '');
  }

  #bind(claim: PersistentVolumeClaim, volume: PersistentVolume): void {
    const before = [claim.spec, claim.status, claim.metadata.annotations, volume.spec, volume.status] as const;
    const { name, namespace, uid } = claim.metadata;
    claim.spec = { ...claim.spec, volumeName: volume.metadata.name };
    claim.status = { ...claim.status, phase: 'Bound' };
    claim.metadata.annotations = { ...claim.metadata.annotations, [BOUND]: 'yes' };
    volume.spec = { ...volume.spec, claimRef: { name, namespace, ...(uid && { uid }) } };
    volume.status = { ...volume.status, phase: 'Bound' };
    this.#undo.push(() => {
      const [spec, status, annotations, volumeSpec, volumeStatus] = before;
      Object.assign(claim, { spec, status });
      Object.assign(claim.metadata, { annotations });
      Object.assign(volume, { spec: volumeSpec, status: volumeStatus });
    });
  }

  #assumeAnywhere(claim: PersistentVolumeClaim): void {
    this.#anywhere.add(claim);
    this.#undo.push(() => void this.#anywhere.delete(claim));
    const name = classOf(claim) ?? '';
    this.notes.set(`anywhere ${name}`, {
      en: `volumes of class ${name} are made elsewhere; every node is assumed to reach them`,
      zh: `${name} 类的卷由其驱动创建，这里假定每个节点都能访问`,
    });
  }

  /**
   * What happens before the scheduler looks at the pod: a claim that waits for no consumer is bound, or its volume made. Gives the
   * pod without the volumes that can be reached from anywhere.
   */
  before(pod: Pod): Pod {
    for (const claim of this.#of(pod)) {
      if (!this.#made.has(claim) || claim.spec?.volumeName) continue;
      const storageClass = this.#classOf(claim);
      if (storageClass?.volumeBindingMode === 'WaitForFirstConsumer') continue;
      const volume = matchOf(claim, this.#index.volumesOf(classOf(claim) ?? ''), undefined);
      if (volume) this.#bind(claim, volume);
      else if (storageClass?.provisioner && storageClass.provisioner !== NO_PROVISIONER) this.#assumeAnywhere(claim);
    }
    if (this.#anywhere.size === 0) return pod;
    const { namespace } = pod.metadata;
    const dropped = new Set(
      claimNames(pod)
        .filter(({ claim }) => {
          const found = this.#index.cluster.find('persistentvolumeclaims', namespace, claim);
          return found !== undefined && this.#anywhere.has(found);
        })
        .map(({ volume }) => volume),
    );
    return {
      ...pod,
      spec: { ...pod.spec, volumes: (pod.spec?.volumes ?? []).filter(({ name = '' }) => !dropped.has(name)) },
    };
  }

  /** Why a claim of a pod stays unbound, where that is known. */
  trouble(pod: Pod): Text | undefined {
    for (const claim of this.#of(pod)) {
      if (claim.spec?.volumeName) continue;
      const [name, className] = [claim.metadata.name, classOf(claim)];
      const { cluster } = this.#index;
      if (!className) {
        return {
          en: `pvc/${name} names no storage class, there is no default one, and no volume without a class serves it`,
          zh: `pvc/${name} 未指定存储类，集群没有默认存储类，也没有合适的无类卷`,
        };
      }
      if (!this.#classOf(claim) && cluster.hasRead('storageclasses')) {
        return {
          en: `pvc/${name}: there is no storage class ${className}`,
          zh: `pvc/${name}：不存在存储类 ${className}`,
        };
      }
    }
    return undefined;
  }

  /** What happens once the pod has its node: claims that waited for it are bound to a volume there, or one is made. */
  after(pod: Pod, node: NodeInfo): void {
    for (const claim of this.#of(pod)) {
      if (claim.spec?.volumeName || this.#anywhere.has(claim)) continue;
      const volume = matchOf(claim, this.#index.volumesOf(classOf(claim) ?? ''), node);
      if (volume) this.#bind(claim, volume);
      else if (claim.spec?.accessModes?.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')) {
        this.#assumeAnywhere(claim);
      } else {
        const before = claim.metadata.annotations;
        claim.metadata.annotations = { ...before, [SELECTED_NODE]: node.name };
        this.#undo.push(() => Object.assign(claim.metadata, { annotations: before }));
      }
    }
  }

  /** How far the book has come, to go back to. */
  get mark(): number {
    return this.#undo.length;
  }

  /** Undoes what was done since. */
  rewind(mark: number): void {
    for (const undo of this.#undo.splice(mark).toReversed()) undo();
  }
}
