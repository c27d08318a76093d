import type { CheckItem, Checklist } from '../model/maintenance.ts';
import type { Lang } from '../model/text.ts';
import { layoutFor, type Layout } from './layout.ts';
import type { RenderOptions } from './options.ts';
import { safe, safeProse } from './safe.ts';
import type { Style } from './style.ts';
import { columns, largest, pad, wrap } from './width.ts';

/** The words of the maintenance checklist in one language. */
interface Words {
  head(node: string, stage: Checklist['stage']): string;
  phase: Record<CheckItem['phase'], string>;
  state: Record<CheckItem['state'], string>;
}

const en: Words = {
  head: (node, stage) =>
    `maintenance of ${node}: ${{ 'in-service': 'in service', cordoned: 'cordoned', draining: 'being drained', stopped: 'drain stopped half-way', drained: 'drained', gone: 'no such node' }[stage]}`,
  phase: { before: 'Before', cordon: 'Cordon', drain: 'Drain', work: 'Work', uncordon: 'Uncordon', verify: 'Verify' },
  state: { done: 'done', todo: 'to do', blocked: 'blocked', unknown: 'cannot tell' },
};

const zh: Words = {
  head: (node, stage) =>
    `节点 ${node} 维护：${{ 'in-service': '在用', cordoned: '已封锁', draining: '排空中', stopped: '排空中途停止', drained: '已排空', gone: '没有该节点' }[stage]}`,
  phase: { before: '准备', cordon: '封锁', drain: '排空', work: '维护', uncordon: '恢复', verify: '验证' },
  state: { done: '完成', todo: '待办', blocked: '受阻', unknown: '无法判断' },
};

const WORDS: Record<Lang, Words> = { en, zh };
const MARK: Record<CheckItem['state'], [string, Style]> = {
  done: ['✓', 'green'],
  todo: ['○', 'cyan'],
  blocked: ['✖', 'red'],
  unknown: ['?', 'yellow'],
};

function rows(items: CheckItem[], lang: Lang, layout: Layout): string[] {
  const words = WORDS[lang];
  const label = largest(items.map(({ state }) => columns(words.state[state]))) + 2;
  const room = layout.width - 4 - label;
  return items.flatMap(({ state, title, proof, command }) => {
    const [mark, style] = MARK[state];
    const below = ' '.repeat(4 + label);
    const head = `  ${layout.paint(style, mark)} ${pad(words.state[state], label)}`;
    const text = wrap(title[lang], room);
    const shown = state === 'done' && !layout.verbose ? proof.slice(0, 1) : proof;
    const more = [
      ...shown.map((one) => safeProse(one[lang])),
      ...(command && state !== 'done' ? [`→ ${safe(command)}`] : []),
    ];
    return [
      ...text.map((line, i) => (i === 0 ? head : below) + line),
      ...more.flatMap((line) => wrap(line, room - 2).map((part) => `${below}  ${part}`)),
    ];
  });
}

/** Items of the checklist as lines, for the end of `uncordon`. */
export const checkLines = (items: CheckItem[], lang: Lang): string =>
  `${rows(items, lang, layoutFor({ lang, color: false, width: 80 })).join('\n')}\n`;

/** The maintenance checklist for a person at a terminal. */
export function renderChecklist({ node, stage, items }: Checklist, options: RenderOptions): string {
  const layout = layoutFor(options);
  const words = WORDS[options.lang];
  const phases = [...Map.groupBy(items, ({ phase }) => phase)];
  const lines = phases.flatMap(([phase, own]) => [
    '',
    layout.paint('bold', words.phase[phase]),
    ...rows(own, options.lang, layout),
  ]);
  return `${[words.head(safe(node), stage), ...lines].map((line) => line.trimEnd()).join('\n')}\n`;
}

/** The maintenance checklist as Markdown, to paste into a ticket. */
export function renderChecklistMarkdown({ node, stage, items }: Checklist, lang: Lang): string {
  const words = WORDS[lang];
  const plain = (text: string): string => safeProse(text).replace(/[\\`*_[\]<>|]/g, '\\$&');
  const phases = [...Map.groupBy(items, ({ phase }) => phase)];
  const lines = phases.flatMap(([phase, own]) => [
    '',
    `### ${words.phase[phase]}`,
    '',
    ...own.flatMap(({ state, title, proof, command }) => [
      `- [${state === 'done' ? 'x' : ' '}] ${plain(title[lang])} — ${words.state[state]}`,
      ...proof.map((one) => `  - ${plain(one[lang])}`),
      ...(command && state !== 'done' ? [`  - \`${safe(command).replaceAll('`', "'")}\``] : []),
    ]),
  ]);
  return `${[`## ${plain(words.head(node, stage))}`, ...lines].join('\n')}\n`;
}
