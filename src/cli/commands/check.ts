import type { Tracked } from '../../check/gate.ts';
import type { Target } from '../../check/resource.ts';
import type { Report } from '../../model/finding.ts';
import { parseSelector } from '../../model/selector.ts';
import { Bell } from '../check/bell.ts';
import { capture } from '../check/capture.ts';
import { followAll, type Scope } from '../check/plan.ts';
import { reportOf, type Ending } from '../check/report.ts';
import { Resolver } from '../check/resolve.ts';
import { Run } from '../check/run.ts';
import { Telling } from '../check/telling.ts';
import { noTargets, wantedByManifests, wantedByWords, type Wanted } from '../check/wanted.ts';
import { Watches } from '../check/watches.ts';
import type { Context, Handler } from '../commands.ts';
import { duration } from '../drain-flags.ts';
import { EXIT, exitCodeFor } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { loadLibrary } from '../library.ts';
import { documentsIn, readSources } from '../manifests.ts';
import { connectOptions } from '../source.ts';

/** The flags of `check` beside those of every command. */
type CheckFlags = Flags & { filename?: string[]; timeout?: string; stableFor?: string; capture?: string };

const TIMEOUT = '5m';
const STABLE_FOR = '10s';

/** What is to be checked, from the command line alone: a wrong word is told before anything is read. */
async function orderOf(words: string[], flags: CheckFlags, { io }: Context) {
  const { filename = [], selector, all } = flags;
  const sources = await readSources(filename, io);
  const wanted = [
    ...wantedByWords(words),
    ...(filename.length > 0 ? wantedByManifests(await documentsIn(sources)) : []),
  ];
  const whole = all === true || selector !== undefined;
  if (!whole && wanted.length === 0) throw noTargets();
  return {
    sources,
    wanted,
    whole,
    selector: selector === undefined ? undefined : parseSelector(selector),
    timeout: duration('--timeout', flags.timeout ?? TIMEOUT),
    stableFor: duration('--stable-for', flags.stableFor ?? STABLE_FOR),
    words: [
      ...wanted.map((one) => one.words),
      ...(selector === undefined ? [] : [`-l ${selector}`]),
      ...(all ? ['--all'] : []),
    ].join(', '),
  };
}

const WAITING_FOR_API = { en: 'the API has no such kind yet', zh: '集群中尚无此资源类型' };

/** A target that the API has no kind for, as the report shows it. */
function unknownKind({ of, name, words }: Wanted, started: number): Tracked {
  const kind = 'kind' in of ? of.kind : (words.split('/')[0] ?? '');
  const resource = { apiVersion: '', kind, plural: kind, namespaced: false, hasStatus: false };
  return {
    target: { resource, namespace: '', name },
    state: { kind: 'progressing', note: WAITING_FOR_API },
    exists: false,
    readySince: undefined,
    started,
  };
}

function exitCode(ending: Ending, report: Report, { failOn = 'error' }: CheckFlags): number {
  if (ending === 'ready') return EXIT.clean;
  if (ending === 'interrupted') return EXIT.interrupted;
  const failed = report.checked?.some(({ state }) => state === 'failed') ?? false;
  if (failOn !== 'never' && (failed || ending !== 'timeout')) return EXIT.findings;
  const byFindings = exitCodeFor({ ...report, unexplained: false }, failOn);
  return ending === 'timeout' && byFindings === EXIT.clean ? EXIT.timeout : byFindings;
}

async function prepare(order: Awaited<ReturnType<typeof orderOf>>, flags: CheckFlags, context: Context) {
  const { connectForWatching } = await import('../../kube/connect.ts');
  const cluster = await connectForWatching(await connectOptions(flags, context.io));
  const [engine, library] = await Promise.all([import('../engine.ts'), loadLibrary(flags.playbooks)]);
  const playbooks = engine.choose(library.playbooks, { only: flags.only ?? [], skip: flags.skip ?? [] });
  const { namespace } = cluster.reader;
  const resolver = new Resolver(order.wanted, cluster, namespace);
  const scope: Scope | undefined = order.whole
    ? { namespace, ...(order.selector && { selector: order.selector }) }
    : undefined;
  return { cluster, engine, playbooks, resolver, scope };
}

type Order = Awaited<ReturnType<typeof orderOf>>;
type Prepared = Awaited<ReturnType<typeof prepare>>;

/** What the check came to, as printed, with the line of a manifest where one is the cause. */
async function conclude(run: Run, ending: Ending, order: Order, { resolver, cluster }: Prepared): Promise<Report> {
  const { words, timeout } = order;
  const now = Date.now();
  const tracked = [...run.gate.all, ...resolver.left.map((one) => unknownKind(one, run.started))];
  const reports = run.diagnoses.of(run.gate.unready);
  const { notSeen, decisive } = run;
  const found = reportOf({ ending, tracked, reports, words, notSeen, decisive, now, timeout }, cluster.reader);
  const { locate } = await import('../../manifest/locate.ts');
  return { ...found, findings: locate(found.findings, order.sources) };
}

/** `k8sdoctor check [TARGETS]`: waits until they are ready, stops early only for causes that waiting cannot help. */
export const check: Handler = async (words, given, context) => {
  const flags = given as CheckFlags;
  const order = await orderOf(words, flags, context);
  const prepared = await prepare(order, flags, context);
  const { cluster, engine, playbooks, resolver, scope } = prepared;
  const bell = new Bell();
  const watches = new Watches(cluster.watch, bell);
  const telling = new Telling(context, flags.quiet ?? false, Date.now());
  try {
    const targets = await resolver.next();
    followAll(targets, scope, watches);
    for (const { words: missing } of resolver.left)
      telling.say({ en: `${missing}: ${WAITING_FOR_API.en}`, zh: `${missing}：${WAITING_FOR_API.zh}` }, Date.now());
    const doctor = { reader: cluster.reader, engine, playbooks };
    const follow = (found: Target[]): void => followAll(found, undefined, watches);
    const run = new Run({ ...order, targets, resolver, scope }, { watches, bell, telling, doctor, follow });
    const ending = await run.until().catch((error: unknown) => {
      if (watches.lost === error && run.gate.all.length > 0) sayStanding(run, telling);
      throw error;
    });
    const report = await conclude(run, ending, order, prepared);
    await engine.print(report, flags, context);
    const code = exitCode(ending, report, flags);
    if (flags.capture !== undefined && code !== EXIT.clean) {
      const spaces = [...new Set(run.gate.unready.map(({ target }) => target.namespace).filter(Boolean))];
      await capture(flags.capture, spaces.length > 0 ? spaces : [cluster.reader.namespace], cluster.reader, context);
    }
    return code;
  } finally {
    watches.stop();
    bell.done();
  }
};

/** The server was lost in the middle: how everything stood when it was last heard of. */
function sayStanding(run: Run, telling: Telling): void {
  const now = Date.now();
  telling.say({ en: 'the cluster was lost; last seen:', zh: '与集群失去联系；最后看到的状态：' }, now);
  telling.changes(
    run.gate.all.map((tracked) => ({ tracked, restarted: false })),
    now,
    true,
  );
}
