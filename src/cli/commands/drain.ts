import { toSnapshot } from '../../collect/build.ts';
import { PLANNED } from '../../collect/maintenance.ts';
import { cordonNode } from '../../drain/cordon.ts';
import { Drain } from '../../drain/execute.ts';
import { baselineOf } from '../../drain/journal.ts';
import { plan } from '../../drain/plan.ts';
import { missingRights } from '../../drain/rights.ts';
import { Cluster } from '../../model/cluster.ts';
import type { DrainResult } from '../../model/drain-event.ts';
import type { DrainPlan } from '../../model/drain-plan.ts';
import { DoctorError } from '../../model/error.ts';
import type { Journal } from '../../model/maintenance.ts';
import { isForPrograms, objectText, plainPlan } from '../../render/drain-json.ts';
import { drainCommand, renderDrainText } from '../../render/drain-text.ts';
import type { Context, Handler } from '../commands.ts';
import {
  checkNodes,
  drainFlagsOf,
  dryRunOf,
  duration,
  nodesChosen,
  wholeNumber,
  type MaintenanceFlags,
} from '../drain-flags.ts';
import { afterwards, noRight, sayStanding, sayUnread } from '../drain-ending.ts';
import { interruptible, telling, type Telling } from '../drain-progress.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { useColor, widthOf } from '../output.ts';
import { withProgress } from '../progress.ts';
import { recordingFrom, refuseBoth } from '../source.ts';
import { confirm, connectToWrite, type Hand } from '../writing.ts';

const EXIT_OF_PLAN: Record<DrainPlan['outcome'], number> = {
  free: EXIT.clean,
  waits: EXIT.clean,
  never: EXIT.findings,
  blocked: EXIT.findings,
  unknown: EXIT.unreadable,
};

const EXIT_OF_RUN: Record<DrainResult['outcome'], number> = {
  drained: EXIT.clean,
  never: EXIT.findings,
  failed: EXIT.findings,
  once: EXIT.findings,
  timeout: EXIT.timeout,
  interrupted: EXIT.interrupted,
};

async function printPlan(found: DrainPlan, flags: MaintenanceFlags, { lang, io }: Context): Promise<void> {
  if (flags.quiet) return;
  if (isForPrograms(flags.output)) {
    return void io.stdout.write(await objectText(plainPlan(found, lang), flags.output));
  }
  const options = { lang, color: useColor(flags as Flags, io), width: widthOf(io), verbose: flags.verbose ?? false };
  io.stdout.write(renderDrainText(found, options));
}

/** What a drain is to do, from the command line alone: a wrong flag is told before anything is read. */
function settingsOf(flags: MaintenanceFlags) {
  return {
    drain: drainFlagsOf(flags),
    dryRun: dryRunOf(flags),
    chunkSize: wholeNumber('--chunk-size', flags.chunkSize),
    options: {
      maxParallel: wholeNumber('--max-parallel', flags.maxParallel) ?? 0,
      timeout: duration('--timeout', flags.timeout),
      once: flags.once ?? false,
      keepTrying: flags.keepTrying ?? false,
    },
  };
}

type Settings = ReturnType<typeof settingsOf>;

/** `k8sdoctor drain NODE…`: plans, asks, cordons, evicts, and leaves a journal from which the same command goes on. */
export const drain: Handler = async (words, given, context) => {
  const flags = given as MaintenanceFlags;
  const settings = settingsOf(flags);
  checkNodes(words, flags);
  if (flags.from) {
    refuseBoth(given);
    const cluster = new Cluster(toSnapshot(await recordingFrom(flags.from, context.io)));
    const found = plan(cluster, {
      nodes: nodesChosen(words, flags, () => cluster.all('nodes')),
      flags: settings.drain,
    });
    await printPlan(found, flags, context);
    return EXIT_OF_PLAN[found.outcome];
  }
  const hand = await connectToWrite(given, context.io, settings.chunkSize);
  const progress = { en: 'reading the cluster', zh: '正在读取集群' };
  const cluster = await withProgress(progress, context, () => hand.look());
  const found = plan(cluster, { nodes: nodesChosen(words, flags, () => cluster.all('nodes')), flags: settings.drain });
  if (flags.plan || settings.dryRun === 'client') {
    await printPlan(found, flags, context);
    return EXIT_OF_PLAN[found.outcome];
  }
  return carryOut(found, cluster, hand, { flags, settings, context });
};

interface Given {
  flags: MaintenanceFlags;
  settings: Settings;
  context: Context;
}

