import { claimNames } from '../model/claims.ts';
import type { Evictions, FitRow, FitVerdict, NodeRow, Stop, WorkloadFit } from '../model/fit.ts';
import type { Kind, PersistentVolumeClaim, Pod } from '../model/objects.ts';
import { verbatim, type Text } from '../model/text.ts';
import type { NodeInfo } from '../schedule/node-info.ts';
import type { Unjudged } from '../schedule/plugin.ts';
import { schedule, type Verdict } from '../schedule/schedule.ts';
import type { Admitted } from './admit.ts';
import { Cycle } from '../schedule/cycle.ts';
import { fitError } from '../schedule/fit-error.ts';
import { PodInfo } from '../schedule/pod-info.ts';
import { daemonRows, eligibleNodes, pinnedTo, toleratingLikeDaemon } from './daemon.ts';
import { isCertain, isOfNodeAlone, unseenFor } from './depends.ts';
import type { Requested } from './manifest.ts';
import { rowOf } from './node-rows.ts';
import { notesOn, undecidable, usesOtherScheduler } from './notes.ts';
import { claimsFor, podOf } from './pods.ts';
import type { Quotas } from './quota.ts';
import { Series, type Simulation } from './simulation.ts';
import { MOST_MORE_WITH_CLAIMS } from './world.ts';

/** What a workload is tried in. */
export interface Stage {
  simulation: Simulation;
  quotas: Quotas;
  admit(pod: Pod): Admitted;
}

/** Counting more pods ends after so many, or after so many questions to nodes. */
const MOST_MORE = 1000;
const MOST_ASKED = 1_000_000;

type Outcome = { node: NodeInfo } | { stop: Omit<Stop, 'pod'>; pod?: Pod };

/** The reasons as the scheduler sums them up; what preemption came to is told apart. */
const refusalText = ({ rejection, nodes }: Verdict): string =>
  nodes.length === 0
    ? 'no nodes available to schedule pods'
    : fitError(nodes.length, {
        ...(rejection && { preFilter: rejection.text }),
        statuses: nodes.map(({ stated }) => ({ texts: stated })),
      });

/** One workload of a manifest, placed pod by pod. */
export class WorkloadTrial {
  readonly #requested: Requested;
  readonly #stage: Stage;
  readonly #sample: Pod | undefined;
  readonly #unjudged: Unjudged[];
  #series: Series;
  #fitting = 0;
  #wanted: number;
  #stop: Stop | undefined;
  #refused: { pod: Pod; verdict: Verdict } | undefined;
  /** The nodes of a DaemonSet's pods, in order. */
  #targets: NodeInfo[] | undefined;

  constructor(requested: Requested, stage: Stage) {
    this.#requested = requested;
    this.#stage = stage;
    this.#sample = this.#podAt(0, stage);
    this.#unjudged = this.#sample ? Cycle.of(new PodInfo(this.#sample, false), stage.simulation.index).unjudged : [];
    this.#wanted = requested.replicas;
    this.#series = new Series(stage.simulation, this.#isAlike());
    const written = podOf(requested, 0);
    if (requested.kind === 'DaemonSet' && written) {
      this.#targets = eligibleNodes(stage.admit(written).pod, stage.simulation.index.nodes);
      this.#wanted = this.#targets.length;
    }
  }

