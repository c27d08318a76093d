import type { Cluster } from '../model/cluster.ts';
import type { DrainPlan } from '../model/drain-plan.ts';
import type { CheckItem, Checklist, Journal } from '../model/maintenance.ts';
import { nodeHealth } from '../model/node-health.ts';
import type { Text } from '../model/text.ts';
import { journalOf } from './journal.ts';
import { recoveryOf } from './recovery.ts';

type Item = Omit<CheckItem, 'phase'>;

const names = (keys: string[]): Text => {
  const shown = keys.slice(0, 5).join(', ');
  const more = keys.length - 5;
  return { en: more > 0 ? `${shown} and ${more} more` : shown, zh: more > 0 ? `${shown} 等 ${keys.length} 个` : shown };
};

const keysOf = (pods: DrainPlan['pods']): string[] => pods.map(({ namespace, name }) => `${namespace}/${name}`);

/** What everything on the checklist is worked out from. */
interface Scene {
  node: string;
  cluster: Cluster;
  plan: DrainPlan;
  stage: Checklist['stage'];
  journal: Journal | undefined;
  /** The command of the drain, with its flags. */
  command: string;
}

function capacity({ plan, stage }: Scene): Item {
  const pending = plan.pods.filter(({ landing }) => landing?.kind === 'pending');
  const nowhere = plan.hazards.filter(({ id }) => id === 'only-node' || id === 'no-capacity');
  const proof =
    nowhere.length > 0 ? nowhere.map(({ text }) => text) : pending.length > 0 ? [names(keysOf(pending))] : [];
  return {
    id: 'capacity',
    state: proof.length > 0 && stage !== 'drained' ? 'blocked' : 'done',
    title: { en: 'there is room elsewhere for every pod that goes', zh: '其他节点能容纳所有被驱逐的 Pod' },
    proof,
    ...(proof.length > 0 && { command: 'kubectl describe nodes' }),
  };
}

function budgets({ plan, node, cluster }: Scene): Item {
  const never = plan.pods.filter(({ verdict }) => verdict?.kind === 'never');
  const waits = plan.pods.filter(({ verdict }) => verdict?.kind === 'waits');
  const seen = cluster.hasRead('poddisruptionbudgets');
  const why = never.flatMap(({ verdict }) => (verdict?.kind === 'never' ? [verdict.why] : []));
  const waiting: Text[] =
    waits.length > 0
      ? [{ en: `${waits.length} pods wait for replacements`, zh: `${waits.length} 个 Pod 需等待替代 Pod 就绪` }]
      : [];
  return {
    id: 'budgets',
    state: never.length > 0 ? 'blocked' : seen ? 'done' : 'unknown',
    title: { en: 'no PodDisruptionBudget holds a pod for ever', zh: '没有 PodDisruptionBudget 永久阻塞驱逐' },
    proof: [...why, ...waiting],
    command: `k8sdoctor drain ${node} --plan`,
  };
}

function consent({ plan, command }: Scene): Item {
  const losing = plan.pods.filter(({ losses }) => losses.length > 0);
  return {
    id: 'flags',
    state: plan.missingFlags.length > 0 ? 'todo' : 'done',
    title: { en: 'what is lost by the drain is known and agreed', zh: '已确认排空会丢失的内容' },
    proof: losing
      .flatMap((pod) =>
        pod.losses.map(({ what }) => ({
          en: `${pod.namespace}/${pod.name}: ${what.en}`,
          zh: `${pod.namespace}/${pod.name}：${what.zh}`,
        })),
      )
      .slice(0, 8),
    ...(plan.missingFlags.length > 0 && { command }),
  };
}

function quorum({ plan }: Scene): Item {
  const found = plan.hazards.filter(({ id }) => id === 'etcd-member' || id === 'control-plane');
  return {
    id: 'quorum',
    state: found.some(({ severity }) => severity === 'error') ? 'blocked' : 'done',
    title: {
      en: 'etcd keeps its quorum and the API server a replica while the node is off',
      zh: '停机期间 etcd 保持法定人数，API server 仍有副本',
    },
    proof: found.map(({ text }) => text),
  };
}

function services({ plan }: Scene): Item {
  const found = plan.hazards.filter(
    ({ id }) => !['etcd-member', 'control-plane', 'only-node', 'no-capacity'].includes(id),
  );
  return {
    id: 'services',
    state: found.some(({ severity }) => severity === 'error') ? 'blocked' : found.length > 0 ? 'todo' : 'done',
    title: {
      en: 'no Service, webhook or DNS depends on this node alone',
      zh: '没有 Service、webhook 或 DNS 只依赖本节点',
    },
    proof: found.map(({ text }) => text),
  };
}

/** What no API tells: a backup outside of the cluster is the person's own affair. */
const backup: Item = {
  id: 'backup',
  state: 'unknown',
  title: { en: 'a recent backup of etcd and of data on this node exists', zh: 'etcd 和本节点数据有近期备份' },
  proof: [{ en: 'the API does not tell: check it yourself', zh: 'API 无法提供，请自行确认' }],
};

