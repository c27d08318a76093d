import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';

/** A workload of a scenario; its pods prefer the node that is drained. */
interface Workload {
  name: string;
  /** The label `app`; the name without it. */
  app?: string;
  kind?: 'Deployment' | 'StatefulSet' | 'ReplicaSet' | 'Job' | 'Pod' | 'DaemonSet';
  replicas?: number;
  /** Seconds until a pod is ready. */
  readyAfter?: number;
  /** Its containers end at once, again and again. */
  crashing?: boolean;
  /** Which pods of a StatefulSet never become ready. */
  unready?: number | 'all';
  image?: string;
  finished?: boolean;
  emptyDir?: boolean;
  /** Pods are only ready once somebody has set this condition on them. */
  readinessGate?: string;
  /** Pods that are deleted stay until somebody takes this finalizer away. */
  finalizer?: string;
  /** No two pods on one node. */
  apart?: boolean;
  /** Pods come back to the drained node, past its cordon. */
  returns?: boolean;
  /** A volume for each pod of a StatefulSet: a disk of the drained node, or one that every node can have. */
  volume?: 'local' | 'shared';
  nodeSelector?: Record<string, string>;
}

interface BudgetSpec {
  name?: string;
  of?: string;
  selector?: object | null;
  [rule: string]: unknown;
}

/** One drain scenario: what is there, and what the plan must say of each app's pods. */
export interface DrainScenario {
  id: string;
  why: string;
  workloads: Workload[];
  budgets?: BudgetSpec[];
  expect: Record<string, string[]>;
}

const folder = join(import.meta.dirname, 'drain');

/** Every scenario of test/e2e/drain. */
export const drainScenarios = (): DrainScenario[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) => {
      const scenario = load(readFileSync(join(folder, file), 'utf8')) as Omit<DrainScenario, 'id'>;
      return { ...scenario, id: file.replace(/\.yaml$/, '') };
    });

const never = (unready: Workload['unready']): string =>
  unready === 'all' ? 'false' : `test "\${HOSTNAME##*-}" != ${unready}`;

function template(workload: Workload, node: string): object {
  const {
    name,
    app = name,
    readyAfter,
    unready,
    image = 'busybox:1.36',
    finished,
    crashing,
    emptyDir,
    nodeSelector = workload.returns ? { 'kubernetes.io/hostname': node } : undefined,
    kind,
    readinessGate,
    finalizer,
    apart,
    returns,
    volume,
  } = workload;
  const check = unready === undefined ? 'true' : never(unready);
  const probe = { exec: { command: ['sh', '-c', check] }, initialDelaySeconds: readyAfter ?? 0, periodSeconds: 3 };
  const term = { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] };
  const nodeAffinity = { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: term }] };
  const others = { labelSelector: { matchLabels: { app } }, topologyKey: 'kubernetes.io/hostname' };
  const podAntiAffinity = apart && { requiredDuringSchedulingIgnoredDuringExecution: [others] };
  return {
    metadata: { labels: { app }, ...(finalizer && { finalizers: [finalizer] }) },
    spec: {
      terminationGracePeriodSeconds: 1,
      ...(kind === 'Job' && { restartPolicy: 'Never' }),
      ...(finished && { restartPolicy: 'Never' }),
      ...(kind === 'Pod'
        ? { nodeName: node }
        : { affinity: { nodeAffinity, ...(podAntiAffinity && { podAntiAffinity }) } }),
      ...(readinessGate && { readinessGates: [{ conditionType: readinessGate }] }),
      ...(returns && { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] }),
      ...(nodeSelector && { nodeSelector }),
      ...(emptyDir && { volumes: [{ name: 'scratch', emptyDir: {} }] }),
      containers: [
        {
          name: 'app',
          image,
          imagePullPolicy: 'IfNotPresent',
          ...(volume && { volumeMounts: [{ name: 'data', mountPath: '/data' }] }),
          command: finished ? ['true'] : crashing ? ['false'] : ['sh', '-c', 'trap "exit 0" TERM; sleep 100000 & wait'],
          ...((readyAfter !== undefined || unready !== undefined) && { readinessProbe: probe }),
        },
      ],
    },
  };
}

/** The test cluster has no provisioner: whoever claims brings the volumes. */
const CLAIM = {
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], storageClassName: 'manual', resources: { requests: { storage: '1Mi' } } },
};

/** The volumes of a scenario: one for each claim, for that claim alone. They outlive the namespace. */
export function volumesOf({ workloads }: Pick<DrainScenario, 'workloads'>, namespace: string, node: string): object[] {
  const term = { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] };
  return workloads.flatMap(({ name: set, volume, replicas = 1 }) =>
    (volume ? Array.from({ length: replicas }, (_, i) => `data-${set}-${i}`) : []).map((name) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `${namespace}-${name}`, labels: { test: 'drain' } },
      spec: {
        capacity: { storage: '1Mi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'manual',
        persistentVolumeReclaimPolicy: 'Retain',
        claimRef: { namespace, name },
        hostPath: { path: `/tmp/${namespace}-${name}`, type: 'DirectoryOrCreate' },
        ...(volume === 'local' && { nodeAffinity: { required: { nodeSelectorTerms: [term] } } }),
      },
    })),
  );
}

/** The objects of a scenario, in a namespace of its own. */
export function manifestsOf({ workloads, budgets = [] }: DrainScenario, namespace: string, node: string): object[] {
  const made = workloads.map((workload) => {
    const { name, app = name, kind = 'Deployment', replicas = 1 } = workload;
    const pod = template(workload, node) as { metadata: object; spec: object };
    const metadata = { name, namespace };
    if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata: { ...metadata, ...pod.metadata }, spec: pod.spec };
    if (kind === 'Job') return { apiVersion: 'batch/v1', kind, metadata, spec: { template: pod } };
    const selector = { matchLabels: { app } };
    return {
      apiVersion: 'apps/v1',
      kind,
      metadata,
      spec: {
        selector,
        template: pod,
        ...(kind !== 'DaemonSet' && { replicas }),
        ...(kind === 'StatefulSet' && { serviceName: name, podManagementPolicy: 'Parallel' }),
        ...(workload.volume && { volumeClaimTemplates: [CLAIM] }),
      },
    };
  });
  const guards = budgets.map(({ name, of, selector, ...rule }) => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: name ?? of, namespace },
    spec: { ...(selector === null ? {} : { selector: selector ?? { matchLabels: { app: of } } }), ...rule },
  }));
  return [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, ...made, ...guards];
}
