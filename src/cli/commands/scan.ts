import type { Report } from '../../model/finding.ts';
import type { Context, Handler } from '../commands.ts';
import { EXIT, exitCodeFor } from '../exit-codes.ts';
import { print, printAll } from '../output.ts';
import { filterFor, saveBaseline } from '../scan-filter.ts';
import { scanChoiceOf, type ScanFlags } from '../scan-flags.ts';
import { scanEach, scannerFor, scanOnce } from '../scan.ts';
import { sayLedger } from '../verbose.ts';

const exitCodeOf = (report: Report, { failOn = 'error' }: ScanFlags): number => exitCodeFor(report, failOn);

/** What several clusters come to: findings on one count before one that could not be read. */
function exitCodeOfAll(reports: Report[], flags: ScanFlags): number {
  const codes = reports.map((report) => exitCodeOf(report, flags));
  return codes.includes(EXIT.findings) ? EXIT.findings : Math.max(EXIT.clean, ...codes);
}

function sayLooks(reports: Report[], flags: ScanFlags, { io }: Context): void {
  const inText = !flags.output || ['text', 'wide'].includes(flags.output);
  if (flags.verbose && !inText) for (const { coverage } of reports) sayLedger(coverage, io);
}

/** `k8sdoctor scan [-A | -n NS]`. */
export const scan: Handler = async (_words, given, context) => {
  const flags = given as ScanFlags;
  const choice = scanChoiceOf(flags);
  const filter = await filterFor(flags); // a wrong file is told before anything is read
  const scanner = await scannerFor(flags, choice, context);
  if (flags.watch) return (await import('../scan-watch.ts')).watchScan(scanner, filter);
  if (choice.contexts.length > 0) {
    const reports = (await scanEach(scanner)).map(filter);
    sayLooks(reports, flags, context);
    await printAll(reports, flags, context);
    return exitCodeOfAll(reports, flags);
  }
  const found = await scanOnce(scanner);
  if (flags.saveBaseline) await saveBaseline(found, flags.saveBaseline);
  const report = filter(found);
  sayLooks([report], flags, context);
  await print(report, flags, context);
  return exitCodeOf(report, flags);
};
