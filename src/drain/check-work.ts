import { isFinished } from '../model/pod.ts';
import type { Text } from '../model/text.ts';
import { named, type CheckScene, type Item } from './check-scene.ts';

const OUT_OF_SERVICE = 'node.kubernetes.io/out-of-service';

/** Pods that hang on a node whose kubelet does not end them: they hold their names and volumes. */
const hanging = ({ cluster, node, health }: CheckScene) =>
  health.state === 'silent'
    ? cluster.podsOn(node).filter((pod) => pod.metadata.deletionTimestamp && !isFinished(pod))
    : [];

/** Whether the kubelet ends pods when the machine shuts down: its settings are not in the API without the right to nodes/proxy. */
function shutdown({ node, stage }: CheckScene): Item[] {
  if (stage === 'off' || stage === 'back' || stage === 'verifying' || stage === 'verified') return [];
  return [
    {
      id: 'shutdown',
      state: 'unknown',
      title: { en: 'what is left here is ended in order by a shutdown', zh: '关机时剩余 Pod 会被有序终止' },
      proof: [
        {
          en: 'only with shutdownGracePeriod above 0 in the kubelet (default 0 s); reading it needs the right to nodes/proxy',
          zh: '仅当 kubelet 的 shutdownGracePeriod 大于 0（默认 0 秒）；读取它需要 nodes/proxy 权限',
        },
      ],
      command: `kubectl get --raw /api/v1/nodes/${node}/proxy/configz`,
      risk: 'inspect',
    },
  ];
}

/** A length of time in the unit in which people think of it. */
function spoken(seconds: number): Text {
  const [count, en, zh] =
    seconds < 120
      ? [seconds, 's', '秒']
      : seconds < 7200
        ? [Math.round(seconds / 60), 'min', '分钟']
        : seconds < 172_800
          ? [Math.round(seconds / 3600), 'h', '小时']
          : [Math.round(seconds / 86_400), 'days', '天'];
  return { en: `${count} ${en}`, zh: `${count} ${zh}` };
}

function workText({ health, cluster, node }: CheckScene): Text[] {
  const version = cluster.node(node)?.status?.nodeInfo;
  if (health.state !== 'ready') {
    const long = health.since === null ? undefined : spoken(health.since);
    const since = long ? ` for ${long.en}` : '';
    const ago = long ? `，已 ${long.zh}` : '';
    return [
      health.state === 'silent'
        ? { en: `the kubelet has not been heard of${since}`, zh: `kubelet 失联${ago}` }
        : {
            en: `the kubelet says it is not ready${since}: ${health.message ?? ''}`,
            zh: `kubelet 报告未就绪${ago}：${health.message ?? ''}`,
          },
    ];
  }
  return version
    ? [
        {
          en: `now kubelet ${version.kubeletVersion}, kernel ${version.kernelVersion}`,
          zh: `目前 kubelet ${version.kubeletVersion}，内核 ${version.kernelVersion}`,
        },
      ]
    : [];
}

function work(scene: CheckScene): Item {
  const over = ['back', 'verifying', 'verified'].includes(scene.stage);
  return {
    id: 'work',
    state: over ? 'done' : 'todo',
    title: over
      ? { en: 'the node is back from the work', zh: '维护后节点已恢复运行' }
      : {
          en: 'the work itself; DaemonSet and static pods run on until the kubelet stops',
          zh: '进行维护；DaemonSet 与静态 Pod 在 kubelet 停止前仍在运行',
        },
    proof: workText(scene),
  };
}

/** A dead node's pods stay Terminating; only somebody who knows that it is off may say so. */
function stranded(scene: CheckScene): Item[] {
  const { node, health } = scene;
  const pods = hanging(scene);
  if (pods.length === 0 || health.outOfService) return [];
  const names = named(pods.map(({ metadata }) => metadata));
  return [
    {
      id: 'stranded',
      state: 'blocked',
      title: { en: 'no pod hangs on the node that is off', zh: '没有 Pod 滞留在已关机的节点上' },
      proof: [
        names,
        {
          en: 'they go when the kubelet is back; only if the machine is surely off, the taint deletes them and detaches their volumes',
          zh: 'kubelet 恢复后会自行结束；仅当确认机器已关机，才可打污点强制删除并卸载其卷',
        },
      ],
      command: `kubectl taint nodes ${node} ${OUT_OF_SERVICE}=nodeshutdown:NoExecute`,
      risk: 'destructive',
    },
  ];
}

/** What is done while the node is empty. */
export const workItems = (scene: CheckScene): Item[] => [...shutdown(scene), work(scene), ...stranded(scene)];

/** Whoever declared the node off has to take that back: with the taint no pod stays on it. */
export function inService({ node, health, stage }: CheckScene): Item[] {
  if (!health.outOfService) return [];
  return [
    {
      id: 'out-of-service',
      state: stage === 'off' ? 'todo' : 'blocked',
      title: {
        en: 'the out-of-service taint is taken off once it is back',
        zh: '节点恢复后已移除 out-of-service 污点',
      },
      proof: [],
      command: `kubectl taint nodes ${node} ${OUT_OF_SERVICE}-`,
      risk: 'safe',
    },
  ];
}
