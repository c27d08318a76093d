import type { Finding } from '../model/finding.ts';

/** What Kubernetes itself says (an image that is not there, a key that is missing) is so when it is seen twice. */
const SEEN_TWICE = 3000;
/** What an application does may be over after a restart or two: a database that was not up yet ends many a first try. */
const TRIED_AGAIN = 20_000;

/** Symptoms that come from how a process behaves. */
const BY_APPLICATION = /^(?:crash-loop|not-ready|probe-kill|init|hook)\//;

/** Remembers since when causes are seen that waiting cannot help, so that none ends a check at its first sight. */
export class Patience {
  readonly #since = new Map<string, number>();

  /** The causes that have been seen for long enough, without a look between that did not see them. */
  confirmed(causes: Finding[], now: number): Finding[] {
    const seen = new Set(causes.map(({ fingerprint }) => fingerprint));
    for (const known of this.#since.keys()) if (!seen.has(known)) this.#since.delete(known);
    return causes.filter(({ fingerprint, id }) => {
      const since = this.#since.get(fingerprint) ?? now;
      this.#since.set(fingerprint, since);
      return now - since >= (BY_APPLICATION.test(id) ? TRIED_AGAIN : SEEN_TWICE);
    });
  }

  /** Whether there are causes that have only been seen for a short time. */
  get waits(): boolean {
    return this.#since.size > 0;
  }
}
