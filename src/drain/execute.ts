import type { DrainEvent, DrainResult } from '../model/drain-event.ts';
import type { BudgetVerdict, DrainPlan, PlannedPod } from '../model/drain-plan.ts';
import type { Journal } from '../model/maintenance.ts';
import { JOURNAL } from '../model/maintenance.ts';
import type { ClusterWriter, EvictOutcome } from '../model/writer.ts';
import { journalText } from './journal.ts';
import { Departures } from './departures.ts';
import { pauseAfter, permanent, reasonOf } from './refusals.ts';
import { excerpt } from '../model/redact.ts';

/** How a drain is carried out. */
export interface DrainOptions {
  /** Most pods that are ending at once; 0: as many as budgets allow. */
  maxParallel: number;
  /** Milliseconds until it gives up; 0: never. */
  timeout: number;
  /** Ask for each pod once and leave what is refused. */
  once: boolean;
  /** Go on with the rest although a pod never goes. */
  keepTrying: boolean;
  /** The server only says what it would do: nothing changes. */
  dryRun: boolean;
}

/** What the executor is given: it touches nothing else. */
export interface DrainTools {
  writer: ClusterWriter;
  now(): number;
  /** Waits; ends early when the run is interrupted. */
  sleep(milliseconds: number): Promise<void>;
  interrupted(): boolean;
  emit(event: DrainEvent): void;
  /** The plan worked out anew from the cluster as it is now; undefined when it cannot be read. */
  replan(): Promise<DrainPlan | undefined>;
}

/** A pod on its way out. */
export interface Task {
  pod: PlannedPod;
  key: string;
  state: 'queued' | 'ending' | 'gone' | 'failed';
  /** Not to be asked for again before this time. */
  notBefore: number;
  since: number;
  why: string;
  /** How often in a row the plan, worked out anew, has said that it never goes. */
  hopeless: number;
}

const TICK = 1000;
/** So often the plan must say never before it is believed: between an eviction and its replacement budgets look worse than they are. */
const BELIEVED = 2;

/** Carries a plan out: in its order, as fast as budgets allow, until every pod is gone or it is known that one never goes. */
export class Drain {
  readonly #tools: DrainTools;
  readonly #options: DrainOptions;
  readonly #tasks: Task[];
  readonly #journals: Map<string, Journal>;
  readonly #written = new Map<string, string>();
  readonly #departures: Departures;
  readonly #start: number;

  constructor(plan: DrainPlan, journals: Map<string, Journal>, options: DrainOptions, tools: DrainTools) {
    this.#tools = tools;
    this.#options = options;
    this.#journals = journals;
    this.#start = tools.now();
    this.#tasks = plan.pods
      .filter(({ fate }) => fate.kind === 'evict')
      .map((pod) => ({
        pod,
        key: `${pod.namespace}/${pod.name}`,
        state: 'queued',
        notBefore: 0,
        since: this.#start,
        why: '',
        hopeless: 0,
      }));
    this.#departures = new Departures(plan, tools);
  }

