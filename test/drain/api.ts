import { Drain, type DrainOptions } from '../../src/drain/execute.ts';
import { begin } from '../../src/drain/journal.ts';
import type { DrainEvent, DrainResult } from '../../src/model/drain-event.ts';
import type { DrainPlan } from '../../src/model/drain-plan.ts';
import type { Node, Pod } from '../../src/model/objects.ts';
import { inLanguage } from '../../src/render/drain-json.ts';
import { described } from './described.ts';
import type { ClusterWriter, EvictOutcome, NodeChange } from '../../src/model/writer.ts';

/** What a played API server answers to evictions, one answer a try; the last one stays. */
export type Script = Record<string, EvictOutcome[]>;

const JOURNAL_OF_OTHERS = { version: 1, by: 'you', stage: 'draining', prior: { unschedulable: false, taints: [] } };

/** A played API server with a clock of its own: pods leave a given time after their eviction was accepted. */
export class PlayedApi {
  time = 0;
  readonly asked: { pod: string; at: number }[] = [];
  readonly written: { node: string; change: NodeChange }[] = [];
  readonly events: DrainEvent[] = [];
  readonly #script: Script;
  readonly #gone = new Map<string, number>();
  readonly #plan: DrainPlan;
  /** How long pods take to end, in milliseconds. */
  ends: number;
  replans: (DrainPlan | undefined)[] = [];
  blind = false;
  /** Somebody uncordons the node at this time. */
  uncordonedAt = Infinity;
  /** What another run has written on the node. */
  theirs: string[] = [];

  constructor(plan: DrainPlan, script: Script = {}, ends = 2000) {
    this.#plan = plan;
    this.#script = script;
    this.ends = ends;
  }

  writer: ClusterWriter = {
    end: ({ namespace, name }, { dryRun }) => {
      const pod = `${namespace}/${name}`;
      this.asked.push({ pod, at: this.time });
      const answers = this.#script[name] ?? [{ kind: 'accepted' }];
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? { kind: 'accepted' };
      if (answer.kind === 'accepted' && !dryRun) this.#gone.set(pod, this.time + this.ends);
      return Promise.resolve(answer);
    },
    changeNode: (node, change) => {
      this.written.push({ node, change });
      return Promise.resolve({ kind: 'written' });
    },
    may: () => Promise.resolve(true),
    node: (name) => Promise.resolve(this.#node(name)),
    podsOn: (node) => Promise.resolve(this.blind ? undefined : this.#here(node)),
  };

  #node(name: string): Node {
    const text = this.theirs.length > 0 && JSON.stringify({ ...JOURNAL_OF_OTHERS, evicted: this.theirs });
    const annotations = text ? { 'k8sdoctor.dev/maintenance': text } : {};
    return { metadata: { name, namespace: '', annotations }, spec: { unschedulable: this.time < this.uncordonedAt } };
  }

  #here(node: string): Pod[] {
    return this.#plan.pods
      .filter((pod) => pod.node === node)
      .filter(({ namespace, name }) => (this.#gone.get(`${namespace}/${name}`) ?? Infinity) > this.time)
      .map(({ namespace, name, uid }) => ({
        metadata: {
          namespace,
          name,
          ...(uid && { uid }),
          deletionTimestamp: '2026-01-01T00:10:00Z',
          finalizers: ['example.com/wait'],
        },
        spec: { nodeName: node },
      }));
  }

  /** Runs the drain of the plan on this server. */
  async run(options: Partial<DrainOptions> = {}, { interruptAt = Infinity } = {}): Promise<DrainResult> {
    const nodes = this.#plan.nodes.map((name): Node => ({ metadata: { name, namespace: '' } }));
    const journals = new Map(
      nodes.map((node) => [node.metadata.name, begin(node, { by: 'me', at: 'now' }, 'draining')]),
    );
    const all = { maxParallel: 0, timeout: 0, once: false, keepTrying: false, dryRun: false, ...options };
    return new Drain(this.#plan, journals, all, {
      writer: this.writer,
      now: () => this.time,
      stamp: () => new Date(this.time).toISOString(),
      sleep: (milliseconds) => {
        this.time += milliseconds;
        if (this.time > 3_600_000) throw new Error('the drain does not end');
        return Promise.resolve();
      },
      interrupted: () => this.time >= interruptAt,
      emit: (event) => {
        described('DrainEvent', inLanguage(event, 'zh'));
        this.events.push(event);
      },
      replan: () => Promise.resolve(this.replans.length > 1 ? this.replans.shift() : this.#lastPlan()),
    }).run();
  }

  /** Without a played plan, nothing is left on the nodes. */
  #lastPlan = (): DrainPlan | undefined => (this.replans.length > 0 ? this.replans[0] : { ...this.#plan, pods: [] });

  /** The journal as it was last written on a node. */
  journal(node = 'w1'): { stage: string; evicted: string[]; stopped?: string } {
    const text = this.written.findLast((one) => one.node === node)?.change.annotations?.['k8sdoctor.dev/maintenance'];
    return JSON.parse(text ?? '{}') as { stage: string; evicted: string[] };
  }

  kinds = (): string[] => this.events.map(({ kind }) => kind);
}
