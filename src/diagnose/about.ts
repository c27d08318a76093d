import type { Cluster } from '../model/cluster.ts';
import type { Detail } from '../model/finding.ts';
import type { ExaminedKind } from '../model/object-kinds.ts';
import type { AnyObject, Namespace, Node, ObjectOf } from '../model/objects.ts';
import type { Examined } from '../model/selection.ts';
import { verbatim } from '../model/text.ts';
import { aboutNode } from './about-node.ts';
import type { Judgement } from './verdict.ts';

/** How an object stands by its own status, and what kubectl shows in its STATUS column. */
export interface Standing extends Judgement {
  status?: string;
}

function nodeStanding({ spec, status }: Node): Standing {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')?.status;
  const words = [
    ready === 'True' ? 'Ready' : ready ? 'NotReady' : 'Unknown',
    spec?.unschedulable && 'SchedulingDisabled',
  ];
  return { status: words.filter(Boolean).join(','), verdict: ready === 'True' ? 'healthy' : 'unknown' };
}

const namespaceStanding = ({ metadata, status }: Namespace): Standing =>
  metadata.deletionTimestamp
    ? {
        status: 'Terminating',
        verdict: 'progressing',
        note: { en: 'it is being deleted', zh: '正在被删除' },
      }
    : { verdict: 'healthy', ...(status?.phase && { status: status.phase }) };

const standings: Partial<Record<ExaminedKind, (object: AnyObject) => Standing>> = {
  nodes: (object) => nodeStanding(object as Node),
  namespaces: (object) => namespaceStanding(object as Namespace),
};

/** How an object stands before any playbook is asked. */
export const standingOf = ({ kind, object }: Examined): Standing => standings[kind]?.(object) ?? { verdict: 'healthy' };

const row = (en: string, zh: string, value: string | undefined): Detail[] =>
  value ? [{ label: { en, zh }, value: verbatim(value) }] : [];

function aboutBudget({ spec, status }: ObjectOf<'poddisruptionbudgets'>): Detail[] {
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec ?? {};
  const rule = [
    minAvailable !== undefined && `minAvailable ${minAvailable}`,
    maxUnavailable !== undefined && `maxUnavailable ${maxUnavailable}`,
    policy && `unhealthyPodEvictionPolicy ${policy}`,
  ];
  const { disruptionsAllowed, currentHealthy = 0, desiredHealthy = 0, expectedPods = 0 } = status ?? {};
  return [
    ...row('rule', '规则', rule.filter(Boolean).join(', ')),
    ...(disruptionsAllowed === undefined
      ? []
      : [
          {
            label: { en: 'now', zh: '当前' },
            value: {
              en: `${disruptionsAllowed} may be evicted; ${currentHealthy} of ${expectedPods} pods healthy, ${desiredHealthy} must be`,
              zh: `允许驱逐 ${disruptionsAllowed} 个；${expectedPods} 个 Pod 中健康 ${currentHealthy} 个，至少需要 ${desiredHealthy} 个`,
            },
          },
        ]),
  ];
}

function aboutNamespace({ metadata }: Namespace, cluster: Cluster): Detail[] {
  const quotas = cluster.in('resourcequotas', metadata.name);
  const pods = cluster.in('pods', metadata.name);
  const used = quotas.flatMap(({ metadata: { name }, status }) =>
    Object.entries(status?.hard ?? {}).map(([what, hard]) => `${name}: ${what} ${status?.used?.[what] ?? 0}/${hard}`),
  );
  return [
    ...row('pods', 'Pod', cluster.hasRead('pods') ? String(pods.length) : undefined),
    ...row('quotas', '配额', used.join(', ')),
  ];
}

const abouts: Partial<Record<ExaminedKind, (object: AnyObject, cluster: Cluster) => Detail[]>> = {
  nodes: (object, cluster) => aboutNode(object as Node, cluster),
  namespaces: (object, cluster) => aboutNamespace(object as Namespace, cluster),
  poddisruptionbudgets: (object) => aboutBudget(object as ObjectOf<'poddisruptionbudgets'>),
};

/** What is to be known of an object at a glance. */
export const aboutObject = ({ kind, object }: Examined, cluster: Cluster): Detail[] =>
  abouts[kind]?.(object, cluster) ?? [];
