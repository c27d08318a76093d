import type { Cluster } from '../model/cluster.ts';
import type { Container, Pod, Toleration } from '../model/objects.ts';
import { podRequests } from '../model/requests.ts';
import type { Text } from '../model/text.ts';
import { applyLimitRanges, limitRangeRefusal } from './limit-range.ts';

/** What the API server makes of a pod, or why it does not take it. */
export interface Admitted {
  pod: Pod;
  refused?: { by: 'admission' | 'limit-range'; text: Text };
}

type Spec = NonNullable<Pod['spec']>;

const containersOf = (spec: Spec): Container[] => [...(spec.initContainers ?? []), ...(spec.containers ?? [])];

/** What has a limit and no request asks for its limit. Source: apis/core/v1/defaults.go, SetDefaults_Pod. */
function requestLimits(pod: Pod, spec: Spec): void {
  for (const { resources } of containersOf(spec)) {
    if (resources?.limits) resources.requests = { ...resources.limits, ...resources.requests };
  }
  const { resources } = spec;
  if (!resources?.limits) return;
  const { resources: _, ...rest } = spec;
  const ofContainers = podRequests({ ...pod, spec: rest });
  const missing = Object.entries(resources.limits).filter(([resource]) => !ofContainers.has(resource));
  resources.requests = { ...Object.fromEntries(missing), ...resources.requests };
}

/** With the node's network a container's ports are ports of the node. Source: defaults.go, defaultHostNetworkPorts. */
function takeHostPorts(spec: Spec): void {
  if (!spec.hostNetwork) return;
  for (const { ports = [] } of containersOf(spec)) {
    for (const port of ports) if (!port.hostPort && port.containerPort) port.hostPort = port.containerPort;
  }
}

/** Source: plugin/pkg/admission/defaulttolerationseconds/admission.go. */
function tolerateForAWhile(spec: Spec): void {
  const own = spec.tolerations ?? [];
  const has = (key: string): boolean =>
    own.some((each) => (!each.key || each.key === key) && (!each.effect || each.effect === 'NoExecute'));
  const added = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']
    .filter((key) => !has(key))
    .map((key): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));
  spec.tolerations = [...own, ...added];
}

const SYSTEM: Record<string, number> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

const missing = (kind: string, name: string): Text => ({
  en: `no pod is made: there is no ${kind} ${name}`,
  zh: `不会创建 Pod：不存在 ${kind} ${name}`,
});

/** Source: plugin/pkg/admission/priority/admission.go. */
function givePriority(spec: Spec, cluster: Cluster): Text | undefined {
  const classes = cluster.all('priorityclasses');
  const asked = spec.priorityClassName;
  const found = asked
    ? classes.find(({ metadata }) => metadata.name === asked)
    : classes.filter(({ globalDefault }) => globalDefault).toSorted((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
  if (asked && !found && SYSTEM[asked] === undefined) {
    return cluster.hasRead('priorityclasses') ? missing('PriorityClass', asked) : undefined;
  }
  spec.priority = found?.value ?? SYSTEM[asked ?? ''] ?? 0;
  if (found && !asked) spec.priorityClassName = found.metadata.name;
  if (found?.preemptionPolicy) spec.preemptionPolicy = found.preemptionPolicy;
  return undefined;
}

/** Source: plugin/pkg/admission/runtimeclass/admission.go. */
function applyRuntimeClass(spec: Spec, cluster: Cluster): Text | undefined {
  const name = spec.runtimeClassName;
  if (!name) return undefined;
  const found = cluster.find('runtimeclasses', '', name);
  if (!found) return cluster.hasRead('runtimeclasses') ? missing('RuntimeClass', name) : undefined;
  if (found.overhead?.podFixed) spec.overhead = found.overhead.podFixed;
  const { nodeSelector, tolerations } = found.scheduling ?? {};
  if (nodeSelector) spec.nodeSelector = { ...nodeSelector, ...spec.nodeSelector };
  if (tolerations) spec.tolerations = [...(spec.tolerations ?? []), ...tolerations];
  return undefined;
}

/** A pod as the API server would store it: its defaults and those of the namespace; what it refuses is told. */
export function admit(written: Pod, cluster: Cluster): Admitted {
  const pod = structuredClone(written);
  const spec = (pod.spec ??= {});
  const ranges = cluster.all('limitranges').filter(({ metadata }) => metadata.namespace === pod.metadata.namespace);
  requestLimits(pod, spec);
  takeHostPorts(spec);
  applyLimitRanges(pod, ranges);
  tolerateForAWhile(spec);
  const text = givePriority(spec, cluster) ?? applyRuntimeClass(spec, cluster);
  if (text) return { pod, refused: { by: 'admission', text } };
  const forbidden = limitRangeRefusal(pod, ranges);
  return forbidden ? { pod, refused: { by: 'limit-range', text: forbidden } } : { pod };
}
