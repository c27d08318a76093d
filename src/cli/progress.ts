import type { Lang } from '../model/text.ts';
import type { Io } from './io.ts';

const PATIENCE_MS = 500;

/** Whether the terminal says how wide it is: on one of 0 columns (`script`, some CI) ora would clear lines without end. */
export const hasWidth = (): boolean => (process.stderr.columns ?? 0) > 0;

/** Shows on a terminal's stderr that work is going on, once it has taken a moment. */
export async function withProgress<T>(
  words: { en: string; zh: string },
  { lang, io }: { lang: Lang; io: Io },
  work: () => Promise<T>,
): Promise<T> {
  if (!io.stderr.isTTY || !hasWidth()) return work();
  let stop: () => void = () => undefined;
  const timer = setTimeout(async () => {
    const { default: ora } = await import('ora');
    const spinner = ora({ text: words[lang], stream: process.stderr, discardStdin: false }).start();
    stop = () => spinner.stop();
  }, PATIENCE_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    stop();
  }
}
