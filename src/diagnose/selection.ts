import { Cluster } from '../model/cluster.ts';
import { DoctorError } from '../model/error.ts';
import type { Finding, PodSummary, Report, TargetSummary, Verdict } from '../model/finding.ts';
import type { Pod } from '../model/objects.ts';
import type { Playbook } from '../model/playbook.ts';
import type { Selected } from '../model/selection.ts';
import type { Coverage, Snapshot } from '../model/snapshot.ts';
import type { Text } from '../model/text.ts';
import { mergeAlike } from './alike.ts';
import { diagnosePod, findingsOf } from './diagnose.ts';
import { gapsFor, notEvaluated, notSeen } from './gaps.ts';
import { inOrder } from './graph.ts';
import { diagnoseObject } from './object.ts';
import { judge, summarize, type Judgement } from './verdict.ts';
import { judgeWorkload, summarizePods, summarizeWorkload } from './workload.ts';

/** What a report about several pods is about, in the words of the command line. */
export interface Asked {
  /** `-l app=web`, `--all`, `web-*`. */
  words: string;
  namespace: string;
}

/** From worst to best: the verdict on a whole is that on its worst part. */
const WORST: Verdict[] = ['failing', 'degraded', 'unknown', 'progressing', 'healthy'];

const targetsOf = ({ target, targets }: Finding): { kind: string; namespace: string; name: string }[] =>
  targets ?? [target];

const isAbout = (finding: Finding, { metadata }: Pod): boolean =>
  targetsOf(finding).some(
    ({ kind, namespace, name }) => kind === 'Pod' && namespace === metadata.namespace && name === metadata.name,
  );

/** Findings that may explain a pod without naming it: about its node, its claim, its owner. */
const isGeneral = (finding: Finding): boolean => targetsOf(finding).every(({ kind }) => kind !== 'Pod');

function judgeEach(pods: Pod[], findings: Finding[], cluster: Cluster, hasGaps: (pod: Pod) => boolean) {
  const general = findings.filter(isGeneral);
  return pods.map((pod) => {
    const gaps = hasGaps(pod);
    const own = findings.filter((finding) => isAbout(finding, pod));
    const judged = judge(pod, own, cluster, gaps);
    return { pod, judged: judged.unexplained && general.length > 0 ? judge(pod, general, cluster, gaps) : judged };
  });
}

/** The worst judgement; a note that concerns some of the pods names them. */
function overall(each: { pod: Pod; judged: Judgement }[], ofWorkload: Judgement | undefined): Judgement {
  const all = [...each.map(({ judged }) => judged), ...(ofWorkload ? [ofWorkload] : [])];
  const verdict = WORST.find((word) => all.some((judged) => judged.verdict === word)) ?? 'healthy';
  const unexplained = all.some((judged) => judged.unexplained);
  if (ofWorkload?.verdict === verdict && ofWorkload.note) return { ...ofWorkload, ...(unexplained && { unexplained }) };
  const concerned = each.filter(({ judged }) => judged.verdict === verdict && (judged.unexplained || !unexplained));
  const [first] = concerned;
  const note = first?.judged.note;
  const who = concerned.map(({ pod }) => pod.metadata.name);
  return {
    verdict,
    ...(note && { note: who.length === each.length ? note : named(who, note) }),
    ...(unexplained && { unexplained }),
  };
}

const MOST_NAMES = 3;

function named(names: string[], note: Text): Text {
  const shown = names.slice(0, MOST_NAMES);
  const more = names.length - shown.length;
  return {
    en: `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}: ${note.en}`,
    zh: `${shown.join('、')}${more > 0 ? ` 等 ${names.length} 个` : ''}：${note.zh}`,
  };
}

const once = (gaps: Coverage[]): Coverage[] => [...new Set(gaps)];

function targetOf({ pods, workloads }: Selected, asked: Asked, cluster: Cluster): TargetSummary {
  const [top] = workloads;
  if (top) return summarizeWorkload(top, pods, cluster);
  return summarizePods(pods, { kind: 'PodList', namespace: asked.namespace, name: asked.words }, undefined);
}

const podSummary = ({ pod, judged }: { pod: Pod; judged: Judgement }, cluster: Cluster): PodSummary => ({
  ...summarize(pod, cluster),
  verdict: judged.verdict,
});

const refuseNothing = ({ words, namespace }: Asked): never => {
  const where = namespace ? { en: ` in namespace ${namespace}`, zh: `命名空间 ${namespace} 中` } : { en: '', zh: '' };
  throw new DoctorError(
    'not-found',
    { en: `no pods match ${words}${where.en}`, zh: `${where.zh}没有匹配 ${words} 的 Pod` },
    {
      hint: {
        en: 'kubectl get pods --show-labels lists them; -n chooses another namespace',
        zh: '可用 kubectl get pods --show-labels 列出；-n 可指定其他命名空间',
      },
    },
  );
};

/** The diagnosis of what a selection comes to: one pod as ever; several, or a workload, in one report without repetition. */
export async function diagnoseSelection(
  snapshot: Snapshot,
  selected: Selected,
  asked: Asked,
  playbooks: Playbook[],
): Promise<Report> {
  const { pods, workloads, objects: [examined] = [] } = selected;
  if (examined) return diagnoseObject(snapshot, examined, pods, playbooks);
  const [top] = workloads;
  const [only, ...others] = pods;
  if (!top) {
    if (!only) return refuseNothing(asked);
    if (others.length === 0) return diagnosePod(snapshot, only, playbooks);
  }
  const chosen = new Set(pods);
  const cluster = new Cluster(snapshot, (pod) => chosen.has(pod), workloads);
  const { findings: found, needs, failures } = await findingsOf(cluster, playbooks);
  const findings = inOrder(mergeAlike(found));
  const gapsOf = new Map(pods.map((pod) => [pod, gapsFor(pod, cluster, needs)]));
  const gaps = once([...gapsOf.values()].flat());
  const each = judgeEach(pods, findings, cluster, (pod) => failures.length + (gapsOf.get(pod)?.length ?? 0) > 0);
  const ofWorkload = top && judgeWorkload(top, pods, findings, cluster);
  return {
    target: targetOf(selected, asked, cluster),
    ...overall(each, ofWorkload),
    findings,
    pods: each.map((entry) => podSummary(entry, cluster)),
    coverage: snapshot.coverage,
    notSeen: [...notSeen(gaps), ...failures.map(notEvaluated)],
    server: snapshot.source,
    takenAt: snapshot.takenAt,
  };
}
