import type { Pod, Requirement, Taint } from '../../model/objects.ts';
import { taintWord } from '../../model/toleration.ts';
import type { GroupKind } from '../group.ts';
import { requirementWord } from '../unmet.ts';

/** One change that takes away a reason for which a node refuses a pod. Amounts are in the scheduler's units. */
export type Change =
  // of the pod
  | { side: 'pod'; kind: 'request'; resource: string; atMost: number; from: number }
  | { side: 'pod'; kind: 'toleration'; taint: Taint; cause: GroupKind }
  | { side: 'pod'; kind: 'selector'; requirement: Requirement; offered?: string }
  | { side: 'pod'; kind: 'host-port'; port: number; protocol: string }
  | { side: 'pod'; kind: 'term'; field: 'podAffinity' | 'podAntiAffinity'; index: number; topologyKey: string }
  | { side: 'pod'; kind: 'spread'; index: number; topologyKey: string; maxSkew: number }
  // of a node
  | { side: 'node'; kind: 'uncordon'; node: string }
  | { side: 'node'; kind: 'untaint'; node: string; taint: Taint; cause: GroupKind }
  | { side: 'node'; kind: 'label'; node: string; key: string; value?: string }
  | { side: 'node'; kind: 'capacity'; node: string; resource: string; more: number; atLeast: number }
  | { side: 'node'; kind: 'volume-limit'; node: string; driver: string; atLeast: number }
  | { side: 'node'; kind: 'move'; node: string; pods: Pod[]; because: 'host-port' | 'anti-affinity' | 'claim' | 'disk' }
  // of what the pod's volumes come from
  | { side: 'claim'; kind: 'volume'; claim?: string; volume?: string; node?: string };

/** A name for a change that is the same for the same change: to count and to compare. */
export function keyOf(change: Change): string {
  const { side, kind } = change;
  switch (change.kind) {
    case 'request':
      return `${side} ${kind} ${change.resource} ${change.atMost}`;
    case 'toleration':
      return `${side} ${kind} ${taintWord(change.taint)}`;
    case 'selector':
      return `${side} ${kind} ${requirementWord(change.requirement)}`;
    case 'host-port':
      return `${side} ${kind} ${change.port}/${change.protocol}`;
    case 'term':
      return `${side} ${change.field} ${change.index}`;
    case 'spread':
      return `${side} ${kind} ${change.index} ${change.maxSkew}`;
    case 'uncordon':
      return `${side} ${kind} ${change.node}`;
    case 'untaint':
      return `${side} ${kind} ${change.node} ${taintWord(change.taint)}`;
    case 'label':
      return `${side} ${kind} ${change.node} ${change.key}=${change.value ?? '-'}`;
    case 'capacity':
      return `${side} ${kind} ${change.node} ${change.resource} ${change.more}`;
    case 'volume-limit':
      return `${side} ${kind} ${change.node} ${change.driver}`;
    case 'move':
      return `${side} ${kind} ${change.node} ${change.pods.map(({ metadata }) => metadata.uid ?? metadata.name).join(' ')}`;
    case 'volume':
      return `${side} ${kind} ${change.claim ?? change.volume ?? ''}`;
  }
  return change satisfies never;
}
