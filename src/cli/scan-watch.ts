import { setTimeout as sleep } from 'node:timers/promises';
import { changesBetween } from '../diagnose/changes.ts';
import { DoctorError } from '../model/error.ts';
import type { Report } from '../model/finding.ts';
import { safe } from '../render/safe.ts';
import { renderChange, renderChangeJson } from '../render/scan-change.ts';
import { EXIT } from './exit-codes.ts';
import { print, useColor, widthOf } from './output.ts';
import type { Filter } from './scan-filter.ts';
import { scanOnce, type Scanner } from './scan.ts';

/** Whether to go on after a pause; until Ctrl-C ends the program there is no end. */
export type GoOn = (pause: number) => Promise<boolean>;

const forEver: GoOn = (pause) => sleep(pause, true);

/** Scans once more; a server that cannot be reached for a while ends nothing, and is told once. */
async function again(scanner: Scanner, filter: Filter, wasLost: boolean): Promise<Report | undefined> {
  const { lang, io } = scanner.context;
  try {
    return filter(await scanOnce(scanner));
  } catch (error) {
    if (!(error instanceof DoctorError)) throw error;
    if (!wasLost) io.stderr.write(`${safe(error.text[lang])}\n`);
    return undefined;
  }
}

/** `scan --watch`: the whole report once, then only what changes: a new scan at an interval, so that the load stays bounded. */
export async function watchScan(scanner: Scanner, filter: Filter, goOn: GoOn = forEver): Promise<number> {
  const { flags, context, choice } = scanner;
  const { lang, io } = context;
  const asJson = flags.output === 'json';
  const options = { lang, color: useColor(flags, io), width: widthOf(io) };
  const tell = (before: Report | undefined, after: Report): void => {
    if (flags.quiet) return;
    for (const change of changesBetween(before, after)) {
      io.stdout.write(asJson ? renderChangeJson(change, after, lang) : renderChange(change, after, options));
    }
  };
  let known = filter(await scanOnce(scanner));
  if (asJson) tell(undefined, known);
  else await print(known, flags, context);
  for (let lost = false; await goOn(choice.interval);) {
    const report = await again(scanner, filter, lost);
    lost = report === undefined;
    if (!report) continue;
    tell(known, report);
    known = report;
  }
  return EXIT.interrupted;
}
