import type { DrainEvent } from '../model/drain-event.ts';
import type { Context } from './commands.ts';
import type { MaintenanceFlags } from './drain-flags.ts';
import { hasWidth } from './progress.ts';

/** Tells each event as it happens: a line for people, JSON or YAML for programs; on a terminal a spinner says what is still to do. */
export interface Telling {
  tell(event: DrainEvent): void;
  stop(): void;
}

/** How the events of a run are told. */
export async function telling(flags: MaintenanceFlags, { lang, io }: Context, total: number): Promise<Telling> {
  const { eventLine } = await import('../render/drain-events.ts');
  const { isForPrograms, streamText } = await import('../render/drain-json.ts');
  const forPrograms = isForPrograms(flags.output) ? await streamText(flags.output, lang) : undefined;
  const live = io.stderr.isTTY && !flags.quiet && hasWidth();
  const spinner = live ? (await import('ora')).default({ stream: process.stderr, discardStdin: false }) : undefined;
  let left = total;
  const words = {
    en: (count: number) => `${count} ${count === 1 ? 'pod' : 'pods'} left`,
    zh: (count: number) => `还剩 ${count} 个 Pod`,
  }[lang];
  spinner?.start(words(left));
  return {
    tell(event) {
      if (event.kind === 'gone' || event.kind === 'left') left -= 1;
      if (flags.quiet) return;
      spinner?.clear();
      io.stdout.write(forPrograms?.(event) ?? `${eventLine(event, lang)}\n`);
      if (spinner) spinner.text = words(left);
    },
    stop: () => spinner?.stop(),
  };
}

/** Whether Ctrl-C was pressed: the first asks the run to end in order, the second ends it at once. Call `done` afterwards. */
export function interruptible(): {
  pressed: () => boolean;
  done: () => void;
  sleep: (milliseconds: number) => Promise<void>;
} {
  const before = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT');
  let pressed = false;
  let wake: () => void = () => undefined;
  const onPress = (): void => {
    if (pressed) process.exit(130);
    pressed = true;
    wake();
  };
  process.on('SIGINT', onPress);
  return {
    pressed: () => pressed,
    done: () => {
      process.removeListener('SIGINT', onPress);
      for (const listener of before) process.on('SIGINT', listener);
    },
    sleep: (milliseconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, pressed ? 0 : milliseconds);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
}
