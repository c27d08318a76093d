import { collectPods } from '../../collect/pod.ts';
import { toSnapshot } from '../../collect/build.ts';
import { DoctorError } from '../../model/error.ts';
import type { Kind } from '../../model/objects.ts';
import { resources } from '../../model/resources.ts';
import { selectionFor, selectPods, type Selection } from '../../model/selection.ts';
import { parseSelector } from '../../model/selector.ts';
import type { Library } from '../../playbook/library.ts';
import type { Context, Handler } from '../commands.ts';
import { exitCodeFor } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { loadLibrary } from '../library.ts';
import { withProgress } from '../progress.ts';
import { refuseAmbiguous, refuseMissing, selectionOf, wordsOf, type Looked } from '../selection.ts';
import { connectTo, recordingFrom, refuseBoth } from '../source.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A promise whose failure is told where it is awaited, and nowhere if the run ends before. */
function begun<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

/** What comes after reading, each part loaded when it is first asked for: as the server is busy answering. */
function partsFor(flags: Flags) {
  let engine: Promise<typeof import('../engine.ts')> | undefined;
  let library: Promise<Library> | undefined;
  return {
    engine: () => (engine ??= begun(turn().then(() => import('../engine.ts')))),
    library: () => (library ??= begun(turn().then(() => loadLibrary(flags.playbooks)))),
  };
}

type Parts = ReturnType<typeof partsFor>;

async function lookAt(selection: Selection, flags: Flags, context: Context, parts: Parts): Promise<Looked> {
  if ('labelSelector' in selection) parseSelector(selection.labelSelector);
  if (flags.from) {
    refuseBoth(flags);
    return { snapshot: toSnapshot(await recordingFrom(flags.from, context.io)), namespace: flags.namespace };
  }
  const reader = await connectTo(flags, context.io);
  const what = wordsOf(selection);
  const words = { en: `reading ${what} and what belongs to it`, zh: `正在读取 ${what} 及相关对象` };
  const collecting = withProgress(words, context, () =>
    collectPods(reader, { namespace: reader.namespace, ...selection }, parts.engine),
  );
  void parts.library(); // takes as long as the first answer, and the engine as long as the second
  return { snapshot: toSnapshot(await collecting), namespace: reader.namespace };
}

async function diagnose(selection: Selection, flags: Flags, context: Context): Promise<number> {
  const choice = { only: flags.only ?? [], skip: flags.skip ?? [] };
  const parts = partsFor(flags);
  if (flags.only || flags.skip) {
    const engine = await parts.engine();
    engine.choose((await parts.library()).playbooks, choice); // a wrong word is told before anything is read
  }
  const looked = await lookAt(selection, flags, context, parts);
  const [engine, library] = await Promise.all([parts.engine(), parts.library()]);
  const { snapshot, namespace } = looked;
  const chosen = engine.choose(library.playbooks, choice);
  const selected = selectPods(snapshot, selection, namespace);
  refuseMissing(selection, looked, selected);
  refuseAmbiguous(selection, selected);
  const asked = { words: wordsOf(selection), namespace: namespace ?? '' };
  const leftOut = engine.leftOutBy(library.playbooks, choice);
  const found = await engine.diagnoseSelection(snapshot, selected, asked, chosen);
  const report = engine.withNodes(leftOut ? { ...found, leftOut } : found, selected, snapshot);
  if (flags.verbose && flags.output && !['text', 'wide'].includes(flags.output))
    engine.sayLedger(report.coverage, context.io);
  await engine.print(report, flags, context);
  return exitCodeFor(report, flags.failOn ?? 'error');
}

/** `k8sdoctor pod NAME…`, `pod -l SELECTOR`, `pod --all`. */
export const pod: Handler = async (words, flags, context) => diagnose(selectionOf(words, flags), flags, context);

/** `k8sdoctor deployment NAME`, `node NAME` and their like: the object, and the pods it leads to. */
export const object =
  (kind: Kind): Handler =>
  async ([name], flags, context) => {
    if (name) return diagnose(selectionFor(kind, name), flags, context);
    const { kind: singular } = resources[kind];
    throw new DoctorError(
      'usage',
      { en: `which ${singular}? give its name`, zh: `要诊断哪个 ${singular}？请给出名称` },
      { hint: { en: `kubectl get ${kind} lists them`, zh: `可用 kubectl get ${kind} 列出` } },
    );
  };
