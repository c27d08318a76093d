import type { Hazard, Loss, PlannedPod } from '../model/drain-plan.ts';
import type { Text } from '../model/text.ts';
import { isAhead, named, type CheckScene, type Item } from './check-scene.ts';

const of = (ids: Hazard['id'][], { plan }: CheckScene): Hazard[] => plan.hazards.filter(({ id }) => ids.includes(id));
const isError = ({ severity }: Hazard): boolean => severity === 'error';

function capacity(scene: CheckScene): Item {
  const { plan, node } = scene;
  const pending = plan.pods.filter(({ landing }) => landing?.kind === 'pending');
  const nowhere = of(['only-node', 'no-capacity'], scene).map(({ text }) => text);
  const [first] = pending;
  const why = first?.landing?.kind === 'pending' ? first.landing.message : '';
  const names = named(pending);
  const stays: Text[] =
    pending.length > 0
      ? [{ en: `${names.en}: ${why}`, zh: `${names.zh}：${why}` }, ...plan.remedies.map(({ text }) => text)]
      : [];
  const proof = nowhere.length > 0 ? nowhere : stays;
  return {
    id: 'capacity',
    state: proof.length > 0 && isAhead(scene) ? 'blocked' : 'done',
    title: { en: 'other nodes have room for every pod that goes', zh: '其他节点能容纳所有被驱逐的 Pod' },
    proof,
    ...(proof.length > 0 && { command: `k8sdoctor drain ${node} --plan`, risk: 'inspect' }),
  };
}

function budgets(scene: CheckScene): Item {
  const { plan, node, cluster } = scene;
  const never = plan.pods.filter(({ verdict }) => verdict?.kind === 'never');
  const waits = plan.pods.filter(({ verdict }) => verdict?.kind === 'waits');
  const seen = cluster.hasRead('poddisruptionbudgets') || !isAhead(scene);
  const why = new Map(
    never.flatMap(({ verdict }) => (verdict?.kind === 'never' ? [[verdict.why.en, verdict.why]] : [])),
  );
  const waiting: Text[] =
    waits.length > 0
      ? [{ en: `${waits.length} pods wait for replacements`, zh: `${waits.length} 个 Pod 需等待替代 Pod 就绪` }]
      : [];
  return {
    id: 'budgets',
    state: never.length > 0 ? 'blocked' : seen ? 'done' : 'unknown',
    title: { en: 'PodDisruptionBudgets let every pod go', zh: 'PodDisruptionBudget 允许所有 Pod 离开' },
    proof: [...why.values(), ...waiting],
    ...((never.length > 0 || !seen) && { command: `k8sdoctor drain ${node} --plan`, risk: 'inspect' }),
  };
}

/** What is gone for good, the worst first; what only has to move is left to the plan. */
const LOST: Loss['kind'][] = ['job', 'bare-pod', 'local-volume', 'host-path', 'empty-dir'];

function lossTexts(pods: PlannedPod[]): Text[] {
  const entries = pods.flatMap((pod) =>
    pod.losses.flatMap((loss) => (LOST.includes(loss.kind) ? [{ pod, loss, rank: LOST.indexOf(loss.kind) }] : [])),
  );
  const groups = Map.groupBy(
    entries.toSorted((a, b) => a.rank - b.rank),
    ({ loss }) => loss.what.en,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const names = named(
      group.map(({ pod }) => pod),
      3,
    );
    if (!first) return [];
    const { what } = first.loss;
    return [{ en: `${names.en}: ${what.en}`, zh: `${names.zh}：${what.zh}` }];
  });
}

function consent({ plan }: CheckScene): Item {
  return {
    id: 'flags',
    state: plan.missingFlags.length > 0 ? 'todo' : 'done',
    title: { en: 'what the drain deletes for good is known and agreed', zh: '已确认排空会永久丢失的内容' },
    proof: lossTexts(plan.pods),
  };
}

function endings(scene: CheckScene): Item {
  const found = !isAhead(scene)
    ? []
    : of(
        ['dead-kubelet', 'job-fails', 'grace-beyond-timeout', 'grace-cut', 'long-grace', 'finalizer', 'do-not-disrupt'],
        scene,
      );
  return {
    id: 'endings',
    state: found.some(isError) ? 'blocked' : found.length > 0 ? 'todo' : 'done',
    title: { en: 'every pod ends in good time, and no Job fails by it', zh: 'Pod 能及时结束，且不会导致 Job 失败' },
    proof: found.map(({ text }) => text),
  };
}

/** The label of nodes on which the control plane runs. */
const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane';

function quorum(scene: CheckScene): Item {
  const found = of(['etcd-member', 'control-plane'], scene);
  const { cluster, node } = scene;
  // a control plane that does not run as static pods is not seen in the API
  const unseen = found.length === 0 && Object.hasOwn(cluster.node(node)?.metadata.labels ?? {}, CONTROL_PLANE);
  const proof = unseen
    ? [
        {
          en: 'a control-plane node, but its etcd and API server do not run as pods: look on the machine',
          zh: '这是控制面节点，但 etcd 与 API server 不以 Pod 运行，请登录机器确认',
        },
      ]
    : found.map(({ text }) => text);
  return {
    id: 'quorum',
    state: found.some(isError) ? 'blocked' : unseen ? 'unknown' : 'done',
    title: {
      en: 'etcd keeps its quorum and the API server a replica meanwhile',
      zh: '停机期间 etcd 保持法定人数，API server 仍有副本',
    },
    proof,
  };
}

function services(scene: CheckScene): Item {
  const found = of(
    ['cluster-dns', 'webhook-backend', 'last-endpoint', 'downtime', 'eviction-webhook', 'ingress'],
    scene,
  );
  return {
    id: 'services',
    state: found.some(isError) ? 'blocked' : found.length > 0 ? 'todo' : 'done',
    title: { en: 'nothing is away because it only runs here', zh: '没有业务、webhook 或 DNS 只依赖本节点' },
    proof: found.map(({ text }) => text),
  };
}

/** What no API tells: a backup outside of the cluster is the person's own affair. */
const backup = (scene: CheckScene): Item => ({
  id: 'backup',
  state: isAhead(scene) ? 'unknown' : 'done',
  title: { en: 'a recent backup of etcd and of data on this node exists', zh: 'etcd 和本节点数据有近期备份' },
  proof: isAhead(scene) ? [{ en: 'no API tells: check it yourself', zh: 'API 无法提供，请自行确认' }] : [],
});

/** What is to be known before the node is drained. */
export const beforeItems = (scene: CheckScene): Item[] =>
  [capacity, budgets, consent, endings, services, quorum, backup].map((check) => check(scene));
