import {
  condition,
  kind,
  labelSelector,
  nodeSelector,
  quantities,
  reference,
  resources,
  type Meta,
} from './common-shapes.ts';
import { pod } from './pod-shape.ts';
import { service, endpointSlice } from './network-shapes.ts';
import {
  apiService,
  certificateSigningRequest,
  limitRange,
  podDisruptionBudget,
  podMetrics,
  priorityClass,
  resourceQuota,
  runtimeClass,
  webhookConfiguration,
} from './policy-shapes.ts';
import { bool, keys, list, num, obj, scalar, str, type Of } from './shape.ts';
import { backends } from './volume-shape.ts';
import { cronJob, job, workload } from './workload-shapes.ts';

export type { LabelSelector, Meta, NodeSelectorTerm, OwnerReference, Requirement } from './common-shapes.ts';
export type {
  Container,
  ContainerPort,
  ContainerStatus,
  Pod,
  PodAffinityTerm,
  PodSpec,
  Probe,
  Terminated,
  Toleration,
  Volume,
} from './pod-shape.ts';

// Node -----------------------------------------------------------------------------------------
const taint = obj({ key: str, value: str, effect: str, timeAdded: str });
export type Taint = Of<typeof taint>;
const node = kind({
  spec: obj({ unschedulable: bool, taints: list(taint), providerID: str, podCIDR: str }),
  status: obj({
    allocatable: quantities,
    capacity: quantities,
    conditions: list(condition),
    images: list(obj({ names: list(str), sizeBytes: num })),
    nodeInfo: obj({
      architecture: str,
      operatingSystem: str,
      osImage: str,
      kernelVersion: str,
      kubeletVersion: str,
      containerRuntimeVersion: str,
    }),
  }),
});
export type Node = Of<typeof node>;

// Events ---------------------------------------------------------------------------------------
const event = kind({
  involvedObject: reference,
  reason: str,
  message: str,
  type: str,
  count: num,
  firstTimestamp: str,
  lastTimestamp: str,
  eventTime: str,
  series: obj({ count: num, lastObservedTime: str }),
  source: obj({ component: str, host: str }),
  reportingComponent: str,
});
export type Event = Of<typeof event>;

// Storage --------------------------------------------------------------------------------------
const claimSpec = obj({
  accessModes: list(str),
  resources,
  storageClassName: str,
  volumeMode: str,
  volumeName: str,
  selector: labelSelector,
  volumeAttributesClassName: str,
});
const persistentVolumeClaim = kind({
  spec: claimSpec,
  status: obj({ phase: str, accessModes: list(str), capacity: quantities, conditions: list(condition) }),
});
export type PersistentVolumeClaim = Of<typeof persistentVolumeClaim>;
const persistentVolume = kind({
  spec: obj({
    accessModes: list(str),
    capacity: quantities,
    storageClassName: str,
    volumeMode: str,
    persistentVolumeReclaimPolicy: str,
    claimRef: reference,
    nodeAffinity: obj({ required: nodeSelector }),
    volumeAttributesClassName: str,
    mountOptions: list(str),
    local: obj({ path: str, fsType: str }),
    ...backends,
  }),
  status: obj({ phase: str, message: str, reason: str }),
});
export type PersistentVolume = Of<typeof persistentVolume>;
const storageClass = kind({
  provisioner: str,
  volumeBindingMode: str,
  reclaimPolicy: str,
  allowVolumeExpansion: bool,
  allowedTopologies: list(obj({ matchLabelExpressions: list(obj({ key: str, values: list(str) })) })),
});
export type StorageClass = Of<typeof storageClass>;

const volumeError = obj({ message: str, time: str });
const volumeAttachment = kind({
  spec: obj({ attacher: str, nodeName: str, source: obj({ persistentVolumeName: str }) }),
  status: obj({ attached: bool, attachError: volumeError, detachError: volumeError }),
});
export type VolumeAttachment = Of<typeof volumeAttachment>;
const csiDriver = kind({ spec: obj({ attachRequired: bool, storageCapacity: bool, volumeLifecycleModes: list(str) }) });
const csiNode = kind({
  spec: obj({
    drivers: list(obj({ name: str, nodeID: str, topologyKeys: list(str), allocatable: obj({ count: num }) })),
  }),
});
const csiStorageCapacity = kind({
  storageClassName: str,
  capacity: scalar,
  maximumVolumeSize: scalar,
  nodeTopology: labelSelector,
});

// Others ---------------------------------------------------------------------------------------
const secret = kind({ type: str });
const lease = kind({ spec: obj({ holderIdentity: str, renewTime: str, leaseDurationSeconds: num }) });
/** Only the keys of a ConfigMap are kept; values can be large and private. */
const configMap = kind({ data: keys, binaryData: keys });
export type ConfigMap = Of<typeof configMap>;
const serviceAccount = kind({ imagePullSecrets: list(obj({ name: str })), automountServiceAccountToken: bool });
const namespace = kind({
  spec: obj({ finalizers: list(str) }),
  status: obj({ phase: str, conditions: list(condition) }),
});
export type Namespace = Of<typeof namespace>;

/** The shape of each kind, keyed by its resource name as the API and kubectl spell it. */
export const shapes = {
  pods: pod,
  nodes: node,
  events: event,
  persistentvolumeclaims: persistentVolumeClaim,
  persistentvolumes: persistentVolume,
  storageclasses: storageClass,
  secrets: secret,
  leases: lease,
  replicasets: workload,
  deployments: workload,
  statefulsets: workload,
  daemonsets: workload,
  jobs: job,
  cronjobs: cronJob,
  configmaps: configMap,
  serviceaccounts: serviceAccount,
  namespaces: namespace,
  services: service,
  endpointslices: endpointSlice,
  limitranges: limitRange,
  resourcequotas: resourceQuota,
  runtimeclasses: runtimeClass,
  priorityclasses: priorityClass,
  poddisruptionbudgets: podDisruptionBudget,
  volumeattachments: volumeAttachment,
  csidrivers: csiDriver,
  csinodes: csiNode,
  csistoragecapacities: csiStorageCapacity,
  validatingwebhookconfigurations: webhookConfiguration,
  mutatingwebhookconfigurations: webhookConfiguration,
  apiservices: apiService,
  certificatesigningrequests: certificateSigningRequest,
  podmetrics: podMetrics,
} as const;

/** A resource the product reads, by the API's plural name (`podmetrics`: the `pods` of metrics.k8s.io, as kubectl accepts it). */
export type Kind = keyof typeof shapes;

/** The object type of a kind. */
export type ObjectOf<K extends Kind> = Of<(typeof shapes)[K]>;

/** What every object has in common. */
export interface AnyObject {
  metadata: Meta;
}
