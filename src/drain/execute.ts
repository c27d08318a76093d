import type { DrainEvent, DrainResult } from '../model/drain-event.ts';
import type { BudgetVerdict, DrainPlan, PlannedPod } from '../model/drain-plan.ts';
import type { Journal, JournalStage } from '../model/maintenance.ts';
import type { Text } from '../model/text.ts';
import type { ClusterWriter, EvictOutcome } from '../model/writer.ts';
import { arrivalsIn, identityOf, type Arrival } from './arrivals.ts';
import { Departures } from './departures.ts';
import { Notes } from './notes.ts';
import { pauseAfter, permanent, reasonOf, refusedBy } from './refusals.ts';
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
  /** The time as the API server has it, RFC 3339. */
  stamp(): string;
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
/** So often the nodes are looked over for pods that have come meanwhile; those that come even then would always come. */
const MOST_SWEEPS = 5;
/** The nodes are looked over so often while the API server does not answer. */
const MOST_BLIND = 60;

/** Carries a plan out: in its order, as fast as budgets allow, until every pod is gone or it is known that one never goes. */
export class Drain {
  readonly #tools: DrainTools;
  readonly #options: DrainOptions;
  readonly #tasks: Task[];
  readonly #notes: Notes;
  readonly #departures: Departures;
  readonly #start: number;
  readonly #known: Set<string>;
  readonly #respected = new Set<string>();
  #sweeps = 0;
  #blind = 0;

  constructor(plan: DrainPlan, journals: Map<string, Journal>, options: DrainOptions, tools: DrainTools) {
    this.#tools = tools;
    this.#options = options;
    this.#notes = new Notes(journals, tools);
    this.#start = tools.now();
    this.#known = new Set(plan.pods.map(identityOf));
    this.#tasks = plan.pods.filter(({ fate }) => fate.kind === 'evict').map((pod) => this.#taskFor(pod));
    this.#departures = new Departures(plan, tools);
  }

  #taskFor(pod: PlannedPod): Task {
    const key = `${pod.namespace}/${pod.name}`;
    return { pod, key, state: 'queued', notBefore: 0, since: this.#start, why: '', hopeless: 0 };
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
      const end = this.#verdict() === 'drained' ? await this.#sweep() : this.#verdict();
      if (end) return this.#end(end);
      await this.#tools.sleep(TICK);
    }
  }

  /** Looks over the nodes for pods that have come since the plan was made, and says how that ends; undefined when there is more to do. */
  async #sweep(): Promise<DrainResult['outcome'] | undefined> {
    if (this.#notes.reopened.size > 0) return 'drained';
    const plan = await this.#tools.replan();
    if (!plan) {
      this.#blind += 1;
      this.#tools.emit({ kind: 'blind' });
      return this.#blind < MOST_BLIND ? undefined : 'drained';
    }
    this.#sweeps += 1;
    for (const arrival of arrivalsIn(plan, this.#known)) this.#meet(arrival);
    return this.#verdict();
  }

  #meet(arrival: Arrival): void {
    const { pod } = arrival;
    const task = this.#taskFor(pod);
    const { key } = task;
    this.#known.add(identityOf(pod));
    if (arrival.kind === 'return' || this.#sweeps > MOST_SWEEPS) {
      this.#tools.emit({ kind: 'returned', pod: key, node: pod.node });
      return;
    }
    this.#tasks.push(task);
    this.#tools.emit({ kind: 'arrived', pod: key, node: pod.node });
    if (pod.terminating) this.#ending(task, 'terminating');
    if (arrival.kind === 'blocked') this.#fail(task, arrival.why.en, arrival.why);
  }

  #fail(task: Task, message: string, why?: Text): void {
    task.state = 'failed';
    task.why = message;
    this.#tools.emit({ kind: 'failed', pod: task.key, node: task.pod.node, message, ...(why && { why }) });
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
    if (!this.#options.dryRun) await this.#notes.look(new Set(this.#due().map(({ pod }) => pod.node)));
    this.#respect();
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
      // a pod of a namespace that is going away goes with it; a dry run does not wait to see it
      if (outcome.kind === 'namespace-terminating' && this.#options.dryRun) this.#ending(task, 'terminating');
      else if (outcome.kind !== 'accepted' && outcome.kind !== 'gone') refused.push({ task, outcome });
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
      if (!dryRun) this.#notes.evicted(node, task.key);
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
    const words = verdict && 'why' in verdict ? verdict.why : undefined;
    task.hopeless = verdict?.kind === 'never' ? task.hopeless + 1 : 0;
    const never = permanent(outcome) || (task.hopeless >= BELIEVED && !this.#options.keepTrying);
    if (never || this.#options.once || this.#options.dryRun) {
      this.#fail(task, task.why, verdict?.kind === 'never' ? words : undefined);
      return;
    }
    const pause = pauseAfter(outcome);
    task.notBefore = this.#tools.now() + pause;
    const said = { pod: task.key, node, by: refusedBy(outcome), message: task.why };
    const retryIn = Math.round(pause / 1000);
    this.#tools.emit({ kind: 'refused', ...said, retryIn, ...(words && { verdict: words }) });
  }

  /** Writes progress on the nodes: after a crash the same command goes on from there. */
  async #note(stage: JournalStage, stopped?: string): Promise<void> {
    if (this.#options.dryRun) return;
    for (const node of this.#notes.journals.keys()) {
      await this.#notes.write(node, this.#stageOf(node, stage), stopped);
    }
    this.#respect();
  }

  /** A person's uncordon is respected: what has not been asked to go from there stays. */
  #respect(): void {
    for (const node of this.#notes.reopened) {
      if (!this.#respected.has(node)) this.#tools.emit({ kind: 'reopened', node });
      this.#respected.add(node);
      for (const task of this.#tasks.filter(({ pod, state }) => pod.node === node && state === 'queued')) {
        task.state = 'failed';
        task.why = `${node} was uncordoned`;
      }
    }
  }

  #stageOf(node: string, stage: JournalStage): JournalStage {
    return this.#tasks.every(({ pod, state }) => pod.node !== node || state === 'gone') ? 'drained' : stage;
  }

  async #end(outcome: DrainResult['outcome']): Promise<DrainResult> {
    const left = this.#tasks.filter(({ state }) => state !== 'gone');
    const words = left.map(({ key, why }) => `${key}: ${why || 'still ending'}`).join('; ');
    await this.#note('stopped', excerpt(words, 500));
    const { journals, reopened } = this.#notes;
    const nodes = [...new Set([...journals.keys(), ...this.#tasks.map(({ pod }) => pod.node)])];
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
      cordoned: [...journals]
        .filter(([node, { prior }]) => !prior.unschedulable && !reopened.has(node))
        .map(([node]) => node),
      reopened: [...reopened],
    };
  }
}

const isNever = ({ hopeless, why }: Task): boolean => hopeless > 0 || /more than one PodDisruptionBudget/.test(why);
