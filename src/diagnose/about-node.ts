import type { Cluster } from '../model/cluster.ts';
import type { Detail } from '../model/finding.ts';
import { badConditions } from '../model/node-conditions.ts';
import { nodeHealth } from '../model/node-health.ts';
import { roomOn, topRequesters, type Room } from '../model/node-room.ts';
import type { Node, Taint } from '../model/objects.ts';
import { formatAmount } from '../model/quantity.ts';
import { verbatim, type Text } from '../model/text.ts';

const MOST_REQUESTERS = 3;

const detail = (en: string, zh: string, value: Text | string | undefined): Detail[] =>
  value ? [{ label: { en, zh }, value: typeof value === 'string' ? verbatim(value) : value }] : [];

const taintWords = ({ key, value, effect }: Taint): string => `${key}${value ? `=${value}` : ''}:${effect}`;

const seconds = (count: number): Text => ({ en: `${count} s ago`, zh: `${count} 秒前` });

/** `cpu 350m/1, memory 100Mi/1Gi, pods 4/110`: what is asked for of what there is. */
const roomWords = (rooms: Room[]): string =>
  rooms
    .map(({ resource, used, total }) => `${resource} ${formatAmount(resource, used)}/${formatAmount(resource, total)}`)
    .join(', ');

function versions({ status }: Node): string {
  const { kubeletVersion, containerRuntimeVersion, osImage, kernelVersion, architecture } = status?.nodeInfo ?? {};
  return [kubeletVersion && `kubelet ${kubeletVersion}`, containerRuntimeVersion, osImage, kernelVersion, architecture]
    .filter(Boolean)
    .join(', ');
}

/** What an administrator asks of a node first: conditions, taints, sign of life, room, who takes it, versions. */
export function aboutNode(node: Node, cluster: Cluster): Detail[] {
  const { name } = node.metadata;
  const bad = badConditions(node).map(({ type, status }) => `${type}=${status}`);
  const { leaseAge } = nodeHealth(name, cluster);
  const known = cluster.hasRead('pods');
  const heavy = known ? topRequesters(node, cluster, MOST_REQUESTERS) : [];
  const noEvents = cluster.hasRead('events') && cluster.eventsAbout('Node', node).length === 0;
  return [
    ...detail(
      'conditions',
      '状态条件',
      bad.length > 0 ? bad.join(', ') : { en: 'all as they should be', zh: '全部正常' },
    ),
    ...detail('taints', '污点', (node.spec?.taints ?? []).map(taintWords).join(', ')),
    ...detail('last heard of', '最近心跳', leaseAge === null ? undefined : seconds(leaseAge)),
    ...detail('requested', '已请求', known ? roomWords(roomOn(node, cluster)) : undefined),
    ...detail('most by', '占用最多', heavy.join(', ')),
    ...detail('versions', '版本', versions(node)),
    ...detail(
      'events',
      '事件',
      noEvents ? { en: 'none left (kept for an hour)', zh: '没有留存（默认保留一小时）' } : undefined,
    ),
  ];
}
