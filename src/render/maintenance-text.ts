import type { CheckItem, Checklist } from '../model/maintenance.ts';
import type { Lang } from '../model/text.ts';
import { layoutFor, type Layout } from './layout.ts';
import type { RenderOptions } from './options.ts';
import { safe, safeProse } from './safe.ts';
import type { Style } from './style.ts';
import { columns, largest, pad, wrap } from './width.ts';

/** The words of the maintenance checklist in one language. */
interface Words {
  head(node: string): string;
  stage: Record<Checklist['stage'], string>;
  more(count: number): string;
  comma: string;
  phase: Record<CheckItem['phase'], string>;
  state: Record<CheckItem['state'], string>;
}

const en: Words = {
  head: (node) => `maintenance of ${node}`,
  stage: {
    'in-service': 'in service, not begun',
    cordoned: 'cordoned, not drained',
    draining: 'being drained',
    stopped: 'its drain stopped half-way',
    drained: 'drained: ready for the work',
    off: 'off or not ready: under work',
    back: 'back, still cordoned: give it back',
    verifying: 'given back, not all is as before',
    verified: 'given back, all is as before',
    gone: 'no such node',
  },
  more: (count) => `and ${count} more (-v shows all)`,
  comma: ', ',
  phase: { before: 'Before', cordon: 'Cordon', drain: 'Drain', work: 'Work', uncordon: 'Uncordon', verify: 'Verify' },
  state: { done: 'done', todo: 'to do', blocked: 'blocked', unknown: 'cannot tell' },
};