/** What must not begin: nothing is changed, not even the cordon, unlike kubectl. */
function refusal(found: DrainPlan, { settings }: Given): DoctorError | undefined {
  const { keepTrying, once } = settings.options;
  if (found.missingFlags.length > 0) {
    return new DoctorError(
      'usage',
      {
        en: `nothing was changed: flags are missing: ${found.missingFlags.join(' ')}`,
        zh: `未做任何改动：缺少参数 ${found.missingFlags.join(' ')}`,
      },
      { hint: { en: drainCommand(found), zh: drainCommand(found) } },
    );
  }
  return found.outcome === 'never' && !keepTrying && !once && settings.dryRun === 'none' ? NEVER : undefined;
}

const NEVER = new DoctorError(
  'denied',
  { en: 'nothing was changed: this drain can never finish', zh: '未做任何改动：这次排空无法完成' },
  {
    hint: {
      en: 'change what the plan says, or evict the rest all the same with --once (each pod once) or --keep-trying',
      zh: '请按上述建议修改；或用 --once（每个 Pod 只试一次）或 --keep-trying 先驱逐其余 Pod',
    },
  },
);

async function carryOut(found: DrainPlan, cluster: Cluster, hand: Hand, given: Given): Promise<number> {
  const { flags, settings, context } = given;
  const refused = refusal(found, given);
  if (refused || (!flags.yes && !isForPrograms(flags.output))) await printPlan(found, flags, context);
  if (refused) {
    if (refused !== NEVER) throw refused;
    if (!flags.quiet) context.io.stderr.write(`${NEVER.text[context.lang]}\n${NEVER.hint?.[context.lang] ?? ''}\n`);
    return EXIT.findings;
  }
  const missing = await missingRights(found, hand.writer);
  if (missing.length > 0) throw noRight(missing);
  if (!flags.quiet) sayUnread(PLANNED, cluster, context);
  const question = { en: `drain ${found.nodes.join(', ')} now?`, zh: `现在排空 ${found.nodes.join('、')}？` };
  if (settings.dryRun === 'none' && !flags.yes && !(await confirm(question, context.lang, context.io)))
    return EXIT.findings;
  return execute(found, cluster, hand, given);
}

async function cordonAll(found: DrainPlan, cluster: Cluster, hand: Hand, { flags, settings }: Given, told: Telling) {
  const before = baselineOf(found, cluster);
  const actor = hand.actor(flags.reason);
  const dryRun = settings.dryRun === 'server';
  const journals = new Map<string, Journal>();
  for (const node of found.nodes) {
    const { journal, was, resumed } = await cordonNode(node, hand.writer, { actor, stage: 'draining', before, dryRun });
    const seconds = resumed && hand.heardOf(resumed);
    if (seconds !== undefined) told.tell({ kind: 'alongside', node, by: resumed?.by ?? '', seconds });
    else if (resumed)
      told.tell({ kind: 'resumed', node, by: resumed.by, at: resumed.at, evicted: resumed.evicted.length });
    told.tell({ kind: 'cordoned', node, was, dryRun });
    journal.planned =
      found.pods.filter(({ fate, node: on }) => fate.kind === 'evict' && on === node).length + journal.evicted.length;
    journals.set(node, journal);
  }
  return journals;
}

/** The plan worked out anew; a node that was taken away meanwhile has no pods left. */
async function planAgain({ nodes, flags }: DrainPlan, hand: Hand): Promise<DrainPlan | undefined> {
  try {
    const now = await hand.look();
    return plan(now, { nodes: nodes.filter((name) => now.node(name)), flags, brief: true });
  } catch {
    return undefined; // it is asked for again
  }
}

async function execute(found: DrainPlan, cluster: Cluster, hand: Hand, given: Given): Promise<number> {
  const { settings, context, flags } = given;
  const stopper = interruptible();
  const told = await telling(flags, context, found.pods.filter(({ fate }) => fate.kind === 'evict').length);
  try {
    const journals = await cordonAll(found, cluster, hand, given, told);
    const run = new Drain(
      found,
      journals,
      { ...settings.options, dryRun: settings.dryRun === 'server' },
      {
        writer: hand.writer,
        now: () => Date.now(),
        stamp: () => hand.stamp(),
        sleep: stopper.sleep,
        interrupted: stopper.pressed,
        emit: (event) => told.tell(event),
        replan: () => planAgain(found, hand),
      },
    );
    const result = await run.run();
    told.stop();
    if (settings.dryRun === 'none') await afterwards(result, found, hand, { flags, context, told });
    return EXIT_OF_RUN[result.outcome];
  } catch (error) {
    told.stop();
    if (settings.dryRun === 'none' && !flags.quiet) sayStanding(found, context);
    throw error;
  } finally {
    told.stop();
    stopper.done();
  }
}
