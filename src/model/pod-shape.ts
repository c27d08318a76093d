import { condition, kind, labelSelector, nodeSelector, quantities, resources } from './common-shapes.ts';
import { bool, list, map, num, obj, refine, scalar, str, type Of } from './shape.ts';
import { volume } from './volume-shape.ts';

export type { Volume } from './volume-shape.ts';

// Pod ------------------------------------------------------------------------------------------
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
/** A seccomp or AppArmor profile; `Localhost` names one that must be on the node. */
const profile = obj({ type: str, localhostProfile: str });
const containerPort = obj({ name: str, containerPort: num, hostPort: num, hostIP: str, protocol: str });
export type ContainerPort = Of<typeof containerPort>;
const variable = obj({
  name: str,
  value: str,
  valueFrom: obj({
    configMapKeyRef: keyRef,
    secretKeyRef: keyRef,
    fieldRef: obj({ fieldPath: str }),
    resourceFieldRef: obj({ containerName: str, resource: str }),
  }),
});
/** References to other variables, `$(NAME)`; `$$(NAME)` is none. */
export const REFERENCE = /(?<!\$)\$\(([A-Za-z_][\w.-]*)\)/g;
/** A variable of the environment; of literal values only places and references are kept, as anything else may be a secret. */
const envVar = refine(variable, (kept) => {
  const isPlace = /HOST|PORT|ADDR|URL|URI|SERVER|SERVICE|ENDPOINT/i.test(kept.name ?? '');
  if (isPlace && /^[\w.:/-]{1,100}$/.test(kept.value ?? '')) return kept;
  const references = kept.value?.match(REFERENCE)?.slice(0, 10);
  if (references) kept.value = references.join(' ');
  else delete kept.value;
  return kept;
});
const container = obj({
  name: str,
  image: str,
  imagePullPolicy: str,
  command: list(str),
  args: list(str),
  workingDir: str,
  restartPolicy: str,
  ports: list(containerPort),
  env: list(envVar),
  envFrom: list(obj({ configMapRef: keyRef, secretRef: keyRef, prefix: str })),
  resources,
  resizePolicy: list(obj({ resourceName: str, restartPolicy: str })),
  volumeMounts: list(
    obj({ name: str, mountPath: str, subPath: str, subPathExpr: str, readOnly: bool, recursiveReadOnly: str }),
  ),
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
    capabilities: obj({ add: list(str), drop: list(str) }),
    seccompProfile: profile,
    appArmorProfile: profile,
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
/** The shape of a toleration. */
export const toleration = obj({ key: str, operator: str, value: str, effect: str, tolerationSeconds: num });
export type Toleration = Of<typeof toleration>;

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
  dnsPolicy: str,
  dnsConfig: obj({ nameservers: list(str) }),
  hostNetwork: bool,
  hostPID: bool,
  shareProcessNamespace: bool,
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
  securityContext: obj({
    runAsNonRoot: bool,
    runAsUser: num,
    fsGroup: num,
    supplementalGroupsPolicy: str,
    seccompProfile: profile,
    appArmorProfile: profile,
    sysctls: list(obj({ name: str, value: str })),
  }),
  os: obj({ name: str }),
  hostUsers: bool,
  hostIPC: bool,
  setHostnameAsFQDN: bool,
  automountServiceAccountToken: bool,
});
export type PodSpec = Of<typeof podSpec>;

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
  allocatedResources: quantities,
});
export type ContainerStatus = Of<typeof containerStatus>;

/** The shape of a pod. */
export const pod = kind({
  spec: podSpec,
  status: obj({
    phase: str,
    reason: str,
    message: str,
    podIP: str,
    hostIP: str,
    qosClass: str,
    resize: str,
    startTime: str,
    nominatedNodeName: str,
    conditions: list(condition),
    containerStatuses: list(containerStatus),
    initContainerStatuses: list(containerStatus),
  }),
});
export type Pod = Of<typeof pod>;
