import type { EvictOutcome } from '../model/writer.ts';

/** kubectl asks again so often. */
const PAUSE = 5000;
const LONGEST = 30_000;

/** How long to wait before a refused eviction is asked for again, in milliseconds: as long as the server says, if it does. */
export function pauseAfter(outcome: EvictOutcome): number {
  const asked = 'retryAfter' in outcome && outcome.retryAfter ? outcome.retryAfter * 1000 : PAUSE;
  return Math.min(asked, LONGEST);
}

/** Whether asking again cannot help. A webhook may change its mind: some move the workload first, then agree. */
export const permanent = ({ kind }: EvictOutcome): boolean =>
  kind === 'two-budgets' || kind === 'forbidden' || kind === 'refused';

/** What the server said, in one line. */
export function reasonOf(outcome: EvictOutcome): string {
  switch (outcome.kind) {
    case 'accepted':
    case 'gone':
      return '';
    case 'refused':
      return `HTTP ${outcome.status}: ${outcome.message}`;
    default:
      return outcome.message;
  }
}

/** Who refused, in one word: `pdb/web`, `webhook/guard.example.com`, else the kind of the answer. */
export function refusedBy(outcome: EvictOutcome): string {
  if (outcome.kind === 'budget') return `pdb/${outcome.budget}`;
  return outcome.kind === 'webhook' ? `webhook/${outcome.webhook}` : outcome.kind;
}
