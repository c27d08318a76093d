import type { Report } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';
import { render } from '../render/render.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';

/** Whether to colour: --color, then NO_COLOR (https://no-color.org), then whether a terminal reads. */
export function useColor({ color }: Flags, io: Io): boolean {
  if (color === 'always' || color === 'never') return color === 'always';
  return io.stdout.isTTY === true && !io.env['NO_COLOR'] && io.env['TERM'] !== 'dumb';
}

const MAX_WIDTH = 120;
const DEFAULT_WIDTH = 80;

/** The columns to write for. */
export const widthOf = (io: Io): number => Math.min(io.stdout.columns ?? DEFAULT_WIDTH, MAX_WIDTH);

/** Writes a report in the format the flags name. */
export async function print(report: Report, flags: Flags, { lang, io }: { lang: Lang; io: Io }): Promise<void> {
  if (flags.quiet) return;
  const text = await render(report, flags.output ?? 'text', {
    lang,
    color: useColor(flags, io),
    width: widthOf(io),
    verbose: flags.verbose ?? false,
  });
  io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}
