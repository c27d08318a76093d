import { toSnapshot } from '../../collect/build.ts';
import { checklistFor } from '../../drain/checklist.ts';
import { plan } from '../../drain/plan.ts';
import { Cluster } from '../../model/cluster.ts';
import { DoctorError } from '../../model/error.ts';
import { isForPrograms, objectText, plainChecklist } from '../../render/drain-json.ts';
import { drainCommand } from '../../render/drain-text.ts';
import { renderChecklist, renderChecklistMarkdown } from '../../render/maintenance-text.ts';
import type { Handler } from '../commands.ts';
import { drainFlagsOf, nodesChosen, type MaintenanceFlags } from '../drain-flags.ts';
import { EXIT } from '../exit-codes.ts';
import { useColor, widthOf } from '../output.ts';
import { withProgress } from '../progress.ts';
import { connectTo, recordingFrom, refuseBoth } from '../source.ts';

/** `k8sdoctor maintenance NODE`: the checklist of a node's maintenance, checked against the cluster now; it changes nothing. */
export const maintenance: Handler = async (words, given, context) => {
  const flags = given as MaintenanceFlags;
  const { lang, io } = context;
  const [node, more] = nodesChosen(words, flags, () => []);
  if (!node || more) throw new DoctorError('usage', { en: 'one node at a time', zh: '一次只能查看一个节点' });
  const choice = drainFlagsOf(flags);
  if (flags.from) refuseBoth(given);
  const read = async () => {
    if (flags.from) return recordingFrom(flags.from, io);
    const { collectMaintenance } = await import('../../collect/maintenance.ts');
    return collectMaintenance(await connectTo(given, io));
  };
  const collected = await withProgress(
    { en: `reading what runs on ${node}`, zh: `正在读取 ${node} 上的对象` },
    context,
    read,
  );
  const cluster = new Cluster(toSnapshot(collected));
  const found = plan(cluster, { nodes: [node], flags: choice });
  const checklist = checklistFor(node, cluster, found, drainCommand(found));
  const code = checklist.items.some(({ state }) => state === 'blocked') ? EXIT.findings : EXIT.clean;
  if (flags.quiet) return code;
  if (isForPrograms(flags.output)) io.stdout.write(await objectText(plainChecklist(checklist, lang), flags.output));
  else if (flags.output === 'markdown') io.stdout.write(renderChecklistMarkdown(checklist, lang));
  else
    io.stdout.write(
      renderChecklist(checklist, {
        lang,
        color: useColor(given, io),
        width: widthOf(io),
        verbose: given.verbose ?? false,
      }),
    );
  return code;
};
