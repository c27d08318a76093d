import { bool, list, map, num, obj, present, scalar, str, type Of, type Shape } from './shape.ts';

/** Metadata every kept object has: a name, and a namespace or ''. */
export interface Meta {
  name: string;
  namespace: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
}

const ownerReference = obj({ apiVersion: str, kind: str, name: str, uid: str, controller: bool });
export type OwnerReference = Of<typeof ownerReference>;

const looseMeta = obj({
  name: str,
  namespace: str,
  uid: str,
  resourceVersion: str,
  generation: num,
  creationTimestamp: str,
  deletionTimestamp: str,
  deletionGracePeriodSeconds: num,
  labels: map(str),
  annotations: map(str),
  finalizers: list(str),
  ownerReferences: list(ownerReference),
});

/** Metadata, or undefined without a name: such an object cannot be reported on. */
const meta: Shape<Meta> = (value) => {
  const kept = looseMeta(value);
  return kept?.name ? { ...kept, name: kept.name, namespace: kept.namespace ?? '' } : undefined;
};

type WithMeta<T> = T & { metadata: Meta };

/** An API object: shaped metadata, which is required, and the declared fields beside it. */
const kind = <F extends Record<string, Shape<unknown>>>(fields: F): Shape<WithMeta<{ [K in keyof F]?: Of<F[K]> }>> => {
  const body = obj(fields);
  return (value) => {
    const kept = body(value);
    const metadata = kept && meta((value as Record<string, unknown>)['metadata']);
    return kept && metadata ? { ...kept, metadata } : undefined;
  };
};

// Selectors ------------------------------------------------------------------------------------
const requirement = obj({ key: str, operator: str, values: list(str) });
export type Requirement = Of<typeof requirement>;
const labelSelector = obj({ matchLabels: map(str), matchExpressions: list(requirement) });
export type LabelSelector = Of<typeof labelSelector>;
const nodeSelectorTerm = obj({ matchExpressions: list(requirement), matchFields: list(requirement) });
export type NodeSelectorTerm = Of<typeof nodeSelectorTerm>;
const nodeSelector = obj({ nodeSelectorTerms: list(nodeSelectorTerm) });

// Pod ------------------------------------------------------------------------------------------
const quantities = map(scalar);
const resources = obj({ requests: quantities, limits: quantities, claims: list(obj({ name: str })) });
const keyRef = obj({ name: str, key: str, optional: bool });
const httpGet = obj({ path: str, port: scalar, host: str, scheme: str });
const handler = {
  exec: obj({ command: list(str) }),
  httpGet,
  tcpSocket: obj({ port: scalar, host: str }),
  grpc: obj({ port: num, service: str }),
};
const probe = obj({
  ...handler,
  initialDelaySeconds: num,
  periodSeconds: num,
  timeoutSeconds: num,
  successThreshold: num,
  failureThreshold: num,
  terminationGracePeriodSeconds: num,
});
export type Probe = Of<typeof probe>;
const lifecycleHandler = obj({ ...handler, sleep: obj({ seconds: num }) });
const containerPort = obj({ name: str, containerPort: num, hostPort: num, hostIP: str, protocol: str });
export type ContainerPort = Of<typeof containerPort>;
const container = obj({
  name: str,
  image: str,
  imagePullPolicy: str,
  command: list(str),
  args: list(str),
  workingDir: str,
  restartPolicy: str,
  ports: list(containerPort),
  env: list(
    obj({
      name: str,
      valueFrom: obj({ configMapKeyRef: keyRef, secretKeyRef: keyRef, fieldRef: obj({ fieldPath: str }) }),
    }),
  ),
  envFrom: list(obj({ configMapRef: keyRef, secretRef: keyRef, prefix: str })),
  resources,
  volumeMounts: list(obj({ name: str, mountPath: str, subPath: str, readOnly: bool })),
  livenessProbe: probe,
  readinessProbe: probe,
  startupProbe: probe,
  lifecycle: obj({ postStart: lifecycleHandler, preStop: lifecycleHandler }),
  securityContext: obj({
    readOnlyRootFilesystem: bool,
    runAsNonRoot: bool,
    runAsUser: num,
    privileged: bool,
    allowPrivilegeEscalation: bool,
  }),
  terminationMessagePolicy: str,
  terminationMessagePath: str,
});
export type Container = Of<typeof container>;

const podAffinityTerm = obj({
  labelSelector,
  namespaceSelector: labelSelector,
  namespaces: list(str),
  topologyKey: str,
  matchLabelKeys: list(str),
  mismatchLabelKeys: list(str),
});
export type PodAffinityTerm = Of<typeof podAffinityTerm>;
const podAffinity = obj({ requiredDuringSchedulingIgnoredDuringExecution: list(podAffinityTerm) });
const toleration = obj({ key: str, operator: str, value: str, effect: str, tolerationSeconds: num });
export type Toleration = Of<typeof toleration>;
const volume = obj({
  name: str,
  persistentVolumeClaim: obj({ claimName: str, readOnly: bool }),
  ephemeral: obj({ volumeClaimTemplate: obj({ spec: obj({ storageClassName: str, accessModes: list(str) }) }) }),
  emptyDir: obj({ medium: str, sizeLimit: scalar }),
  hostPath: obj({ path: str, type: str }),
  configMap: obj({ name: str, optional: bool, items: list(obj({ key: str, path: str })) }),
  secret: obj({ secretName: str, optional: bool, items: list(obj({ key: str, path: str })) }),
  projected: present,
  csi: obj({ driver: str }),
});
export type Volume = Of<typeof volume>;

