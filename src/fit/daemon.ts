import type { NodeRow } from '../model/fit.ts';
import type { Pod, Toleration } from '../model/objects.ts';
import { Cycle } from '../schedule/cycle.ts';
import type { NodeInfo } from '../schedule/node-info.ts';
import { PodInfo } from '../schedule/pod-info.ts';
import type { ScheduleIndex } from '../schedule/schedule-index.ts';
import { requiredNodesTest } from '../schedule/selectors.ts';
import { untolerated } from '../schedule/filters/taint-toleration.ts';
import { rowOf } from './node-rows.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

/** Source: pkg/controller/daemon/util/daemonset_util.go, AddOrUpdateDaemonPodTolerations. */
const TOLERATED: Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
].map((toleration) => ({ ...toleration, operator: 'Exists' }));

const NETWORK: Toleration = { key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' };

/** The pod of a DaemonSet with the tolerations that its controller gives it. */
export const toleratingLikeDaemon = (pod: Pod): Pod => ({
  ...pod,
  spec: {
    ...pod.spec,
    tolerations: [...(pod.spec?.tolerations ?? []), ...TOLERATED, ...(pod.spec?.hostNetwork ? [NETWORK] : [])],
  },
});

/** The nodes a DaemonSet makes a pod for. Source: pkg/controller/daemon/daemon_controller.go, predicates. */
export function eligibleNodes(pod: Pod, nodes: NodeInfo[]): NodeInfo[] {
  const daemon = toleratingLikeDaemon(pod);
  const selects = requiredNodesTest(pod);
  const asked = pod.spec?.nodeName;
  return nodes.filter(
    ({ node, name }) => (!asked || asked === name) && selects(node.metadata) && untolerated(daemon, node).length === 0,
  );
}

/** The pod as the controller makes it for one node: affinity to its name takes the place of what the template asks for. */
export const pinnedTo = (pod: Pod, node: string): Pod => ({
  ...pod,
  metadata: { ...pod.metadata, name: `${pod.metadata.name}-${node}`, uid: `${pod.metadata.uid}-${node}` },
  spec: {
    ...pod.spec,
    affinity: {
      ...pod.spec?.affinity,
      nodeAffinity: {
        [REQUIRED]: {
          nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [node] }] }],
        },
      },
    },
  },
});

/** Why a DaemonSet makes no pod for a node. */
const KEEPS_AWAY = new Set(['TaintToleration', 'NodeAffinity', 'NodeName']);

/** Each node's row for a DaemonSet: it has its pod, refuses it, or none is made for it. */
export function daemonRows(pod: Pod, placed: ReadonlySet<string>, index: ScheduleIndex, certain: boolean): NodeRow[] {
  const daemon = toleratingLikeDaemon(pod);
  const eligible = new Set(eligibleNodes(pod, index.nodes));
  const free = Cycle.of(new PodInfo(daemon, false), index);
  return index.nodes.map((node) => {
    if (placed.has(node.name)) return rowOf(daemon, node.node, [], certain);
    if (!eligible.has(node)) {
      return rowOf(
        daemon,
        node.node,
        free.reasons(node).filter(({ plugin }) => KEEPS_AWAY.has(plugin)),
        certain,
      );
    }
    const own = Cycle.of(new PodInfo(pinnedTo(daemon, node.name), false), index);
    return rowOf(daemon, node.node, own.judge(node).reasons, certain);
  });
}
