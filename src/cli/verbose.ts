import type { RequestTrace } from '../kube/options.ts';
import type { Coverage } from '../model/snapshot.ts';
import { safe } from '../render/safe.ts';
import type { Io } from './io.ts';

/** Page tokens tell nothing, and hold names and versions. */
const CONTINUE = /([?&]continue=)[^&]*/;

/** Tells stderr of a request that has ended: method, path, status, time and size, without anything secret. */
export const sayRequest =
  (io: Io) =>
  ({ method, path, status, milliseconds, bytes }: RequestTrace): void => {
    const where = safe(path.replace(CONTINUE, '$1***'));
    io.stderr.write(`${method} ${where} ${safe(`${status}`)} ${milliseconds} ms ${bytes} bytes\n`);
  };

/** Tells stderr what was looked at and how each look ended. */
export function sayLedger(coverage: Coverage[], io: Io): void {
  for (const { subject, scope, outcome, count, detail } of coverage) {
    const words = [subject, scope, outcome, count === undefined ? '' : `${count}`, detail ? `(${detail})` : ''];
    io.stderr.write(`${safe(words.filter(Boolean).join(' '))}\n`);
  }
}