const podSpec = obj({
  nodeName: str,
  nodeSelector: map(str),
  schedulerName: str,
  schedulingGates: list(obj({ name: str })),
  restartPolicy: str,
  priority: num,
  priorityClassName: str,
  preemptionPolicy: str,
  serviceAccountName: str,
  hostNetwork: bool,
  hostPID: bool,
  runtimeClassName: str,
  terminationGracePeriodSeconds: num,
  activeDeadlineSeconds: num,
  imagePullSecrets: list(obj({ name: str })),
  containers: list(container),
  initContainers: list(container),
  volumes: list(volume),
  tolerations: list(toleration),
  affinity: obj({
    nodeAffinity: obj({ requiredDuringSchedulingIgnoredDuringExecution: nodeSelector }),
    podAffinity,
    podAntiAffinity: podAffinity,
  }),
  topologySpreadConstraints: list(
    obj({
      maxSkew: num,
      topologyKey: str,
      whenUnsatisfiable: str,
      labelSelector,
      minDomains: num,
      nodeAffinityPolicy: str,
      nodeTaintsPolicy: str,
      matchLabelKeys: list(str),
    }),
  ),
  overhead: quantities,
  resources,
  readinessGates: list(obj({ conditionType: str })),
  resourceClaims: list(obj({ name: str, resourceClaimName: str, resourceClaimTemplateName: str })),
  securityContext: obj({ runAsNonRoot: bool, runAsUser: num, fsGroup: num }),
});
export type PodSpec = Of<typeof podSpec>;

const condition = obj({
  type: str,
  status: str,
  reason: str,
  message: str,
  lastTransitionTime: str,
  lastHeartbeatTime: str,
  observedGeneration: num,
});
export type Condition = Of<typeof condition>;
const terminated = obj({
  exitCode: num,
  signal: num,
  reason: str,
  message: str,
  startedAt: str,
  finishedAt: str,
  containerID: str,
});
export type Terminated = Of<typeof terminated>;
const containerState = obj({
  waiting: obj({ reason: str, message: str }),
  running: obj({ startedAt: str }),
  terminated,
});
const containerStatus = obj({
  name: str,
  image: str,
  imageID: str,
  containerID: str,
  ready: bool,
  started: bool,
  restartCount: num,
  state: containerState,
  lastState: containerState,
  resources,
});
export type ContainerStatus = Of<typeof containerStatus>;

const pod = kind({
  spec: podSpec,
  status: obj({
    phase: str,
    reason: str,
    message: str,
    podIP: str,
    hostIP: str,
    qosClass: str,
    startTime: str,
    nominatedNodeName: str,
    conditions: list(condition),
    containerStatuses: list(containerStatus),
    initContainerStatuses: list(containerStatus),
  }),
});
export type Pod = Of<typeof pod>;

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
const reference = obj({ kind: str, namespace: str, name: str, uid: str, fieldPath: str, apiVersion: str });
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
    csi: obj({ driver: str }),
    local: obj({ path: str }),
    hostPath: obj({ path: str }),
  }),
  status: obj({ phase: str, message: str, reason: str }),
});
export type PersistentVolume = Of<typeof persistentVolume>;
const storageClass = kind({
  provisioner: str,
  volumeBindingMode: str,
  reclaimPolicy: str,
  allowVolumeExpansion: bool,
});
export type StorageClass = Of<typeof storageClass>;

// Owners ---------------------------------------------------------------------------------------
const workload = kind({
  spec: obj({ replicas: num, selector: labelSelector, paused: bool, serviceName: str }),
  status: obj({
    replicas: num,
    readyReplicas: num,
    availableReplicas: num,
    updatedReplicas: num,
    observedGeneration: num,
    conditions: list(condition),
  }),
});
export type Workload = Of<typeof workload>;

// Others ---------------------------------------------------------------------------------------
const secret = kind({ type: str });
export type Secret = Of<typeof secret>;
const lease = kind({ spec: obj({ holderIdentity: str, renewTime: str, leaseDurationSeconds: num }) });
export type Lease = Of<typeof lease>;
const metadataOnly = kind({});

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
  jobs: metadataOnly,
  cronjobs: metadataOnly,
} as const;

/** A resource the product reads, by the API's plural name. */
export type Kind = keyof typeof shapes;

/** The object type of a kind. */
export type ObjectOf<K extends Kind> = Of<(typeof shapes)[K]>;

/** What every object has in common. */
export interface AnyObject {
  metadata: Meta;
}
