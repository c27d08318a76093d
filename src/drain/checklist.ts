import type { Cluster } from '../model/cluster.ts';
import type { DrainPlan } from '../model/drain-plan.ts';
import type { CheckItem, Checklist, Journal } from '../model/maintenance.ts';
import { nodeHealth } from '../model/node-health.ts';
import type { Text } from '../model/text.ts';
import { parseTime } from '../model/time.ts';
import { beforeItems } from './check-before.ts';
import { isAhead, named, type CheckScene, type Item } from './check-scene.ts';
import { inService, workItems } from './check-work.ts';
import { journalOf } from './journal.ts';
import { staysWithFlag } from './queue.ts';
import { recoveryOf } from './recovery.ts';

const leftOf = ({ pods }: DrainPlan): DrainPlan['pods'] =>
  pods.filter(({ fate }) => fate.kind !== 'skip' && !staysWithFlag(fate));

function cordoned({ cluster, node, journal, stage }: CheckScene): Item {
  const over = stage === 'verifying' || stage === 'verified';
  const closed = cluster.node(node)?.spec?.unschedulable ?? false;
  const reason = journal?.reason ? ` (${journal.reason})` : '';
  const by: Text[] = journal
    ? [{ en: `by ${journal.by} at ${journal.at}${reason}`, zh: `${journal.by} 于 ${journal.at} 封锁${reason}` }]
    : [{ en: 'not by k8sdoctor: no journal on the node', zh: '并非由 k8sdoctor 封锁：节点上没有记录' }];
  return {
    id: 'cordon',
    state: closed || over ? 'done' : 'todo',
    title: { en: 'the node takes no new pods', zh: '节点已封锁，不再接收新 Pod' },
    proof: closed ? by : [],
    ...(!closed && !over && { command: `k8sdoctor cordon ${node} --reason '…'`, risk: 'safe' }),
  };
}

function drained(scene: CheckScene): Item {
  const { plan, journal, command } = scene;
  // what already ends waits for the kubelet, not for a drain: it is told under the work
  const off = scene.stage === 'off' ? leftOf(plan).filter(({ terminating }) => !terminating) : [];
  const left = isAhead(scene) ? leftOf(plan) : off;
  const blocked = plan.outcome === 'never';
  const count: Text[] =
    left.length > 0
      ? [{ en: `${left.length} left: ${named(left).en}`, zh: `还有 ${left.length} 个：${named(left).zh}` }]
      : [];
  const stopped: Text[] = journal?.stopped
    ? [{ en: `stopped: ${journal.stopped}`, zh: `上次中止：${journal.stopped}` }]
    : [];
  const loses = plan.missingFlags.some((flag) => flag !== '--ignore-daemonsets');
  return {
    id: 'drain',
    state: left.length === 0 && scene.stage !== 'in-service' ? 'done' : blocked && left.length > 0 ? 'blocked' : 'todo',
    title: { en: 'every pod that has to go is gone', zh: '需要离开的 Pod 已全部离开' },
    proof: [...count, ...(left.length > 0 ? stopped : [])],
    ...((left.length > 0 || scene.stage === 'in-service') && { command, risk: loses ? 'destructive' : 'restart' }),
  };
}

/** Whether the kubelet has come back since the maintenance began. */
function isBack({ at }: Journal, node: string, cluster: Cluster): boolean {
  const ready = cluster.node(node)?.status?.conditions?.find(({ type }) => type === 'Ready');
  return (parseTime(ready?.lastTransitionTime) ?? 0) > (parseTime(at) ?? Infinity);
}

function stageOf(node: string, cluster: Cluster, plan: DrainPlan, journal: Journal | undefined): Checklist['stage'] {
  const found = cluster.node(node);
  if (!found) return 'gone';
  if (!found.spec?.unschedulable) {
    if (!journal) return 'in-service';
    return recoveryOf(node, cluster, journal).every(({ state }) => state === 'done') ? 'verified' : 'verifying';
  }
  const { state } = nodeHealth(node, cluster);
  if (state === 'silent' || state === 'unready') return 'off';
  if (leftOf(plan).length === 0) return journal && isBack(journal, node, cluster) ? 'back' : 'drained';
  if (journal?.stage === 'draining' || journal?.stage === 'stopped') return journal.stage;
  return 'cordoned';
}

/** The stages in which the node has not been worked on yet. */
const isBeforeWork = (stage: Checklist['stage']): boolean =>
  ['in-service', 'cordoned', 'draining', 'stopped', 'drained'].includes(stage);

function uncordon({ node, stage, health, journal }: CheckScene): Item {
  const alive = health.state === 'ready';
  const open = stage === 'verifying' || stage === 'verified';
  const proof: Text[] = alive
    ? []
    : [{ en: `the node is not Ready (${health.state ?? 'unknown'})`, zh: `节点未就绪（${health.state ?? '未知'}）` }];
  const kept: Text[] = journal?.prior.unschedulable
    ? [{ en: 'it was cordoned before and will stay so', zh: '维护前已被封锁，恢复后仍保持封锁' }]
    : [];
  const byHand: Text[] = open
    ? [{ en: 'uncordoned by hand: the journal is still on it', zh: '已被手工解除封锁，记录仍在节点上' }]
    : [];
  return {
    id: 'uncordon',
    state: open ? 'done' : alive || isBeforeWork(stage) ? 'todo' : 'blocked',
    title: { en: 'the node is given back as it was before', zh: '恢复节点到维护前的状态' },
    proof: isBeforeWork(stage) ? [] : [...proof, ...kept, ...byHand],
    command: `k8sdoctor uncordon ${node}`,
    risk: 'safe',
  };
}

/** Before the node is given back, what is to be verified afterwards is still to do: how it looks now proves nothing. */
function verified(scene: CheckScene): CheckItem[] {
  const { node, cluster, journal, stage } = scene;
  const items = recoveryOf(node, cluster, journal);
  if (stage === 'verifying' || stage === 'verified') return items;
  return items.map(({ id, phase, title }) => ({ id, phase, state: 'todo', title, proof: [] }));
}

/** The checklist of a node's maintenance, each item checked against the cluster as it is now. `plan` is the drain of this node. */
export function checklistFor(node: string, cluster: Cluster, plan: DrainPlan, command: string): Checklist {
  const found = cluster.node(node);
  const journal = found && journalOf(found);
  const stage = stageOf(node, cluster, plan, journal);
  const scene: CheckScene = { node, cluster, plan, stage, journal, health: nodeHealth(node, cluster), command };
  const inPhase = (phase: CheckItem['phase'], items: Item[]): CheckItem[] => items.map((item) => ({ ...item, phase }));
  return {
    node,
    stage,
    ...(journal && { journal }),
    missingFlags: plan.missingFlags,
    items: [
      ...inPhase('before', beforeItems(scene)),
      ...inPhase('cordon', [cordoned(scene)]),
      ...inPhase('drain', [drained(scene)]),
      ...inPhase('work', workItems(scene)),
      ...inPhase('uncordon', [...inService(scene), uncordon(scene)]),
      ...verified(scene),
    ],
  };
}
