import type { Lang, Text } from '../model/text.ts';
import type { Io } from './io.ts';

const PATIENCE_MS = 500;

/** Whether the terminal says how wide it is: on one of 0 columns (`script`, some CI) ora would clear lines without end. */
export const hasWidth = (): boolean => (process.stderr.columns ?? 0) > 0;

/** Shows on a terminal's stderr that work is going on, once it has taken a moment; `say` tells how far it is. */
export async function withProgress<T>(
  words: Text,
  { lang, io }: { lang: Lang; io: Io },
  work: (say: (words: Text) => void) => Promise<T>,
): Promise<T> {
  if (!io.stderr.isTTY || !hasWidth()) return work(() => undefined);
  let stop: () => void = () => undefined;
  let said = words;
  let show: (words: Text) => void = (now) => (said = now);
  let isOver = false;
  const timer = setTimeout(async () => {
    const { default: ora } = await import('ora');
    if (isOver) return;
    const spinner = ora({ text: said[lang], stream: process.stderr, discardStdin: false }).start();
    show = (now) => (spinner.text = now[lang]);
    stop = () => spinner.stop();
  }, PATIENCE_MS);
  try {
    return await work((now) => show(now));
  } finally {
    isOver = true;
    clearTimeout(timer);
    stop();
  }
}
