import type { Cluster } from '../model/cluster.ts';
import type { DrainFlags, Judgement } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';

/** What a rule may look at beside the pod. */
export interface RuleContext {
  cluster: Cluster;
  flags: DrainFlags;
}

/** One rule of drain: it judges every pod on its own and knows no other rule. */
export interface DrainRule {
  id: string;
  judge(pod: Pod, context: RuleContext): Judgement;
}

/** The rule has nothing against the eviction. */
export const EVICT: Judgement = { kind: 'evict' };
