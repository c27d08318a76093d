/** What a reason in the scheduler's message is about. */
export type RefusalKind =
  | 'cordoned'
  | 'taint'
  | 'selector'
  | 'node-name'
  | 'host-port'
  | 'resource'
  | 'too-many-pods'
  | 'volume-node'
  | 'volume-none'
  | 'volume-limit'
  | 'claim'
  | 'claim-in-use'
  | 'device-claim'
  | 'pod-affinity'
  | 'pod-anti-affinity'
  | 'topology-spread'
  | 'no-nodes'
  | 'other';

/** One reason of the message and how many nodes gave it; one that is about the pod itself counts for all. */
export interface StatedReason {
  kind: RefusalKind;
  text: string;
  count: number;
  /** Whether nodes gave it; otherwise the scheduler asked none. */
  ofNodes: boolean;
  /** The resource of `Insufficient …`. */
  resource?: string;
}

/** The scheduler's message on a pod it found no node for. */
export interface RefusalMessage {
  total: number;
  reasons: StatedReason[];
  /** What it says on preemption, in its own words. */
  preemption: string | null;
}

/** Wordings of every Kubernetes version from 1.19 on; the first that fits counts, so the more special come first. */
const KINDS: [RegExp, RefusalKind][] = [
  [/no nodes available/i, 'no-nodes'],
  [/affinity terms conflict/i, 'selector'],
  [/volume node affinity conflict|persistentvolume's node affinity|no available volume zone/i, 'volume-node'],
  [/persistent volumes to bind|enough free storage|non-existent pv/i, 'volume-none'],
  [/max volume count/i, 'volume-limit'],
  [/readwriteoncepod|no available disk/i, 'claim-in-use'],
  [/resource ?claim|allocate all claims|device ?class/i, 'device-claim'],
  [/persistentvolumeclaim|\bpvc\b|storageclass|storage class|waiting for ephemeral volume controller/i, 'claim'],
  [/anti-affinity/i, 'pod-anti-affinity'],
  [/pod affinity/i, 'pod-affinity'],
  [/topology spread/i, 'topology-spread'],
  [/taint/i, 'taint'],
  [/unschedulable/i, 'cordoned'],
  [/node affinity|node selector|plugin(?:\(s\))? \[?nodeaffinity/i, 'selector'],
  [/requested node name|requested hostname/i, 'node-name'],
  [/free ports|host ports?/i, 'host-port'],
  [/too many pods/i, 'too-many-pods'],
  [/^insufficient \S/i, 'resource'],
];

const HEAD = /^\s*0\/(\d+) nodes? (?:are|is) available:?\s*/i;

/** Reads one reason, `3 Insufficient cpu` or a sentence about the pod. */
export function readReason(part: string, total: number): StatedReason {
  const [, count, words = ''] = /^(?:(\d+) )?([\s\S]*)$/.exec(part.trim().replace(/[.,\s]+$/, '')) ?? [];
  const kind = KINDS.find(([pattern]) => pattern.test(words))?.[1] ?? 'other';
  const resource = kind === 'resource' ? words.replace(/^insufficient /i, '') : undefined;
  return {
    kind,
    text: words,
    count: count ? Number(count) : total,
    ofNodes: Boolean(count),
    ...(resource && { resource }),
  };
}

/**
 * Reads «0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. preemption: …».
 * Source: scheduler/framework/types.go, FitError.Error. The numbers overlap: a node can give several reasons of one filter.
 */
export function parseRefusal(message: string): RefusalMessage {
  const total = Number(HEAD.exec(message)?.[1] ?? 0);
  const said = message.replace(HEAD, '');
  // the reasons end at the first full stop; what other plugins add after it («not found», «no new claims to deallocate») says nothing
  const [body = ''] = said.split(/\.(?:\s|$)|\bpreemption:/i);
  const preemption = said.split(/\bpreemption:\s*/i).slice(1);
  const parts = body.split(/,\s+(?=\d+ )/).filter((part) => /\w/.test(part));
  return {
    total,
    reasons: parts.map((part) => readReason(part, total)),
    preemption: preemption.join(' ').trim() || null,
  };
}