  #isAlike(): boolean {
    return this.#requested.kind !== 'DaemonSet' && this.#sample !== undefined && claimNames(this.#sample).length === 0;
  }

  /** The n-th pod as its controller writes it. */
  #podAt(n: number, { simulation }: Stage): Pod | undefined {
    const pod = podOf(this.#requested, n);
    if (!pod || this.#requested.kind !== 'DaemonSet') return pod;
    const target = this.#targets?.[n] ?? simulation.index.nodes[0];
    return target ? pinnedTo(toleratingLikeDaemon(pod), target.name) : pod;
  }

  #claims(pod: Pod): PersistentVolumeClaim[] {
    const { book, index } = this.#stage.simulation;
    return claimsFor(this.#requested, pod).filter((claim) => {
      const found = index.cluster.find('persistentvolumeclaims', claim.metadata.namespace, claim.metadata.name);
      return found !== undefined && book.isMade(found);
    });
  }

  /** Makes the n-th pod and places it. */
  #place(n: number, stage: Stage, series: Series): Outcome | undefined {
    const written = this.#podAt(n, stage);
    if (!written) return undefined;
    const { pod, refused } = stage.admit(written);
    if (refused) return { stop: refused };
    const claims = this.#claims(pod);
    const exhausted = stage.quotas.refusal(pod, claims);
    if (exhausted) return { stop: { by: 'quota', text: exhausted } };
    const gates = pod.spec?.schedulingGates ?? [];
    if (gates.length > 0) return { stop: { by: 'gate', text: gateText(gates) }, pod };
    const node = pod.spec?.nodeName ? boundBy(pod, stage) : series.place(pod);
    if (node === undefined) return { stop: { by: 'scheduler', text: verbatim('') }, pod };
    if ('text' in node) return { stop: node, pod };
    stage.quotas.count(pod, claims);
    return { node };
  }

  /** Places as many pods as are asked for; where one finds no place, those after it are tried only if they differ. */
  placeWanted(): void {
    for (let n = 0; n < this.#wanted; n++) {
      const outcome = this.#place(n, this.#stage, this.#series);
      if (!outcome) return;
      if ('node' in outcome) {
        this.#fitting += 1;
        continue;
      }
      this.#stop ??= this.#stopped(n, outcome);
      if (this.#requested.oneByOne || this.#isAlike() || !outcome.pod) return;
    }
  }

  #stopped(n: number, { stop, pod }: Extract<Outcome, { stop: unknown }>, stage = this.#stage): Stop {
    if (!pod || (stop.by !== 'scheduler' && stop.by !== 'gate')) return { pod: n + 1, ...stop };
    const ready = stage.simulation.book.before(pod);
    const verdict = schedule(stage.simulation.index, ready);
    this.#refused = { pod: ready, verdict };
    const target = this.#targets?.[n];
    const own = verdict.nodes.find(({ node }) => node === target?.node);
    const words = own ? own.stated.join(', ') : refusalText(verdict);
    const because = verdict.rejection && stage.simulation.book.trouble(pod);
    const text = because ? { en: `${words} (${because.en})`, zh: `${words}（${because.zh}）` } : verbatim(words);
    return {
      pod: n + 1,
      ...stop,
      ...(target && { node: target.name }),
      ...(stop.by === 'scheduler' && { text, ...(verdict.message && { message: verdict.message }) }),
    };
  }

  /** Counts what would fit beside all that is placed, on a copy when others are still to be counted. */
  #countMore(shared: boolean): { more: Map<string, number>; count: number; atLeast: boolean } {
    const stage = shared ? { ...this.#stage, simulation: this.#stage.simulation.fork() } : this.#stage;
    const series = shared ? new Series(stage.simulation, this.#isAlike()) : this.#series;
    const before = new Map(series.placed);
    const most = this.#isAlike() ? MOST_MORE : MOST_MORE_WITH_CLAIMS;
    const { book } = stage.simulation;
    const mark = book.mark;
    const asked = stage.simulation.asked;
    let count = 0;
    let ended = false;
    while (count < most && stage.simulation.asked - asked < MOST_ASKED && !ended) {
      const outcome = this.#place(this.#wanted + count, stage, series);
      if (outcome && 'node' in outcome) count += 1;
      else {
        ended = true;
        if (outcome) this.#stop = this.#stopped(this.#wanted + count, outcome, stage);
      }
    }
    book.rewind(mark);
    const more = new Map([...series.placed].map(([node, pods]) => [node, pods - (before.get(node) ?? 0)]));
    return { more, count, atLeast: !ended };
  }

  /** What could not be read and matters for where the pods land. */
  get unseen(): Kind[] {
    return unseenFor(this.#unjudged, this.#stage.simulation.index.cluster);
  }

  #isCertain(): boolean {
    const foreign = this.#sample !== undefined && undecidable(this.#sample).length > 0;
    return !foreign && isCertain(this.#unjudged, this.#stage.simulation.index.cluster);
  }

  /** A refusal holds even where not all could be seen, when every node refuses for reasons of its own. */
  #verdict(): FitVerdict {
    const allFit = this.#fitting === this.#wanted;
    if (this.#isCertain()) return allFit ? 'fits' : 'does-not-fit';
    if (allFit) return 'unknown';
    if (this.#stop && this.#stop.by !== 'scheduler') return 'does-not-fit';
    if (this.#sample && usesOtherScheduler(this.#sample)) return 'unknown';
    const nodes = this.#refused?.verdict.nodes ?? [];
    return nodes.length > 0 && nodes.every(({ reasons }) => reasons.some(isOfNodeAlone)) ? 'does-not-fit' : 'unknown';
  }

  #nodeRows(placed: ReadonlyMap<string, number>): NodeRow[] {
    const { index } = this.#stage.simulation;
    if (this.#targets && this.#sample) {
      const sample = podOf(this.#requested, 0) ?? this.#sample;
      return daemonRows(this.#stage.admit(sample).pod, new Set(placed.keys()), index, this.#isCertain());
    }
    const { verdict, pod } = this.#refused ?? {};
    if (verdict?.rejection) return []; // no node is asked
    const said = new Map(verdict?.nodes.map(({ node, reasons }) => [node.metadata.name, reasons]) ?? []);
    return index.nodes.map(({ node, name }) =>
      pod ? rowOf(pod, node, said.get(name) ?? [], this.#isCertain()) : { node: name, reasons: [] },
    );
  }

  #rows(placed: ReadonlyMap<string, number>, more: ReadonlyMap<string, number>): FitRow[] {
    return this.#nodeRows(placed).map((row) => ({
      ...row,
      pods: placed.get(row.node) ?? 0,
      more: more.get(row.node) ?? 0,
    }));
  }

  /** What it came to; `shared`: other workloads of the manifests are still to be counted. */
  finish(shared: boolean): WorkloadFit {
    const { kind, namespace, name } = this.#requested;
    const verdict = this.#verdict();
    const evicts = this.#stop?.by === 'scheduler' ? evictionsOf(this.#refused?.verdict) : undefined;
    const placed = new Map(this.#series.placed);
    const counts = this.#fitting === this.#wanted && !this.#targets;
    const { more, count, atLeast } = counts ? this.#countMore(shared) : { more: new Map(), count: 0, atLeast: false };
    return {
      target: { kind, namespace, name },
      verdict,
      wanted: this.#wanted,
      fitting: this.#fitting,
      ...(!this.#targets && { more: count }),
      ...(atLeast && { atLeast }),
      ...(this.#stop && { stop: this.#stop }),
      ...(evicts && { evicts }),
      nodes: this.#rows(placed, more),
      notes: this.#sample ? notesOn(this.#requested, this.#sample, this.#stage.simulation.index.cluster) : [],
    };
  }
}

function gateText(gates: { name?: string }[]): Text {
  const names = gates.map(({ name = '' }) => name).join(', ');
  return { en: `not tried while it has the scheduling gates ${names}`, zh: `仍带有调度门 ${names}，调度器不会尝试` };
}

function evictionsOf(verdict: Verdict | undefined): Evictions | undefined {
  const { kind, candidates = [] } = verdict?.preemption ?? {};
  const [best] = candidates;
  if (kind !== 'evicts' || !best) return undefined;
  const pods = best.victims.map(({ metadata }) => ({
    kind: 'Pod',
    namespace: metadata.namespace,
    name: metadata.name,
  }));
  return { node: best.node, pods, protected: best.violations };
}

/** What the kubelet asks of a pod that names its node: the scheduler is never asked. Source: pkg/kubelet/lifecycle/predicate.go. */
const BY_KUBELET = new Set(['NodeResourcesFit', 'NodeAffinity', 'NodePorts', 'NodeName']);

function boundBy(pod: Pod, { simulation }: Stage): NodeInfo | Omit<Stop, 'pod'> {
  const name = pod.spec?.nodeName ?? '';
  const node = simulation.index.byName.get(name);
  if (!node)
    return {
      by: 'node',
      text: { en: `spec.nodeName: there is no node ${name}`, zh: `spec.nodeName：不存在节点 ${name}` },
    };
  const said = schedule(simulation.index, pod).nodes.find((each) => each.node.metadata.name === name);
  const reasons = (said?.reasons ?? []).filter(({ plugin }) => BY_KUBELET.has(plugin));
  if (reasons.length > 0) {
    const words = [...new Set(reasons.map(({ text }) => text))].join(', ');
    return {
      by: 'node',
      text: {
        en: `spec.nodeName: the kubelet of ${name} would refuse it (${words})`,
        zh: `spec.nodeName：节点 ${name} 的 kubelet 会拒绝它（${words}）`,
      },
    };
  }
  simulation.put(pod, node);
  return node;
}
