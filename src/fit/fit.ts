import type { Cluster } from '../model/cluster.ts';
import type { Fit, FitRow, FitVerdict, WorkloadFit } from '../model/fit.ts';
import type { Kind } from '../model/objects.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Text } from '../model/text.ts';
import { admit } from './admit.ts';
import type { Manifests } from './manifest.ts';
import { ALWAYS, onlyOneNamespace } from './notes.ts';
import { Quotas } from './quota.ts';
import { Simulation } from './simulation.ts';
import { WorkloadTrial } from './workload.ts';
import { worldOf } from './world.ts';

const WORST: FitVerdict[] = ['does-not-fit', 'unknown', 'fits'];

/** What placing depends on beside the filters of nodes, in the namespaces of the manifests. */
const ALSO: Kind[] = ['limitranges', 'resourcequotas', 'priorityclasses', 'poddisruptionbudgets'];

const GAPS: Record<string, Text> = {
  denied: { en: 'no right to read', zh: '没有读取权限' },
  absent: { en: 'the server has no such API', zh: '服务器没有这个 API' },
  truncated: { en: 'read in part', zh: '只读到一部分' },
  failed: { en: 'could not be read', zh: '读取失败' },
  'not-recorded': { en: 'not in the recording', zh: '录制内容中没有' },
};

function notSeen(cluster: Cluster, trials: WorkloadTrial[]): Text[] {
  const kinds = new Set([...ALSO, ...trials.flatMap(({ unseen }) => unseen)]);
  const gaps = cluster.snapshot.coverage.filter(
    ({ subject, outcome }) => outcome !== 'read' && kinds.has(subject as Kind),
  );
  const byOutcome = Map.groupBy(gaps, ({ outcome }) => outcome);
  return [...byOutcome].map(([outcome, entries]) => {
    const subjects = [...new Set(entries.map(({ subject }) => subject))].join(', ');
    const { en = outcome, zh = outcome } = GAPS[outcome] ?? {};
    return { en: `${en}: ${subjects}`, zh: `${zh}：${subjects}` };
  });
}

const unknownKinds = ({ unknown }: Manifests): Text[] =>
  unknown.length === 0
    ? []
    : [
        {
          en: `left out, for how many pods they make is not known: ${unknown.join(', ')}`,
          zh: `未纳入（不清楚会创建多少 Pod）：${unknown.join('、')}`,
        },
      ];

/** Rows in the order a person looks for them: where pods land, where more would, then the rest, as the nodes are listed. */
const ordered = (rows: FitRow[]): FitRow[] => rows.toSorted((a, b) => b.pods - a.pods || b.more - a.more);

/**
 * Whether and where the pods of manifests would land, and how many more would: they are placed pod by pod, in the order of the
 * manifests, on the cluster as it was seen.
 */
export function fitOf(snapshot: Snapshot, manifests: Manifests): Fit {
  const { cluster, made } = worldOf(snapshot, manifests);
  const simulation = Simulation.of(cluster, made);
  const quotas = new Quotas(cluster.all('resourcequotas'));
  const trials = manifests.workloads.map(
    (requested) => new WorkloadTrial(requested, { simulation, quotas, admit: (pod) => admit(pod, cluster) }),
  );
  for (const trial of trials) trial.placeWanted();
  const workloads = trials.map((trial): WorkloadFit => {
    const fit = trial.finish(trials.length > 1);
    return { ...fit, nodes: ordered(fit.nodes) };
  });
  const { source, takenAt, coverage } = snapshot;
  return {
    verdict: WORST.find((verdict) => workloads.some((fit) => fit.verdict === verdict)) ?? 'fits',
    workloads,
    notes: [...unknownKinds(manifests), ...simulation.book.notes.values(), ...onlyOneNamespace(cluster), ALWAYS],
    notSeen: notSeen(cluster, trials),
    coverage,
    server: source,
    takenAt,
  };
}