const zh: Words = {
  head: (node) => `节点 ${node} 维护`,
  stage: {
    'in-service': '在用，尚未开始',
    cordoned: '已封锁，未排空',
    draining: '排空中',
    stopped: '排空中途停止',
    drained: '已排空，可以维护',
    off: '已关机或未就绪，维护中',
    back: '已恢复运行但仍封锁，待解除',
    verifying: '已解除封锁，尚未完全恢复',
    verified: '已解除封锁，一切如初',
    gone: '没有该节点',
  },
  more: (count) => `另有 ${count} 条（-v 显示全部）`,
  comma: '，',
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

const ORDER: CheckItem['phase'][] = ['before', 'cordon', 'drain', 'work', 'uncordon', 'verify'];

/** What is to be done next at each stage: what lies before it is told briefly, what comes after it too. */
const NOW: Record<Checklist['stage'], CheckItem['phase']> = {
  'in-service': 'before',
  cordoned: 'before',
  draining: 'drain',
  stopped: 'drain',
  drained: 'work',
  off: 'work',
  back: 'uncordon',
  verifying: 'verify',
  verified: 'verify',
  gone: 'before',
};

/** So much of what was seen is shown for an item that is not done. */
const MOST_PROOF = 4;

/** What stands below an item: what was seen, and the command with its risk. */
function details({ state, proof, command, risk }: CheckItem, words: Words, layout: Layout): string[] {
  const most = layout.verbose ? proof.length : state === 'done' ? 1 : MOST_PROOF;
  const shown = proof.slice(0, most).map((one) => layout.say(one));
  const more = proof.length - shown.length;
  const word = risk ? `${layout.words.risk[risk]}  ` : '';
  return [
    ...shown,
    ...(more > 0 && state !== 'done' ? [words.more(more)] : []),
    ...(command && state !== 'done' ? [`→ ${word}${safe(command)}`] : []),
  ];
}

/** The items of one phase beside its name. */
function phaseRows(phase: CheckItem['phase'], items: CheckItem[], now: number, words: Words, layout: Layout): string[] {
  const at = ORDER.indexOf(phase);
  const label = largest(Object.values(words.phase).map(columns)) + 2;
  const heads = (i: number): string =>
    i === 0
      ? layout.paint('bold', words.phase[phase]) + ' '.repeat(label - columns(words.phase[phase]))
      : ' '.repeat(label);
  const mark = (state: CheckItem['state']): string => layout.paint(MARK[state][1], MARK[state][0]);
  const room = layout.width - label - 2;
  const past = at < now && !layout.verbose;
  const open = items.filter(({ state }) => state !== 'done');
  if (past && open.length === 0) return [`${heads(0)}${mark('done')} ${words.state.done}`];
  if (at > now && phase === 'verify' && !layout.verbose) {
    const titles = items.map(({ title }) => layout.say(title)).join(words.comma);
    return wrap(titles, room).map((line, i) => `${heads(i)}${i === 0 ? mark('todo') : ' '} ${line}`);
  }
  return (past ? open : items).flatMap((item, nth) => {
    const title = wrap(layout.say(item.title), room);
    const brief = at > now && !layout.verbose ? { ...item, proof: [] } : item;
    const below = details(brief, words, layout).flatMap((line) =>
      line.startsWith('→ ') ? [line] : wrap(line, room - 2),
    );
    return [
      ...title.map((line, i) => `${heads(nth + i)}${i === 0 ? mark(item.state) : ' '} ${line}`),
      ...below.map((line) => `${' '.repeat(label + 4)}${line}`),
    ];
  });
}

/** How many items stand how, which also tells what the marks mean. */
function legend(items: CheckItem[], words: Words, { paint }: Layout): string {
  const counts = Map.groupBy(items, ({ state }) => state);
  const states: CheckItem['state'][] = ['done', 'todo', 'blocked', 'unknown'];
  return states
    .flatMap((state) => {
      const count = counts.get(state)?.length ?? 0;
      return count > 0 ? [`${paint(MARK[state][1], MARK[state][0])} ${count} ${words.state[state]}`] : [];
    })
    .join('  ');
}

const headOf = (node: string, stage: Checklist['stage'], lang: Lang): string =>
  `${WORDS[lang].head(node)}${lang === 'zh' ? '：' : ': '}${WORDS[lang].stage[stage]}`;

/** The maintenance checklist for a person at a terminal: what is to be done now in full, what lies behind and ahead in brief. */
export function renderChecklist({ node, stage, items }: Checklist, options: RenderOptions): string {
  const layout = layoutFor(options);
  const words = WORDS[options.lang];
  const now = ORDER.indexOf(NOW[stage]);
  const phases = [...Map.groupBy(items, ({ phase }) => phase)];
  const lines = phases.flatMap(([phase, own]) => phaseRows(phase, own, now, words, layout));
  const head = [layout.paint('bold', headOf(safe(node), stage, options.lang)), legend(items, words, layout), ''];
  return `${[...head, ...lines].map((line) => line.trimEnd()).join('\n')}\n`;
}

/** The maintenance checklist as Markdown, to paste into a ticket: every item with a box, in full. */
export function renderChecklistMarkdown({ node, stage, items }: Checklist, lang: Lang): string {
  const words = WORDS[lang];
  const { risk: risks } = layoutFor({ lang, color: false, width: 80 }).words;
  const plain = (text: string): string => safeProse(text).replace(/[\\`*_[\]<>|]/g, '\\$&');
  const phases = [...Map.groupBy(items, ({ phase }) => phase)];
  const lines = phases.flatMap(([phase, own]) => [
    '',
    `### ${words.phase[phase]}`,
    '',
    ...own.flatMap(({ state, title, proof, command, risk }) => [
      `- [${state === 'done' ? 'x' : ' '}] ${plain(title[lang])} — ${words.state[state]}`,
      ...proof.map((one) => `  - ${plain(one[lang])}`),
      ...(command && state !== 'done'
        ? [`  - ${risk ? `${risks[risk]}: ` : ''}\`${safe(command).replaceAll('`', "'")}\``]
        : []),
    ]),
  ]);
  return `${[`## ${plain(headOf(node, stage, lang))}`, ...lines].join('\n')}\n`;
}
