import { pendingNow } from '../fit/pending.ts';
import { Cluster } from '../model/cluster.ts';
import type { Report } from '../model/finding.ts';
import type { Selected } from '../model/selection.ts';
import type { Snapshot } from '../model/snapshot.ts';

/** A report about one pod that no node takes, with what each node says to it and what would change that; any other as it is. */
export function withNodes(report: Report, { pods, workloads }: Selected, snapshot: Snapshot): Report {
  const [pod, ...others] = pods;
  if (!pod || others.length > 0 || workloads.length > 0) return report;
  return { ...report, ...pendingNow(pod, new Cluster(snapshot)) };
}
