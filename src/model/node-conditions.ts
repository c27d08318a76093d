import type { Node } from './objects.ts';
import { table } from './table.ts';

type Condition = NonNullable<NonNullable<Node['status']>['conditions']>[number];

/**
 * What a condition of a node says: `bad`: trouble; `good`: none; `unclear`: its name does not tell whether True is trouble, so that
 * only a person who knows who sets it can say. The kubelet's own stand first, then those of node-problem-detector and of the clouds.
 */
export type Meaning = 'good' | 'bad' | 'unclear';

/** Which status is good, of the conditions that Kubernetes and well-known agents set. */
const GOOD = table<'True' | 'False'>({
  Ready: 'True',
  MemoryPressure: 'False',
  DiskPressure: 'False',
  PIDPressure: 'False',
  NetworkUnavailable: 'False',
  OutOfDisk: 'False',
  // https://github.com/kubernetes/node-problem-detector/tree/master/config
  KernelDeadlock: 'False',
  ReadonlyFilesystem: 'False',
  CorruptDockerOverlay2: 'False',
  FrequentKubeletRestart: 'False',
  FrequentDockerRestart: 'False',
  FrequentContainerdRestart: 'False',
  FrequentUnregisterNetDevice: 'False',
  CperHardwareErrorFatal: 'False',
  XfsShutdown: 'False',
  // https://docs.aws.amazon.com/eks/latest/userguide/node-health.html
  KernelReady: 'True',
  ContainerRuntimeReady: 'True',
  NetworkingReady: 'True',
  StorageReady: 'True',
  AcceleratedHardwareReady: 'True',
  // k3s and RKE2
  EtcdIsVoter: 'True',
});

/** Names that say by themselves whether True is trouble. */
const TROUBLE =
  /(?:Problem|Pressure|Deadlock|Unavailable|Unhealthy|Unreachable|Failed|Failure|Error|Fatal|Corrupt\w*|Down|Exhausted|Full|Low|Lost|Stuck|Hung|NotReady|ReadOnly|Readonly\w*|OOM|Restart)$|^Frequent/;
const FINE = /(?:Ready|Healthy|Ok|OK|Available|Up|Synced|Valid|Enabled|Initialized|Provisioned|Voter)$/;

const opposite = { True: 'False', False: 'True' } as const;

function goodStatus(type: string): 'True' | 'False' | undefined {
  const known = GOOD[type];
  if (known) return known;
  if (TROUBLE.test(type)) return 'False';
  return FINE.test(type) ? 'True' : undefined;
}

/** Judges one condition by its type and status. */
export function meaningOf({ type = '', status }: Condition): Meaning {
  const good = goodStatus(type);
  if (status === good) return 'good';
  if (good && status === opposite[good]) return 'bad';
  return type === 'Ready' ? 'bad' : status === 'False' ? 'good' : 'unclear';
}

/** The conditions of a node that say trouble, in the node's own order. */
export const badConditions = (node: Node): Condition[] =>
  (node.status?.conditions ?? []).filter((condition) => meaningOf(condition) === 'bad');

/** Conditions the kubelet sets itself; any other comes from an agent. */
export const isKubelets = (type: string): boolean =>
  /^(?:Ready|MemoryPressure|DiskPressure|PIDPressure|NetworkUnavailable|OutOfDisk)$/.test(type);