function cordoned({ cluster, node, journal }: Scene): Item {
  const closed = cluster.node(node)?.spec?.unschedulable ?? false;
  const reason = journal?.reason ? ` (${journal.reason})` : '';
  const proof: Text[] = closed
    ? [
        journal
          ? { en: `by ${journal.by} at ${journal.at}${reason}`, zh: `${journal.by} 于 ${journal.at} 封锁${reason}` }
          : { en: 'not by k8sdoctor: no journal on the node', zh: '并非由 k8sdoctor 封锁：节点上没有记录' },
      ]
    : [];
  return {
    id: 'cordon',
    state: closed ? 'done' : 'todo',
    title: { en: 'the node takes no new pods', zh: '节点已封锁，不再接收新 Pod' },
    proof,
    ...(!closed && { command: `k8sdoctor cordon ${node} --reason '…'` }),
  };
}

function drained({ plan, stage, journal, command }: Scene): Item {
  const left = keysOf(plan.pods.filter(({ fate }) => fate.kind !== 'skip'));
  const blocked = plan.outcome === 'never';
  const stopped: Text[] = journal?.stopped
    ? [{ en: `stopped: ${journal.stopped}`, zh: `上次中止：${journal.stopped}` }]
    : [];
  return {
    id: 'drain',
    state: left.length === 0 && stage !== 'in-service' ? 'done' : blocked ? 'blocked' : 'todo',
    title: { en: 'every pod that has to go is gone', zh: '需要离开的 Pod 已全部离开' },
    proof: [...(left.length > 0 ? [names(left)] : []), ...stopped],
    ...(left.length > 0 && !blocked && { command }),
  };
}

function work({ stage, cluster, node }: Scene): Item {
  const version = cluster.node(node)?.status?.nodeInfo;
  return {
    id: 'work',
    state: stage === 'drained' ? 'todo' : 'unknown',
    title: {
      en: 'the work itself; DaemonSet and static pods still run until the kubelet stops',
      zh: '进行维护；DaemonSet 与静态 Pod 在 kubelet 停止前仍在运行',
    },
    proof: version
      ? [
          {
            en: `kubelet ${version.kubeletVersion}, kernel ${version.kernelVersion}`,
            zh: `kubelet ${version.kubeletVersion}，内核 ${version.kernelVersion}`,
          },
        ]
      : [],
    command: 'systemctl stop kubelet',
  };
}

function stageOf(node: string, cluster: Cluster, plan: DrainPlan, journal: Journal | undefined): Checklist['stage'] {
  const found = cluster.node(node);
  if (!found) return 'gone';
  if (!found.spec?.unschedulable) return 'in-service';
  const left = plan.pods.some(
    ({ fate }) =>
      fate.kind !== 'skip' && !(fate.kind === 'blocked' && fate.by.every(({ flag }) => flag === '--ignore-daemonsets')),
  );
  if (!left) return 'drained';
  if (journal?.stage === 'draining' || journal?.stage === 'stopped') return journal.stage;
  return 'cordoned';
}

/** The checklist of a node's maintenance, each item checked against the cluster as it is now. `plan` is the drain of this node. */
export function checklistFor(node: string, cluster: Cluster, plan: DrainPlan, command: string): Checklist {
  const found = cluster.node(node);
  const journal = found && journalOf(found);
  const stage = stageOf(node, cluster, plan, journal);
  const scene: Scene = { node, cluster, plan, stage, journal, command };
  const alive = nodeHealth(node, cluster).state;
  const inPhase = (phase: CheckItem['phase'], items: Item[]): CheckItem[] => items.map((item) => ({ ...item, phase }));
  const uncordon: Item = {
    id: 'uncordon',
    state: stage === 'in-service' ? 'done' : alive === 'ready' ? 'todo' : 'blocked',
    title: { en: 'the node is given back as it was before', zh: '恢复节点到维护前的状态' },
    proof:
      alive === 'ready'
        ? []
        : [{ en: `the node is not Ready (${alive ?? 'unknown'})`, zh: `节点未就绪（${alive ?? '未知'}）` }],
    command: `k8sdoctor uncordon ${node}`,
  };
  const verify = recoveryOf(node, cluster, journal).map((item) =>
    stage === 'in-service' ? item : { ...item, state: later(item) },
  );
  return {
    node,
    stage,
    ...(journal && { journal }),
    missingFlags: plan.missingFlags,
    items: [
      ...inPhase('before', [capacity(scene), budgets(scene), consent(scene), quorum(scene), services(scene), backup]),
      ...inPhase('cordon', [cordoned(scene)]),
      ...inPhase('drain', [drained(scene)]),
      ...inPhase('work', [work(scene)]),
      ...inPhase('uncordon', [uncordon]),
      ...verify,
    ],
  };
}

/** Before the node is given back, what is to be verified afterwards is still to do. */
const later = ({ id, state }: CheckItem): CheckItem['state'] => (id === 'schedulable' ? 'todo' : state);
