import type { Cluster } from '../model/cluster.ts';
import type { Baseline, CheckItem, Journal } from '../model/maintenance.ts';
import type { Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import type { Text } from '../model/text.ts';
import { isReady } from './readiness.ts';

const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

const item = (id: string, state: CheckItem['state'], title: Text, proof: Text[] = [], command?: string): CheckItem => ({
  id,
  phase: 'verify',
  state,
  title,
  proof,
  ...(command && { command }),
});

const same = (words: string): Text => ({ en: words, zh: words });

function ready(name: string, cluster: Cluster): CheckItem {
  const condition = cluster.node(name)?.status?.conditions?.find(({ type }) => type === 'Ready');
  const title = { en: 'the node is Ready', zh: '节点 Ready' };
  const proof = [same(`Ready=${condition?.status ?? '?'} ${condition?.reason ?? ''}`.trim())];
  return item(
    'node-ready',
    condition?.status === 'True' ? 'done' : 'todo',
    title,
    proof,
    `kubectl describe node ${name}`,
  );
}

function schedulable(name: string, cluster: Cluster, journal: Journal | undefined): CheckItem {
  const node = cluster.node(name);
  const taint = node?.spec?.taints?.some(({ key }) => key === UNSCHEDULABLE);
  const closed = node?.spec?.unschedulable || taint;
  if (closed && journal?.prior.unschedulable) {
    const title = { en: 'cordoned, as it was before the maintenance', zh: '保持封锁，与维护前一致' };
    return item('schedulable', 'done', title);
  }
  const title = { en: 'the node takes pods again', zh: '节点可调度' };
  return item('schedulable', closed ? 'todo' : 'done', title, [], `kubectl get node ${name}`);
}

/** The DaemonSets that had a pod here, by what runs here now: each pod ready. */
function daemons(name: string, cluster: Cluster): CheckItem {
  const own = cluster
    .podsOn(name)
    .filter(
      (pod) =>
        !isFinished(pod) &&
        pod.metadata.ownerReferences?.some(({ controller, kind }) => controller && kind === 'DaemonSet'),
    );
  const waiting = own.filter((pod) => !isReady(pod)).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const title = { en: 'DaemonSet pods are ready here', zh: '本节点的 DaemonSet Pod 已就绪' };
  const proof = waiting.length > 0 ? waiting : [`${own.length}/${own.length}`];
  return item('daemonsets', waiting.length > 0 ? 'todo' : 'done', title, proof.map(same));
}

const WORKLOADS = { Deployment: 'deployments', StatefulSet: 'statefulsets', ReplicaSet: 'replicasets' } as const;

function readyNow({ kind, namespace, name }: Baseline, cluster: Cluster): number | undefined {
  const table = WORKLOADS[kind as keyof typeof WORKLOADS];
  const found = table && cluster.find(table, namespace, name);
  return found ? (found.status?.readyReplicas ?? 0) : undefined;
}

function replicas({ before }: Journal, cluster: Cluster): CheckItem {
  const short = before.flatMap((one) => {
    const now = readyNow(one, cluster);
    return now !== undefined && now < one.ready
      ? [same(`${one.kind} ${one.namespace}/${one.name} ${now}/${one.ready}`)]
      : [];
  });
  const title = { en: 'workloads have as many ready replicas as before', zh: '工作负载的就绪副本数恢复到维护前' };
  const proof =
    short.length > 0
      ? short
      : [{ en: `${before.length} workloads compared`, zh: `已对比 ${before.length} 个工作负载` }];
  return item('replicas', short.length > 0 ? 'todo' : 'done', title, proof);
}

const claimsOf = ({ metadata, spec }: Pod): string[] =>
  (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) =>
    persistentVolumeClaim ? [`${metadata.namespace}/${persistentVolumeClaim.claimName}`] : [],
  );

/** Volumes that are attached to the node although no pod there uses them: they cannot be attached elsewhere. */
export function strandedAttachments(name: string, cluster: Cluster): string[] {
  const used = new Set(
    cluster
      .podsOn(name)
      .filter((pod) => !isFinished(pod))
      .flatMap(claimsOf),
  );
  return cluster.all('volumeattachments').flatMap(({ metadata, spec }) => {
    const volume = cluster.find('persistentvolumes', '', spec?.source?.persistentVolumeName ?? '');
    const { namespace, name: claim } = volume?.spec?.claimRef ?? {};
    return spec?.nodeName === name && claim && !used.has(`${namespace}/${claim}`) ? [metadata.name] : [];
  });
}

function attachments(name: string, cluster: Cluster): CheckItem {
  const left = strandedAttachments(name, cluster);
  const title = { en: 'no volume of a pod that has left is still attached here', zh: '没有遗留的卷挂接' };
  return item('attachments', left.length > 0 ? 'todo' : 'done', title, left.map(same), 'kubectl get volumeattachments');
}

/** Whether a node and what ran on it are as before its maintenance. */
export function recoveryOf(name: string, cluster: Cluster, journal: Journal | undefined): CheckItem[] {
  return [
    ready(name, cluster),
    schedulable(name, cluster, journal),
    daemons(name, cluster),
    ...(journal ? [replicas(journal, cluster)] : []),
    attachments(name, cluster),
  ];
}
