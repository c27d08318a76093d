import type { ScanSummary, Severity } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';

/** The words of a scan, in one language. */
export interface ScanWords {
  cluster(name: string): string;
  namespace(name: string): string;
  nodes(of: NonNullable<ScanSummary['nodes']>): string;
  pods(of: ScanSummary['pods']): string;
  causes(counts: Record<Severity, number>): string;
  /** `deployment/web in shop: 50 pods`. */
  workload(name: string, namespace: string, pods: number): string;
  inNamespace(name: string, namespace: string): string;
  podCount(count: number): string;
  workloadCount(count: number): string;
  namespaceCount(count: number): string;
  times(first: string | undefined, last: string | undefined): string;
  explains(count: number, what: string): string;
  notes(count: number, what: string): string;
  moreCauses(count: number): string;
  /** The heading over causes that several clusters have. */
  onSeveral(count: number): string;
  onClusters(names: string): string;
  toldAbove(count: number): string;
  known(count: number): string;
  gone(count: number, what: string): string;
  ignored(count: number, what: string): string;
  expired(rule: string, day: string, reason: string): string;
  change: Record<'new' | 'changed' | 'gone', string>;
  nothingNew: string;
  filtered: string;
}

const many = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

const en: ScanWords = {
  cluster: (name) => `cluster ${name}`,
  namespace: (name) => `namespace ${name}`,
  nodes: ({ ready, total }) => `${ready}/${total} nodes ready`,
  pods: ({ ready, total }) => `${ready}/${total} pods well`,
  causes: ({ error, warning }) =>
    [error > 0 && many(error, 'error'), warning > 0 && many(warning, 'warning')].filter(Boolean).join(', '),
  workload: (name, namespace, pods) =>
    `${name}${namespace ? ` in ${namespace}` : ''}${pods > 0 ? `: ${many(pods, 'pod')}` : ''}`,
  inNamespace: (name, namespace) => `${name} in ${namespace}`,
  podCount: (count) => many(count, 'pod'),
  workloadCount: (count) => many(count, 'workload'),
  namespaceCount: (count) => many(count, 'namespace'),
  times: (first, last) =>
    [first && `began ${first} ago`, last && (last === '0s' ? 'still so' : `last seen ${last} ago`)]
      .filter(Boolean)
      .join(', '),
  explains: (count, what) => `explains ${count} more: ${what}`,
  notes: (count, what) => `${many(count, 'note')}, nothing to do at once: ${what} (-v shows them)`,
  moreCauses: (count) => `${count} more, in brief (-v shows all in full)`,
  onSeveral: (count) => `the same on several clusters: ${many(count, 'cause')}`,
  onClusters: (names) => `on ${names}`,
  toldAbove: (count) => `${many(count, 'cause')} told above, with other clusters`,
  known: (count) => `${many(count, 'cause')} of the baseline ${count === 1 ? 'is' : 'are'} still there, hidden`,
  gone: (count, what) => `${many(count, 'cause')} of the baseline ${count === 1 ? 'is' : 'are'} gone: ${what}`,
  ignored: (count, what) => `${count} ignored: ${what}`,
  expired: (rule, day, reason) => `ignore entry ${rule} expired on ${day} and no longer applies (${reason})`,
  change: { new: 'NEW', changed: 'CHANGED', gone: 'GONE' },
  nothingNew: 'nothing new',
  filtered: 'HIDDEN',
};

const zh: ScanWords = {
  cluster: (name) => `集群 ${name}`,
  namespace: (name) => `命名空间 ${name}`,
  nodes: ({ ready, total }) => `节点就绪 ${ready}/${total}`,
  pods: ({ ready, total }) => `Pod 正常 ${ready}/${total}`,
  causes: ({ error, warning }) =>
    [error > 0 && `${error} 个错误`, warning > 0 && `${warning} 个警告`].filter(Boolean).join('、'),
  workload: (name, namespace, pods) =>
    `${name}${namespace ? `（命名空间 ${namespace}）` : ''}${pods > 0 ? `：${pods} 个 Pod` : ''}`,
  inNamespace: (name, namespace) => `${name}（命名空间 ${namespace}）`,
  podCount: (count) => `${count} 个 Pod`,
  workloadCount: (count) => `${count} 个工作负载`,
  namespaceCount: (count) => `${count} 个命名空间`,
  times: (first, last) =>
    [first && `已持续 ${first}`, last && (last === '0s' ? '目前仍然如此' : `最近一次在 ${last} 前`)]
      .filter(Boolean)
      .join('，'),
  explains: (count, what) => `连带 ${count} 项：${what}`,
  notes: (count, what) => `${count} 条提示，无需立即处理：${what}（-v 显示）`,
  moreCauses: (count) => `其余 ${count} 项只列概要（-v 显示全部）`,
  onSeveral: (count) => `多个集群共有的问题：${count} 个`,
  onClusters: (names) => `涉及集群 ${names}`,
  toldAbove: (count) => `其中 ${count} 个与其他集群相同，见上文`,
  known: (count) => `基线中的 ${count} 项仍然存在，不再列出`,
  gone: (count, what) => `基线中的 ${count} 项已消失：${what}`,
  ignored: (count, what) => `已忽略 ${count} 项：${what}`,
  expired: (rule, day, reason) => `忽略规则 ${rule} 已于 ${day} 过期，不再生效（${reason}）`,
  change: { new: '新增', changed: '变化', gone: '消失' },
  nothingNew: '没有新问题',
  filtered: '未列出',
};

/** The words of a scan in a language. */
export const scanWordsIn = (lang: Lang): ScanWords => ({ en, zh })[lang];
