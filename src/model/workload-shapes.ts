import { condition, kind, labelSelector, nodeSelector, reference } from './common-shapes.ts';
import { toleration } from './pod-shape.ts';
import { bool, list, map, num, obj, scalar, str } from './shape.ts';

/** Of a pod template only what decides where pods go, what they run and how they end: templates are many and large. */
const template = obj({
  metadata: obj({ labels: map(str) }),
  spec: obj({
    nodeName: str,
    nodeSelector: map(str),
    restartPolicy: str,
    hostNetwork: bool,
    containers: list(obj({ name: str, image: str })),
    initContainers: list(obj({ name: str, image: str, restartPolicy: str })),
    tolerations: list(toleration),
    affinity: obj({
      nodeAffinity: obj({ requiredDuringSchedulingIgnoredDuringExecution: nodeSelector }),
    }),
  }),
});

const rolling = obj({ maxSurge: scalar, maxUnavailable: scalar, partition: num });
const strategy = obj({ type: str, rollingUpdate: rolling });

/** The shape of a Deployment, ReplicaSet, StatefulSet or DaemonSet: each has some of these fields. */
export const workload = kind({
  spec: obj({
    replicas: num,
    selector: labelSelector,
    paused: bool,
    serviceName: str,
    minReadySeconds: num,
    progressDeadlineSeconds: num,
    revisionHistoryLimit: num,
    podManagementPolicy: str,
    strategy,
    updateStrategy: strategy,
    ordinals: obj({ start: num }),
    template,
    volumeClaimTemplates: list(obj({ metadata: obj({ name: str }) })),
    persistentVolumeClaimRetentionPolicy: obj({ whenDeleted: str, whenScaled: str }),
  }),
  status: obj({
    replicas: num,
    readyReplicas: num,
    availableReplicas: num,
    updatedReplicas: num,
    unavailableReplicas: num,
    currentReplicas: num,
    currentRevision: str,
    updateRevision: str,
    currentNumberScheduled: num,
    desiredNumberScheduled: num,
    numberMisscheduled: num,
    numberReady: num,
    numberAvailable: num,
    numberUnavailable: num,
    updatedNumberScheduled: num,
    observedGeneration: num,
    conditions: list(condition),
  }),
});

const jobSpec = obj({
  suspend: bool,
  completions: num,
  parallelism: num,
  activeDeadlineSeconds: num,
  backoffLimit: num,
  backoffLimitPerIndex: num,
  maxFailedIndexes: num,
  completionMode: str,
  ttlSecondsAfterFinished: num,
  managedBy: str,
  podReplacementPolicy: str,
  podFailurePolicy: obj({
    rules: list(
      obj({
        action: str,
        onExitCodes: obj({ containerName: str, operator: str, values: list(num) }),
        onPodConditions: list(obj({ type: str, status: str })),
      }),
    ),
  }),
  selector: labelSelector,
  template,
});

/** The shape of a Job. */
export const job = kind({
  spec: jobSpec,
  status: obj({
    active: num,
    ready: num,
    succeeded: num,
    failed: num,
    terminating: num,
    failedIndexes: str,
    completedIndexes: str,
    startTime: str,
    completionTime: str,
    conditions: list(condition),
  }),
});

/** The shape of a CronJob. */
export const cronJob = kind({
  spec: obj({
    schedule: str,
    timeZone: str,
    suspend: bool,
    concurrencyPolicy: str,
    startingDeadlineSeconds: num,
    failedJobsHistoryLimit: num,
    jobTemplate: obj({ spec: jobSpec }),
  }),
  status: obj({ lastScheduleTime: str, lastSuccessfulTime: str, active: list(reference) }),
});
