import { Gate } from '../../check/gate.ts';
import { DoctorError } from '../../model/error.ts';
import { shapes } from '../../model/objects.ts';
import { Patience } from '../../check/patience.ts';
import { tabled, type Resource, type Target } from '../../check/resource.ts';
import type { Finding } from '../../model/finding.ts';
import type { Text } from '../../model/text.ts';
import type { Bell } from './bell.ts';
import { Diagnoses, type Doctor } from './diagnosis.ts';
import { sourcesOf, targetsIn, type Scope } from './plan.ts';
import type { Ending } from './report.ts';
import type { Resolver } from './resolve.ts';
import type { Telling } from './telling.ts';
import type { Refusal, Watches } from './watches.ts';

/** Least time between two diagnoses: they read what the watches do not have. */
const DIAGNOSE_EVERY = 3000;
/** Some causes only show with time, without anything changing. */
const LOOK_AGAIN = 30_000;
/** Changes come in bursts. */
const BURST = 100;
/** How often an API that is not there yet is asked for. */
const ASK_AGAIN = 2000;

/** What a check waits for and how long. Times in milliseconds. */
export interface Order {
  targets: Target[];
  /** Asked again and again for those whose API is not there yet. */
  resolver: Resolver;
  scope: Scope | undefined;
  timeout: number;
  stableFor: number;
}

/** What a check works with. */
export interface Tools {
  watches: Watches;
  bell: Bell;
  telling: Telling;
  doctor: Omit<Doctor, 'object' | 'pods'>;
  follow: (targets: Target[]) => void;
}

const PODS: Resource = tabled('pods');

function denied({ resource, namespace, status, message }: Refusal): DoctorError {
  const what = `${resource.plural}${namespace ? ` -n ${namespace}` : ''}`;
  if (status === 403) {
    return new DoctorError(
      'denied',
      { en: `no right to watch ${what}: ${message}`, zh: `无权监视（watch）${what}：${message}` },
      { hint: { en: 'k8sdoctor rbac check prints the role it takes', zh: '用 k8sdoctor rbac check 查看所需角色' } },
    );
  }
  return new DoctorError(
    'server',
    {
      en: `${what} cannot be watched: ${message} (HTTP ${status})`,
      zh: `无法监视 ${what}：${message}（HTTP ${status}）`,
    },
    { hint: { en: `kubectl get ${what} shows more`, zh: `可用 kubectl get ${what} 进一步查看` } },
  );
}

/** A run of `check`: follows, judges, looks for causes, and knows when it is over. */
export class Run {
  readonly #order: Order;
  readonly #tools: Tools;
  readonly started = Date.now();
  readonly gate: Gate;
  readonly diagnoses: Diagnoses;
  readonly notSeen: Text[] = [];
  /** The causes for which it was given up. */
  decisive: Finding[] = [];
  readonly #patience = new Patience();
  #targets: Target[];
  #looked = 0;
  #asked = 0;
  #told = 0;
  #changed = false;

  constructor(order: Order, tools: Tools) {
    this.#order = order;
    this.#tools = tools;
    this.#targets = order.targets;
    this.gate = new Gate(tools.watches.store, sourcesOf(tools.watches), order.stableFor);
    this.diagnoses = new Diagnoses({
      ...tools.doctor,
      object: ({ target }) => {
        const source = tools.watches.source(target.resource, target.namespace);
        const at = target.resource.namespaced ? target.namespace : '';
        return source && tools.watches.store.find(source, at, target.name);
      },
      pods: (namespace) => {
        const source = tools.watches.source(PODS, namespace);
        const objects = source === undefined ? [] : (tools.watches.store.all(source) ?? []);
        return objects.flatMap((object) => shapes.pods(object) ?? []);
      },
    });
  }

