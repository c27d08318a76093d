import type { Status } from './cycle.ts';

/** The reasons of several nodes as the scheduler counts and sorts them: `1 Insufficient cpu, 2 node(s) were unschedulable`. */
export function histogram(statuses: Iterable<string[]>): string {
  const counts = new Map<string, number>();
  for (const texts of statuses) for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  const parts = [...counts].map(([text, count]) => `${count} ${text}`);
  // sort.Strings: by bytes, so that 10 comes before 2
  return parts.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)).join(', ');
}

/**
 * The scheduler's message on a pod without a node. `preFilter` is what it says when it asks no node, `postFilter` what preemption
 * came to. Source: scheduler/framework/types.go, FitError.Error.
 */
export function fitError(
  total: number,
  {
    preFilter,
    statuses = [],
    postFilter,
  }: { preFilter?: string; statuses?: Pick<Status, 'texts'>[]; postFilter?: string },
): string {
  const said = preFilter ?? histogram(statuses.map(({ texts }) => texts));
  return `0/${total} nodes are available:${said ? ` ${said}.` : ''}${postFilter ? ` ${postFilter}` : ''}`;
}
