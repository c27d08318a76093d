import type { PodDisruptionBudget } from '../model/policy-shapes.ts';
import type { Cycle, Status } from './cycle.ts';
import type { NodeInfo } from './node-info.ts';
import type { PodInfo } from './pod-info.ts';
import { selectorOf, type Selector } from './selectors.ts';

/** A PodDisruptionBudget made ready. */
export interface Budget {
  budget: PodDisruptionBudget;
  selector: Selector;
}

/** The budgets the scheduler minds; one without a selector protects nothing, and neither does one that selects everything. */
export const budgetsOf = (budgets: PodDisruptionBudget[]): Budget[] =>
  budgets
    .map((budget) => ({ budget, selector: selectorOf(budget.spec?.selector) }))
    .filter(({ selector }) => !selector.empty);

/** Which pods would have to go from a node. */
export interface Victims {
  pods: PodInfo[];
  /** How many of them a PodDisruptionBudget protects. */
  violations: number;
}

/** Higher priority first, then the longer running. Source: scheduler/util/utils.go, MoreImportantPod. */
const byImportance = (a: PodInfo, b: PodInfo): number =>
  b.priority - a.priority || (a.started === b.started ? 0 : a.started < b.started ? -1 : 1);

/** Source: defaultpreemption/default_preemption.go, filterPodsWithPDBViolation. */
function violating(pods: PodInfo[], budgets: Budget[]): Set<PodInfo> {
  const allowed = budgets.map(({ budget }) => budget.status?.disruptionsAllowed ?? 0);
  const found = new Set<PodInfo>();
  for (const info of pods) {
    const { namespace, labels, name } = info.pod.metadata;
    if (!labels || Object.keys(labels).length === 0) continue;
    for (const [i, { budget, selector }] of budgets.entries()) {
      if (budget.metadata.namespace !== namespace || !selector.matches(labels)) continue;
      if (Object.hasOwn(budget.status?.disruptedPods ?? {}, name)) continue;
      allowed[i] = (allowed[i] ?? 0) - 1;
      if ((allowed[i] ?? 0) < 0) found.add(info);
    }
  }
  return found;
}

/**
 * The fewest pods to evict from a node so that the pod fits, or what the scheduler says of the node: every pod of lower priority is
 * supposed gone, then as many as possible are spared, protected and important ones first.
 * Source: defaultpreemption/default_preemption.go, SelectVictimsOnNode.
 */
export function victimsOn(node: NodeInfo, cycle: Cycle, budgets: Budget[]): Victims | Status {
  const potential = node.pods.filter(({ priority }) => priority < cycle.info.priority);
  if (potential.length === 0) {
    return { texts: ['No preemption victims found for incoming pod'], unresolvable: true };
  }
  const [supposed, copy] = [cycle.copy(), node.copy()];
  for (const info of potential) supposed.remove(info, copy);
  const status = supposed.status(copy);
  if (status) return status;
  const sorted = potential.toSorted(byImportance);
  const guarded = violating(sorted, budgets);
  const pods: PodInfo[] = [];
  let violations = 0;
  for (const info of [...sorted.filter((each) => guarded.has(each)), ...sorted.filter((each) => !guarded.has(each))]) {
    supposed.add(info, copy);
    if (!supposed.status(copy)) continue;
    supposed.remove(info, copy);
    pods.push(info);
    if (guarded.has(info)) violations++;
  }
  return { pods: guarded.size > 0 && guarded.size < sorted.length ? pods.toSorted(byImportance) : pods, violations };
}
