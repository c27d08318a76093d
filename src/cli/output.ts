import type { Report } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';
import { render, renderList, type RenderOptions } from '../render/render.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';
import { version } from './version.ts';

/** Whether to colour: --color, then NO_COLOR (https://no-color.org), then whether a terminal reads. */
export function useColor({ color }: Flags, io: Io): boolean {
  if (color === 'always' || color === 'never') return color === 'always';
  return io.stdout.isTTY === true && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb';
}

const MAX_WIDTH = 120;
const DEFAULT_WIDTH = 80;

/** The columns to write for. */
export const widthOf = (io: Io): number => Math.min(io.stdout.columns ?? DEFAULT_WIDTH, MAX_WIDTH);

/** How reports are to look; what only one format needs is loaded for that one. */
async function optionsFor(flags: Flags, lang: Lang, io: Io): Promise<RenderOptions> {
  const library =
    flags.output === 'sarif' ? await (await import('./library.ts')).loadLibrary(flags.playbooks) : undefined;
  return {
    lang,
    color: useColor(flags, io),
    width: widthOf(io),
    verbose: flags.verbose ?? false,
    ...(flags.failOn && { failOn: flags.failOn }),
    ...(library && { version, playbooks: library.playbooks }),
  };
}

/** Formats whose paths must be those of the repository. */
const IN_REPOSITORY = ['sarif', 'github'];

/** Writes reports in the format the flags name: one as it is, those on several clusters as a list. */
export async function printAll(
  reports: Report[],
  flags: Flags,
  { lang, io }: { lang: Lang; io: Io },
  several = true,
): Promise<void> {
  const format = flags.output ?? 'text';
  let shown = reports;
  if (IN_REPOSITORY.includes(format)) {
    const { fromWorkspace, leaveForGithub } = await import('./github.ts');
    shown = reports.map((report) => ({ ...report, findings: fromWorkspace(report.findings, io) }));
    if (format === 'github') await leaveForGithub(shown, lang, io);
  }
  const [only] = shown;
  if (flags.quiet || !only) return;
  const options = await optionsFor(flags, lang, io);
  const text = await (several ? renderList(shown, format, options) : render(only, format, options));
  const inLog = io.env['GITHUB_ACTIONS'] === 'true' && (format === 'text' || format === 'wide');
  const safe = inLog ? (await import('../render/workflow-command.ts')).withoutCommands(text) : text;
  io.stdout.write(safe.endsWith('\n') ? safe : `${safe}\n`);
}

/** Writes a report in the format the flags name. */
export const print = async (report: Report, flags: Flags, context: { lang: Lang; io: Io }): Promise<void> =>
  printAll([report], flags, context, false);
