import type { NodeReason, Shortage } from '../model/fit.ts';
import { parseQuantity } from '../model/quantity.ts';
import type { Lang, Text } from '../model/text.ts';

/** The least and the most that is free of a resource on nodes that are told of together. */
interface Range {
  shortage: Shortage;
  least: string;
  most: string;
}

/** How short nodes are of one resource, taken together. */
export function rangeOf(shortages: Shortage[]): Range | undefined {
  const sorted = shortages.toSorted((a, b) => parseQuantity(a.free) - parseQuantity(b.free));
  const [first, last] = [sorted[0], sorted.at(-1)];
  return first && last && { shortage: last, least: first.free, most: last.free };
}

function ofShortage({ shortage: { resource, requested, capacity }, least, most }: Range, one: boolean): Text {
  const free = least === most ? most : `${least}–${most}`;
  if (resource === 'pods') {
    return one
      ? { en: `no place for another pod (${capacity})`, zh: `Pod 数已满（${capacity}）` }
      : { en: 'no place for another pod', zh: 'Pod 数已满' };
  }
  return {
    en: `${resource}: asks ${requested}, ${free}${one ? ` of ${capacity}` : ''} free`,
    zh: `${resource} 不足：请求 ${requested}，可用 ${free}${one ? `（共 ${capacity}）` : ''}`,
  };
}

/** What each plugin refuses for, in words that stand before what it is about. */
const HEADS: [plugin: string, text: RegExp, head: Text][] = [
  ['NodeUnschedulable', /./, { en: 'cordoned', zh: '已停止调度（cordon）' }],
  ['NodeName', /./, { en: 'not the node named', zh: '不是指定的节点' }],
  ['TaintToleration', /./, { en: 'untolerated taint', zh: '不容忍污点' }],
  ['NodeAffinity', /./, { en: 'does not match', zh: '不满足节点选择条件' }],
  ['NodePorts', /./, { en: 'host port', zh: '主机端口' }],
  ['PodTopologySpread', /./, { en: 'topology spread:', zh: '拓扑分布约束：' }],
  ['InterPodAffinity', /existing/, { en: 'anti-affinity of pods there:', zh: '已有 Pod 的反亲和性：' }],
  ['InterPodAffinity', /anti-affinity/, { en: 'anti-affinity:', zh: 'Pod 反亲和性：' }],
  ['InterPodAffinity', /./, { en: 'affinity:', zh: 'Pod 亲和性：' }],
  ['NodeVolumeLimits', /./, { en: 'volume limit:', zh: '卷数量上限：' }],
  ['VolumeRestrictions', /./, { en: 'volume in use:', zh: '卷正被使用：' }],
  ['VolumeZone', /./, { en: 'volume in another zone:', zh: '卷在其他可用区：' }],
  ['VolumeBinding', /node affinity/, { en: 'volume not reachable from here:', zh: '此节点无法访问卷：' }],
  ['VolumeBinding', /enough free storage/, { en: 'no storage left here for', zh: '此节点存储空间不足：' }],
  ['VolumeBinding', /./, { en: 'no volume here for', zh: '此节点没有可用的卷：' }],
];

/** A reason in words a person reads at a glance; the shortages of several nodes as a range. */
export function reasonWords(reason: NodeReason, lang: Lang, shortages: Shortage[] = []): string {
  const range = rangeOf(shortages.length > 0 ? shortages : reason.shortage ? [reason.shortage] : []);
  if (range) return ofShortage(range, shortages.length < 2)[lang];
  const head = HEADS.find(([plugin, text]) => plugin === reason.plugin && text.test(reason.text))?.[2][lang];
  const about = reason.about?.[lang];
  if (!head) return about ? `${reason.text} (${about})` : reason.text;
  const blank = lang === 'zh' && head.endsWith('：') ? '' : ' ';
  return about ? `${head}${blank}${about}` : head.replace(/[:：]$/, '');
}