  get #hasPending(): boolean {
    return this.#order.resolver.left.length > 0;
  }

  get #left(): number {
    return this.started + this.#order.timeout - Date.now();
  }

  /** Until the watches ring; they do not where the API does not know a single kind yet. */
  get #firstPause(): number {
    return this.#hasPending ? Math.min(this.#left, ASK_AGAIN) : this.#left;
  }

  /** Waits until it is over. Throws DoctorError when the server is gone or does not let us look. */
  async until(): Promise<Ending> {
    const { bell, watches } = this.#tools;
    for (let pause = this.#firstPause; ; pause = this.#pause()) {
      await bell.wait(pause);
      await new Promise((resolve) => setTimeout(resolve, BURST));
      if (bell.pressed) return 'interrupted';
      if (watches.lost !== undefined) throw watches.lost;
      this.#checkRefusals();
      await this.#askForPending();
      // even without time there is one look at everything; a server that does not answer is lost before long
      const ending = watches.complete ? await this.#look() : undefined;
      if (ending) return ending;
    }
  }

  /** How long nothing has to be done unless something happens. */
  #pause(): number {
    if (!this.#tools.watches.complete) return LOOK_AGAIN; // they ring
    const decision = this.gate.decide(Date.now());
    const stableIn = decision.kind === 'waiting' ? decision.stableIn : undefined;
    if (stableIn !== undefined) return stableIn;
    const again = this.#looked + (this.#changed ? DIAGNOSE_EVERY : LOOK_AGAIN) - Date.now();
    const asked = this.#hasPending ? ASK_AGAIN : Infinity;
    return Math.max(0, Math.min(this.#left, this.gate.unready.length > 0 ? again : Infinity, asked));
  }

  #checkRefusals(): void {
    const { refusals } = this.#tools.watches;
    for (const refusal of refusals.slice(this.#told)) {
      if (refusal.asked && !this.#order.scope) throw denied(refusal);
      const words = denied(refusal).text;
      this.notSeen.push(words);
      this.#tools.telling.say(words, Date.now());
    }
    this.#told = refusals.length;
  }

  async #askForPending(): Promise<void> {
    if (!this.#hasPending || Date.now() - this.#asked < ASK_AGAIN) return;
    this.#asked = Date.now();
    const found = await this.#order.resolver.next();
    if (found.length === 0) return;
    this.#targets = [...this.#targets, ...found];
    this.#tools.follow(found);
  }

  #judge(): void {
    const { watches, telling } = this.#tools;
    const { scope } = this.#order;
    const targets = scope ? [...this.#targets, ...targetsIn(scope, watches)] : this.#targets;
    const changes = this.gate.judge(targets, Date.now());
    const spaces = new Set(targets.map(({ namespace }) => namespace));
    telling.changes(changes, Date.now(), spaces.size > 1);
    this.#changed ||= changes.length > 0 || watches.news;
    watches.news = false;
  }

  async #look(): Promise<Ending | undefined> {
    this.#judge();
    const decision = this.gate.decide(Date.now());
    if (decision.kind === 'ready' && !this.#hasPending) return 'ready';
    if (decision.kind === 'failed') return this.#last('failed');
    if (decision.kind === 'waiting' && decision.stableIn !== undefined) return undefined;
    if (this.#left <= 0) return this.#last('timeout');
    const since = Date.now() - this.#looked;
    if (since < DIAGNOSE_EVERY || (!this.#changed && since < LOOK_AGAIN)) return undefined;
    return this.#diagnose();
  }

  /** A last look at everything that is not ready, for the report. */
  async #last(ending: Ending): Promise<Ending> {
    await this.diagnoses.refresh(this.gate.unready, 10);
    return ending;
  }

  async #diagnose(): Promise<Ending | undefined> {
    const { telling } = this.#tools;
    this.#changed = false;
    await this.diagnoses.refresh(this.gate.unready);
    this.#looked = Date.now();
    this.#judge(); // what has become ready meanwhile needs no cause
    const { unready } = this.gate;
    this.decisive = this.#patience.confirmed(this.diagnoses.final(unready), Date.now());
    if (this.decisive.length > 0) return 'permanent';
    this.#changed ||= this.#patience.waits;
    telling.waiting(this.diagnoses.roots(unready), unready, this.#left, Date.now());
    return undefined;
  }
}
