import { backAfterOom, hadOomAtDefault } from './memory-use.ts';
import { claimNames } from './claims.ts';
import { enderOf } from './disruption.ts';
import { waitsInInit } from './init.ts';
import { configRefsOf, toldMissing, type ConfigRef } from './config-refs.ts';
import type { Kind, Pod } from './objects.ts';
import { conditionOf, containersOf, isFinished } from './pod.ts';
import { isStarting } from './startup.ts';
import { runsUnready } from './unready.ts';
import { fileRefsOf, type FileRef } from './volume-config.ts';

/** No node has been chosen, and one still should be. */
export const isUnscheduled = (pod: Pod): boolean => !pod.spec?.nodeName && !isFinished(pod);

/** A container that ever ran proves that the pod's volumes were bound and mounted. */
export const hasStarted = (pod: Pod): boolean =>
  containersOf(pod).some(({ status }) => status?.containerID || status?.restartCount);

/** A container is held up by its image. */
export const waitsForImage = (pod: Pod): boolean =>
  containersOf(pod).some(({ status }) => /Image|Registry/.test(status?.state?.waiting?.reason ?? ''));

const hasClaims = (pod: Pod): boolean => claimNames(pod).length > 0;

const ends = (pod: Pod): boolean =>
  containersOf(pod).some(({ status }) => (status?.restartCount ?? 0) > 0 || status?.state?.terminated?.exitCode);

/** A container waits for a ConfigMap, a Secret or a key that the kubelet cannot find, and its environment refers to that kind. */
export const waitsForConfig = (pod: Pod, kind: ConfigRef['kind']): boolean =>
  containersOf(pod).some(
    (container) =>
      toldMissing(container.status?.state?.waiting?.message ?? '') &&
      configRefsOf(container).some((ref) => ref.kind === kind && !ref.optional),
  );

/** A volume of a pod that has not started takes its files from a ConfigMap or Secret of the user's. */
export const mountsFile = (pod: Pod, kind: FileRef['kind']): boolean =>
  isStarting(pod) && fileRefsOf(pod).some((ref) => ref.kind === kind && ref.name !== 'kube-root-ca.crt');

/** A pod that has not started uses storage that a driver must attach or mount. */
export const usesStorage = (pod: Pod): boolean =>
  isStarting(pod) && (hasClaims(pod) || (pod.spec?.volumes ?? []).some(({ csi }) => csi));

/** What is shown of the pod may be old: its node may have stopped reporting. */
export const isUnconfirmed = (pod: Pod): boolean =>
  Boolean(pod.spec?.nodeName) && !isFinished(pod) && conditionOf(pod, 'Ready')?.status !== 'True';

/** The scheduler has ended it for another pod, which is to be named. */
export const isPreempted = (pod: Pod): boolean => enderOf(pod) === 'scheduler';

/**
 * Which kinds the diagnosis of a pod depends on: the same that it reads of a live cluster. What of these could not be read is
 * told as not seen; a kind that is not here never is.
 */
export const podNeeds: Partial<Record<Kind | 'logs', (pod: Pod) => boolean>> = {
  pods: () => true,
  nodes: () => true,
  events: () => true,
  logs: (pod) => ends(pod) || waitsInInit(pod) || containersOf(pod).some(runsUnready),
  secrets: (pod) =>
    ((pod.spec?.imagePullSecrets ?? []).length > 0 && waitsForImage(pod)) ||
    waitsForConfig(pod, 'Secret') ||
    mountsFile(pod, 'Secret'),
  configmaps: (pod) => waitsForConfig(pod, 'ConfigMap') || mountsFile(pod, 'ConfigMap'),
  services: waitsInInit,
  // of a pod that is ready again, what it uses now is no part of the verdict
  podmetrics: (pod) => backAfterOom(pod).length > 0 && conditionOf(pod, 'Ready')?.status !== 'True',
  limitranges: hadOomAtDefault,
  endpointslices: waitsInInit,
  leases: (pod) => !pod.spec?.nodeName || isUnconfirmed(pod),
  namespaces: (pod) => pod.metadata.deletionTimestamp !== undefined,
  persistentvolumeclaims: hasClaims,
  persistentvolumes: (pod) => hasClaims(pod) && !pod.spec?.nodeName,
  storageclasses: (pod) => hasClaims(pod) && !pod.spec?.nodeName,
};
