import { cordonNode, restoreNode, type Restored } from '../../drain/cordon.ts';
import { recoveryOf } from '../../drain/recovery.ts';
import { DoctorError } from '../../model/error.ts';
import type { CheckItem } from '../../model/maintenance.ts';
import { shapes } from '../../model/objects.ts';
import type { Text } from '../../model/text.ts';
import { isForPrograms, streamText } from '../../render/drain-json.ts';
import { checkLines } from '../../render/maintenance-text.ts';
import { safe } from '../../render/safe.ts';
import type { Context, Handler } from '../commands.ts';
import { checkNodes, dryRunOf, duration, nodesChosen, type MaintenanceFlags } from '../drain-flags.ts';
import { interruptible } from '../drain-progress.ts';
import { EXIT } from '../exit-codes.ts';
import { connectToWrite, type Hand } from '../writing.ts';

const CLIENT: Text = { en: ' (dry run)', zh: '（试运行）' };
const SERVER: Text = { en: ' (server dry run)', zh: '（服务端试运行）' };

const noteOf = (dryRun: 'none' | 'client' | 'server', { lang }: Context): string =>
  dryRun === 'none' ? '' : dryRun === 'client' ? CLIENT[lang] : SERVER[lang];

async function targets(words: string[], flags: MaintenanceFlags, hand: Hand): Promise<string[]> {
  if (flags.selector === undefined) return nodesChosen(words, flags, () => []);
  const { outcome, items, detail } = await hand.reader.read({ kind: 'nodes' });
  if (outcome === 'read') return nodesChosen(words, flags, () => items.flatMap((item) => shapes.nodes(item) ?? []));
  throw new DoctorError('denied', {
    en: `nodes could not be read: ${detail ?? outcome}`,
    zh: `无法读取节点：${detail ?? outcome}`,
  });
}

/** Tells what was done to a node: fields for programs, text for people. */
async function say(flags: MaintenanceFlags, { lang, io }: Context, fields: object, text: string): Promise<void> {
  if (flags.quiet) return;
  io.stdout.write(isForPrograms(flags.output) ? (await streamText(flags.output, lang))(fields) : text);
}

const line = (node: string, text: Text, { lang }: Context): string => `${safe(node)} ${text[lang]}\n`;

/** `k8sdoctor cordon NODE…`: kubectl's, with who and why written on the node. */
export const cordon: Handler = async (words, given, context) => {
  const flags = given as MaintenanceFlags;
  const dryRun = dryRunOf(flags);
  checkNodes(words, flags);
  const hand = await connectToWrite(given, context.io);
  const note = noteOf(dryRun, context);
  for (const node of await targets(words, flags, hand)) {
    const actor = hand.actor(flags.reason);
    if (dryRun === 'client') {
      const now = await hand.writer.node(node);
      const was = now?.spec?.unschedulable ?? false;
      await say(flags, context, { node, kind: 'cordoned', was, dryRun: true }, line(node, said(was, note), context));
      continue;
    }
    const { was } = await cordonNode(node, hand.writer, {
      actor,
      stage: 'cordoned',
      before: [],
      dryRun: dryRun === 'server',
    });
    const fields = { node, kind: 'cordoned', was, dryRun: dryRun !== 'none' };
    await say(flags, context, fields, line(node, said(was, note), context));
  }
  return EXIT.clean;
};

const said = (was: boolean, note: string): Text =>
  was ? { en: `already cordoned${note}`, zh: `之前已封锁${note}` } : { en: `cordoned${note}`, zh: `已封锁${note}` };

function restoredText({ kind, journal }: Restored, node: string, note: string): Text {
  const who = journal ? safe(journal.by) : '';
  switch (kind) {
    case 'uncordoned':
      return {
        en: `uncordoned${note}, as it was before ${who} began`,
        zh: `已解除封锁${note}，恢复到 ${who} 开始维护之前`,
      };
    case 'foreign':
      return {
        en: `uncordoned${note}; it was not k8sdoctor that had cordoned it`,
        zh: `已解除封锁${note}；之前的封锁并非由 k8sdoctor 设置`,
      };
    case 'open':
      return { en: `already uncordoned${note}`, zh: `本来就未封锁${note}` };
    case 'kept':
      return {
        en: `stays cordoned${note}: somebody had cordoned it before ${who} began. To lift that as well: k8sdoctor uncordon ${safe(node)}`,
        zh: `保持封锁${note}：${who} 开始维护前已有人封锁。若也要解除，请再执行：k8sdoctor uncordon ${safe(node)}`,
      };
    default:
      return kind satisfies never;
  }
}

const POLL = 2000;
const USUAL_PATIENCE = 60_000;

/** Looks until everything is as before, or the time is over. */
async function verify(node: string, restored: Restored, hand: Hand, flags: MaintenanceFlags): Promise<CheckItem[]> {
  const end = Date.now() + (flags.timeout === undefined ? USUAL_PATIENCE : duration('--timeout', flags.timeout));
  const stopper = interruptible();
  try {
    for (;;) {
      const items = recoveryOf(node, await hand.look(), restored.journal);
      if (items.every(({ state }) => state === 'done') || Date.now() >= end || stopper.pressed()) return items;
      await stopper.sleep(POLL);
    }
  } finally {
    stopper.done();
  }
}

/** `k8sdoctor uncordon NODE…`: the node as it was before its maintenance, and whether everything on it has recovered. */
export const uncordon: Handler = async (words, given, context) => {
  const flags = given as MaintenanceFlags;
  const dryRun = dryRunOf(flags);
  duration('--timeout', flags.timeout);
  checkNodes(words, flags);
  const hand = await connectToWrite(given, context.io);
  const note = noteOf(dryRun, context);
  let code: number = EXIT.clean;
  for (const node of await targets(words, flags, hand)) {
    const restored = await restoreNode(
      node,
      dryRun === 'client' ? onlyLooking(hand) : hand.writer,
      dryRun === 'server',
    );
    const fields = { node, kind: restored.kind, dryRun: dryRun !== 'none' };
    await say(flags, context, fields, line(node, restoredText(restored, node, note), context));
    if (dryRun !== 'none') continue;
    const items = await verify(node, restored, hand, flags);
    if (items.some(({ state }) => state !== 'done')) code = EXIT.timeout;
    await say(flags, context, { node, kind: 'verified', items }, checkLines(items, context.lang));
  }
  return code;
};

const onlyLooking = (hand: Hand): Hand['writer'] => ({
  ...hand.writer,
  changeNode: () => Promise.resolve({ kind: 'written' }),
});
