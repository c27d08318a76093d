import { condition, kind, labelSelector, quantities } from './common-shapes.ts';
import { bool, list, map, num, obj, scalar, str, type Of } from './shape.ts';

/** The shape of a LimitRange. */
export const limitRange = kind({
  spec: obj({
    limits: list(
      obj({
        type: str,
        max: quantities,
        min: quantities,
        default: quantities,
        defaultRequest: quantities,
        maxLimitRequestRatio: quantities,
      }),
    ),
  }),
});
export type LimitRange = Of<typeof limitRange>;

/** The shape of a ResourceQuota. */
export const resourceQuota = kind({
  spec: obj({
    hard: quantities,
    scopes: list(str),
    scopeSelector: obj({ matchExpressions: list(obj({ scopeName: str, operator: str, values: list(str) })) }),
  }),
  status: obj({ hard: quantities, used: quantities }),
});
export type ResourceQuota = Of<typeof resourceQuota>;

/** The shape of a RuntimeClass. */
export const runtimeClass = kind({
  handler: str,
  overhead: obj({ podFixed: quantities }),
  scheduling: obj({
    nodeSelector: map(str),
    tolerations: list(obj({ key: str, operator: str, value: str, effect: str, tolerationSeconds: num })),
  }),
});

/** The shape of a PriorityClass. */
export const priorityClass = kind({ value: num, globalDefault: bool, preemptionPolicy: str });

/** The shape of a PodDisruptionBudget. */
export const podDisruptionBudget = kind({
  spec: obj({
    minAvailable: scalar,
    maxUnavailable: scalar,
    selector: labelSelector,
    unhealthyPodEvictionPolicy: str,
  }),
  status: obj({
    observedGeneration: num,
    disruptionsAllowed: num,
    currentHealthy: num,
    desiredHealthy: num,
    expectedPods: num,
    disruptedPods: map(str),
    conditions: list(condition),
  }),
});
export type PodDisruptionBudget = Of<typeof podDisruptionBudget>;

/** The shape of metrics.k8s.io PodMetrics: use of each container at `timestamp`, averaged over `window`. */
export const podMetrics = kind({
  timestamp: str,
  window: str,
  containers: list(obj({ name: str, usage: quantities })),
});

/** The shape of an APIService: an API that another server answers for. */
export const apiService = kind({
  spec: obj({ group: str, version: str, service: obj({ namespace: str, name: str }) }),
  status: obj({ conditions: list(condition) }),
});

/** The shape of a CertificateSigningRequest; the certificate itself is not kept. */
export const certificateSigningRequest = kind({
  spec: obj({ signerName: str, username: str }),
  status: obj({ conditions: list(condition) }),
});

/** The shape of a ValidatingWebhookConfiguration and a MutatingWebhookConfiguration. */
export const webhookConfiguration = kind({
  webhooks: list(
    obj({
      name: str,
      failurePolicy: str,
      clientConfig: obj({ url: str, service: obj({ namespace: str, name: str }) }),
      rules: list(obj({ apiGroups: list(str), operations: list(str), resources: list(str) })),
      namespaceSelector: labelSelector,
    }),
  ),
});
