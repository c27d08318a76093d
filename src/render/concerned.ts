import type { Finding } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';
import { shortRef } from './headline.ts';
import { safe } from './safe.ts';
import { scanWordsIn } from './scan-words.ts';
import { wordsIn } from './words.ts';

/** Longer lists would bury the rest of a report that nobody can unfold. */
const LONGEST_LIST = 20;

/** A list as far as it can be read; what is left out is counted. */
export function capped(items: string[], lang: Lang): string[] {
  if (items.length <= LONGEST_LIST) return items;
  const kept = items.slice(0, LONGEST_LIST - 1);
  return [...kept, wordsIn(lang).moreInJson(items.length - kept.length)];
}

/** Whom a cause concerns beside its first object: the workloads with their pods, as a scan counts them, else the objects. */
export function concerned({ targets = [], affected }: Finding, lang: Lang, quote: (ref: string) => string): string[] {
  const scan = scanWordsIn(lang);
  const { by = [], workloads = 0 } = affected ?? {};
  if (by.length < 2)
    return capped(
      targets.map((ref) => quote(shortRef(ref))),
      lang,
    );
  const named = by.map((ref) => scan.workload(quote(shortRef(ref)), safe(ref.namespace), ref.pods));
  const left = workloads - by.length;
  return left > 0 ? [...named, wordsIn(lang).moreInJson(left)] : named;
}
