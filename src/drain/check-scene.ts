import type { Cluster } from '../model/cluster.ts';
import type { DrainPlan } from '../model/drain-plan.ts';
import type { CheckItem, Checklist, Journal } from '../model/maintenance.ts';
import type { NodeHealth } from '../model/node-health.ts';
import { podNames, type Named } from '../model/pod-names.ts';
import type { Text } from '../model/text.ts';

/** An item of the checklist before it is put under its phase. */
export type Item = Omit<CheckItem, 'phase'>;

/** What everything on the checklist is worked out from. */
export interface CheckScene {
  node: string;
  cluster: Cluster;
  plan: DrainPlan;
  stage: Checklist['stage'];
  journal: Journal | undefined;
  health: NodeHealth;
  /** The command of the drain, with its flags. */
  command: string;
}

/** The first of many names, alike ones together. */
export function named(pods: Named[], most = 5): Text {
  const names = podNames(pods);
  const shown = names.slice(0, most);
  const more = names.length - shown.length;
  return {
    en: shown.join(', ') + (more > 0 ? ` and ${more} more` : ''),
    zh: shown.join('、') + (more > 0 ? ` 等，另 ${more} 项` : ''),
  };
}

/** The stages in which pods of the node still have to go. */
export const isAhead = ({ stage }: CheckScene): boolean =>
  ['in-service', 'cordoned', 'draining', 'stopped'].includes(stage);