  /** Runs to its end. Throws only what the connection as a whole throws; the journal then says how far it came. */
  async run(): Promise<DrainResult> {
    for (const task of this.#tasks) if (task.pod.terminating) this.#ending(task, 'terminating');
    for (;;) {
      if (this.#tools.interrupted()) return this.#end('interrupted');
      await this.#askAll();
      if (this.#options.dryRun) return this.#end(this.#failed().length > 0 ? 'failed' : 'drained');
      await this.#departures.check(this.#tasks);
      await this.#note('draining');
      const end = this.#verdict();
      if (end) return this.#end(end);
      await this.#tools.sleep(TICK);
    }
  }

  #failed = (): Task[] => this.#tasks.filter(({ state }) => state === 'failed');
  #open = (): Task[] => this.#tasks.filter(({ state }) => state === 'queued' || state === 'ending');

  #verdict(): DrainResult['outcome'] | undefined {
    const open = this.#open();
    const failed = this.#failed();
    if (open.length === 0)
      return failed.length === 0 ? 'drained' : this.#options.once ? 'once' : failed.some(isNever) ? 'never' : 'failed';
    // what was asked to go is seen out, but nothing new is begun
    if (failed.length > 0 && !this.#goesOn() && open.every(({ state }) => state === 'queued')) {
      return failed.some(isNever) ? 'never' : 'failed';
    }
    const { timeout } = this.#options;
    return timeout > 0 && this.#tools.now() - this.#start >= timeout ? 'timeout' : undefined;
  }

  #goesOn = (): boolean => this.#options.keepTrying || this.#options.once;

  /** The pods whose turn it is: those of a later stage wait until the earlier ones are gone. */
  #due(): Task[] {
    if (this.#failed().length > 0 && !this.#goesOn()) return [];
    const stage = Math.min(...this.#open().map(({ pod }) => pod.stage));
    const now = this.#tools.now();
    return this.#tasks.filter(
      ({ state, pod, notBefore }) =>
        state === 'queued' && (pod.stage <= stage || this.#options.dryRun) && notBefore <= now,
    );
  }

  async #askAll(): Promise<void> {
    const refused: { task: Task; outcome: EvictOutcome }[] = [];
    for (const task of this.#due()) {
      const ending = this.#tasks.filter(({ state }) => state === 'ending').length;
      if (this.#options.maxParallel > 0 && ending >= this.#options.maxParallel) break;
      if (this.#tools.interrupted()) break;
      const outcome = await this.#ask(task);
      if (outcome.kind === 'throttled' || outcome.kind === 'unavailable') {
        // the server as a whole asks for patience: nobody else is tried before
        const pause = pauseAfter(outcome);
        for (const other of this.#tasks) other.notBefore = Math.max(other.notBefore, this.#tools.now() + pause);
        this.#tools.emit({ kind: 'unreachable', message: reasonOf(outcome) });
        break;
      }
      if (outcome.kind !== 'accepted' && outcome.kind !== 'gone') refused.push({ task, outcome });
      if (permanent(outcome) && !this.#goesOn() && !this.#options.dryRun) break;
    }
    if (refused.length > 0) await this.#judge(refused);
  }

  async #ask(task: Task): Promise<EvictOutcome> {
    const { gracePeriod, dryRun } = { gracePeriod: this.#departures.flags.gracePeriod, dryRun: this.#options.dryRun };
    const deletes = this.#departures.flags.disableEviction;
    const { namespace, name, uid, node } = task.pod;
    const outcome = await this.#tools.writer.end(
      { namespace, name, ...(uid && { uid }) },
      {
        ...(gracePeriod !== undefined && { gracePeriod }),
        ...(dryRun && { dryRun }),
        ...(deletes && { delete: true }),
      },
    );
    if (outcome.kind === 'accepted') {
      this.#tools.emit({ kind: 'evicted', pod: task.key, node, dryRun, deleted: deletes });
      this.#ending(task);
      const journal = this.#journals.get(node);
      if (journal && !dryRun && !journal.evicted.includes(task.key)) journal.evicted.push(task.key);
    }
    if (outcome.kind === 'gone') {
      task.state = 'gone';
      this.#tools.emit({ kind: 'gone', pod: task.key, node, seconds: 0 });
    }
    return outcome;
  }

  #ending(task: Task, said?: 'terminating'): void {
    const { node, graceSeconds } = task.pod;
    task.state = this.#options.dryRun ? 'gone' : 'ending';
    task.since = this.#tools.now();
    if (said) this.#tools.emit({ kind: said, pod: task.key, node, graceSeconds });
  }

  /** Tells slow from never: what an answer rules out for good at once, what a budget refuses by planning anew. */
  async #judge(refused: { task: Task; outcome: EvictOutcome }[]): Promise<void> {
    const asksPlan = refused.some(({ outcome }) => !permanent(outcome)) && !this.#options.dryRun;
    const plan = asksPlan ? await this.#tools.replan() : undefined;
    const verdicts = new Map(plan?.pods.map(({ namespace, name, verdict }) => [`${namespace}/${name}`, verdict]));
    for (const { task, outcome } of refused) this.#weigh(task, outcome, verdicts.get(task.key));
  }

  #weigh(task: Task, outcome: EvictOutcome, verdict: BudgetVerdict | undefined): void {
    const { node } = task.pod;
    task.why = reasonOf(outcome);
    task.hopeless = verdict?.kind === 'never' ? task.hopeless + 1 : 0;
    const never = permanent(outcome) || (task.hopeless >= BELIEVED && !this.#options.keepTrying);
    if (never || this.#options.once || this.#options.dryRun) {
      task.state = 'failed';
      const why = verdict?.kind === 'never' ? verdict.why : undefined;
      this.#tools.emit({ kind: 'failed', pod: task.key, node, message: task.why, ...(why && { why }) });
      return;
    }
    const pause = pauseAfter(outcome);
    task.notBefore = this.#tools.now() + pause;
    const by =
      outcome.kind === 'budget'
        ? `pdb/${outcome.budget}`
        : outcome.kind === 'webhook'
          ? `webhook/${outcome.webhook}`
          : outcome.kind;
    const words = verdict && 'why' in verdict ? verdict.why : undefined;
    this.#tools.emit({
      kind: 'refused',
      pod: task.key,
      node,
      by,
      message: task.why,
      retryIn: Math.round(pause / 1000),
      ...(words && { verdict: words }),
    });
  }

  /** Writes progress on the nodes, only where it has changed: after a crash the same command goes on from there. */
  async #note(stage: Journal['stage'], stopped?: string): Promise<void> {
    if (this.#options.dryRun) return;
    for (const [node, journal] of this.#journals) {
      const { stopped: _, ...rest } = journal;
      const text = journalText({ ...rest, stage: this.#stageOf(node, stage), ...(stopped && { stopped }) });
      if (this.#written.get(node) === text) continue;
      const { kind } = await this.#tools.writer.changeNode(node, { annotations: { [JOURNAL]: text } });
      if (kind === 'written') this.#written.set(node, text);
    }
  }

  #stageOf(node: string, stage: Journal['stage']): Journal['stage'] {
    return this.#tasks.every(({ pod, state }) => pod.node !== node || state === 'gone') ? 'drained' : stage;
  }

  async #end(outcome: DrainResult['outcome']): Promise<DrainResult> {
    const left = this.#tasks.filter(({ state }) => state !== 'gone');
    const why = left.map((task) => `${task.key}: ${task.why || 'still ending'}`).join('; ');
    await this.#note('stopped', excerpt(why, 500));
    const nodes = [...new Set([...this.#journals.keys(), ...this.#tasks.map(({ pod }) => pod.node)])];
    for (const node of this.#options.dryRun ? [] : nodes) {
      const here = left.filter(({ pod }) => pod.node === node);
      const pods = this.#tasks.filter(({ pod }) => pod.node === node).length;
      this.#tools.emit(
        here.length === 0
          ? { kind: 'drained', node, pods }
          : { kind: 'stopped', node, left: here.map(({ key }) => key) },
      );
    }
    return {
      outcome,
      left: left.map(({ key, why, pod }) => ({ pod: key, node: pod.node, why })),
      cordoned: [...this.#journals].filter(([, { prior }]) => !prior.unschedulable).map(([node]) => node),
    };
  }
}

const isNever = ({ hopeless, why }: Task): boolean => hopeless > 0 || /more than one PodDisruptionBudget/.test(why);
