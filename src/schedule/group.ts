import { taintWord } from '../model/toleration.ts';
import type { Taint } from '../model/objects.ts';
import type { RefusalKind, StatedReason } from './message.ts';
import type { Reason } from './reason.ts';

/** What one change would take away: a kind of reason, told apart further where different changes are needed. */
export type GroupKind = RefusalKind | 'not-ready' | 'pressure' | 'control-plane' | 'being-removed' | 'uninitialized';

/** A group of reasons that fall together. */
export interface Group {
  /** `resource:cpu`, `taint:dedicated=db:NoSchedule`, `cordoned`. */
  key: string;
  kind: GroupKind;
}

/** Taints that Kubernetes and its autoscalers set by themselves: the cause is what made them do so. */
const SYSTEM_TAINTS: [RegExp, GroupKind][] = [
  [/^node\.kubernetes\.io\/unschedulable$/, 'cordoned'],
  [/^node\.kubernetes\.io\/(?:not-ready|unreachable|network-unavailable|out-of-service)$/, 'not-ready'],
  [/^node\.kubernetes\.io\/(?:memory|disk|pid)-pressure$/, 'pressure'],
  [/^node-role\.kubernetes\.io\/(?:control-plane|master)$/, 'control-plane'],
  [
    /^(?:ToBeDeletedByClusterAutoscaler|karpenter\.sh\/(?:disrupted|disruption)|node\.kubernetes\.io\/out-of-disk)$/,
    'being-removed',
  ],
  [
    /^node\.cloudprovider\.kubernetes\.io\/uninitialized$|^node\.[\w.]+\/(?:agent-not-ready|uninitialized)$/,
    'uninitialized',
  ],
];

function ofTaint(taint: Taint): Group {
  const kind = SYSTEM_TAINTS.find(([key]) => key.test(taint.key ?? ''))?.[1];
  return kind ? { kind, key: kind } : { kind: 'taint', key: `taint:${taintWord(taint)}` };
}

const BY_PLUGIN: Record<string, GroupKind> = {
  NodeUnschedulable: 'cordoned',
  NodeName: 'node-name',
  NodeAffinity: 'selector',
  NodePorts: 'host-port',
  VolumeBinding: 'volume-node',
};

/** The group of a reason that a filter gave. */
export function groupOf({ plugin, taint, shortage }: Reason): Group {
  if (taint) return ofTaint(taint);
  if (shortage?.resource === 'pods') return { kind: 'too-many-pods', key: 'too-many-pods' };
  if (shortage) return { kind: 'resource', key: `resource:${shortage.resource}` };
  const kind = BY_PLUGIN[plugin] ?? 'other';
  return { kind, key: kind };
}

/** «untolerated taint {dedicated: db}» named the taint up to early 1.34, without its effect. */
const NAMED_TAINT = /taint \{([^:}\s]+):\s*([^}]*)\}/;

/** The group of a reason that only the message tells. */
export function groupOfStated({ kind, resource, text }: StatedReason): Group {
  const [, key, value] = NAMED_TAINT.exec(text) ?? [];
  if (kind === 'taint' && key) return ofTaint({ key, ...(value && { value }) });
  if (kind === 'resource') return { kind, key: `resource:${resource}` };
  return { kind, key: kind === 'other' ? `other:${text}` : kind };
}
