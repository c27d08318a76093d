import type { Pod, Toleration } from '../model/objects.ts';
import type { NodeInfo } from '../schedule/node-info.ts';
import { requiredNodesTest } from '../schedule/selectors.ts';
import { untolerated } from '../schedule/filters/taint-toleration.ts';

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
