import type { Change, Tracked } from '../../check/gate.ts';
import { refOf } from '../../check/resource.ts';
import type { Finding } from '../../model/finding.ts';
import type { Text } from '../../model/text.ts';
import { age } from '../../render/age.ts';
import { shortRef } from '../../render/headline.ts';
import { safe, safeProse } from '../../render/safe.ts';
import type { Context } from '../commands.ts';

const STATE: Record<Tracked['state']['kind'], Text> = {
  ready: { en: 'ready', zh: '就绪' },
  progressing: { en: 'waiting', zh: '等待中' },
  failed: { en: 'failed', zh: '失败' },
};

/** In a log that nothing is added to for long, nobody knows whether anything goes on. */
const EVERY_MINUTE = 60_000;
const MOST_CAUSES = 4;

/** Tells on stderr what happens while a check waits: one line a change. */
export class Telling {
  readonly #context: Context;
  readonly #quiet: boolean;
  readonly #started: number;
  #waitingFor = '';
  #told: number;

  constructor(context: Context, quiet: boolean, started: number) {
    this.#context = context;
    this.#quiet = quiet;
    this.#started = started;
    this.#told = started;
  }

  /** Targets that stand otherwise than before. */
  changes(changes: Change[], now: number, several: boolean): void {
    const { lang } = this.#context;
    for (const { tracked, restarted } of changes) {
      const { state, target } = tracked;
      const ref = refOf(target);
      const name = several && ref.namespace ? `${safe(ref.namespace)} ${shortRef(ref)}` : shortRef(ref);
      const again = { en: 'restarted, begins anew to be stable', zh: '发生重启，重新计算稳定时间' };
      const why = restarted ? again : state.note;
      this.#line(
        now,
        `${name}${lang === 'zh' ? '：' : ': '}${STATE[state.kind][lang]}${why ? ` · ${safeProse(why[lang])}` : ''}`,
      );
    }
  }

  /** What holds the rest up, and how long it may: when that is something else, and else once a minute. */
  waiting(roots: Finding[], unready: Tracked[], left: number, now: number): void {
    const { lang } = this.#context;
    const because =
      roots.length > 0
        ? roots.map(({ title, id }) => `${safeProse(title[lang])} (${safe(id)})`)
        : unready.map(({ target, state }) => [shortRef(refOf(target)), state.note?.[lang]].filter(Boolean).join(' · '));
    const shown = because.slice(0, MOST_CAUSES);
    const more = because.length - shown.length;
    const key = roots.map(({ fingerprint }) => fingerprint).join();
    if (key === this.#waitingFor && now - this.#told < EVERY_MINUTE) return;
    const isNews = key !== this.#waitingFor && roots.length > 0;
    this.#waitingFor = key;
    if (!isNews && now - this.#told < EVERY_MINUTE) return;
    const time = age(left / 1000);
    const titles = [...shown, ...(more > 0 ? [`+${more}`] : [])].join('; ');
    this.#line(now, lang === 'zh' ? `最多再等 ${time}：${titles}` : `waiting up to ${time} more: ${titles}`);
    this.#told = now;
  }

  /** Anything else worth a line. */
  say(text: Text, now: number): void {
    this.#line(now, safeProse(text[this.#context.lang]));
  }

  #line(now: number, text: string): void {
    if (this.#quiet) return;
    this.#context.io.stderr.write(`${age((now - this.#started) / 1000).padStart(5)}  ${text}\n`);
  }
}
