import type { DrainPlan, Hazard } from '../model/drain-plan.ts';
import { helpOf, keyOf, podRows, type Row, type Teller } from './drain-rows.ts';
import { drainWordsIn, type Counts, type DrainWords } from './drain-words.ts';
import { layoutFor, type Layout } from './layout.ts';
import type { RenderOptions } from './options.ts';
import { safe, safeProse } from './safe.ts';
import type { Style } from './style.ts';
import { columns, largest, pad, wrap } from './width.ts';

/** So many lines of one label are shown before the rest is only counted. */
const MOST_ROWS = 12;

/** How many pods of a plan have which fate; each pod counts once, by the worst. */
export function countsOf({ pods }: DrainPlan): Counts {
  const counts: Counts = { never: 0, blocked: 0, waits: 0, free: 0, skip: 0 };
  for (const { fate, verdict } of pods) {
    if (fate.kind === 'skip') counts.skip++;
    else if (verdict?.kind === 'never') counts.never++;
    else if (fate.kind === 'blocked') counts.blocked++;
    else counts[verdict?.kind ?? 'free']++;
  }
  return counts;
}

/** The pods in the order in which they go, for -v. */
function orderRows(plan: DrainPlan, words: DrainWords): Row[] {
  const going = plan.pods.filter(({ fate }) => fate.kind !== 'skip');
  return going.map((pod, i) => {
    const { landing } = pod;
    const where = landing?.kind === 'lands' || landing?.kind === 'returns' ? `→ ${safe(landing.node)}` : '';
    const none = landing?.kind === 'none' ? words.none[landing.why] : where;
    return { label: words.evict, style: 'dim', name: `${i + 1} ${keyOf(pod)}`, text: none, helps: [] };
  });
}

function landingText({ pods }: DrainPlan, words: DrainWords, { say }: Layout): string[] {
  const going = pods.filter(({ fate, verdict }) => fate.kind !== 'skip' && verdict?.kind !== 'never');
  const placed = going.flatMap(({ landing }) => (landing?.kind === 'lands' ? [safe(landing.node)] : []));
  const places = [...Map.groupBy(placed, (node) => node)].toSorted().map(([node, all]) => words.on(node, all.length));
  const separator = words.semicolon === '；' ? '，' : ', ';
  const others = going.flatMap((pod) => {
    const { landing } = pod;
    if (landing?.kind === 'pending') return [words.nowhere(keyOf(pod), safeProse(landing.message))];
    if (landing?.kind === 'returns') return [words.returns(keyOf(pod), safe(landing.node))];
    return landing?.kind === 'unknown' ? [words.unknown(keyOf(pod), say(landing.why))] : [];
  });
  return [...(placed.length > 0 ? [words.replacements(placed.length, places.join(separator))] : []), ...others];
}

/** The label column and the room beside it. */
function table(rows: Row[], layout: Layout): string[] {
  const label = largest(rows.map((row) => columns(row.label))) + 2;
  const names = largest(rows.map((row) => columns(row.name)).filter((size) => size <= layout.width * 0.3)) + 2;
  const room = layout.width - 2 - label;
  let above = '';
  return rows.flatMap(({ label: word, style, name, text, helps }) => {
    const shown = word === above ? '' : word;
    above = word;
    const head = `  ${layout.paint(style, shown)}${' '.repeat(label - columns(shown))}`;
    const below = ' '.repeat(2 + label);
    const helpLines = helps.flatMap((help) => [
      ...wrap(`→ ${help.text}`, room - 2).map((part, i) => below + (i === 0 ? part : `  ${part}`)),
      ...(help.command ? [`${below}  ${help.command}`] : []),
    ]);
    if (columns(name) + 2 > names) {
      const above2 = wrap(name, room).map((line, i) => (i === 0 ? head : below) + line);
      return [...above2, ...wrap(text, room - 2).map((line) => `${below}  ${line}`), ...helpLines];
    }
    const said = wrap(text, room - names).map(
      (line, i) => (i === 0 ? head + pad(name, names) : below + ' '.repeat(names)) + line,
    );
    return [...said, ...helpLines];
  });
}

/** Rows of one label beyond the first dozen are only counted, unless all are asked for. */
function shortened(rows: Row[], words: DrainWords, { verbose }: Layout): Row[] {
  if (verbose) return rows;
  return [...Map.groupBy(rows, ({ label }) => label).values()].flatMap((alike) => {
    const [first] = alike;
    if (!first || alike.length <= MOST_ROWS) return alike;
    const rest: Row = { ...first, name: words.more(alike.length - MOST_ROWS), text: '', helps: [] };
    return [...alike.slice(0, MOST_ROWS), rest];
  });
}

const MARK: Record<DrainPlan['outcome'], [string, Style]> = {
  free: ['✓', 'green'],
  waits: ['…', 'cyan'],
  never: ['✖', 'red'],
  blocked: ['✖', 'red'],
  unknown: ['?', 'yellow'],
};

/** The command that begins the drain, with the flags that lift what flags can lift. */
export function drainCommand({ nodes, flags, missingFlags }: DrainPlan): string {
  const given = [
    flags.ignoreDaemonsets && '--ignore-daemonsets',
    flags.deleteEmptydirData && '--delete-emptydir-data',
    flags.force && '--force',
    flags.disableEviction && '--disable-eviction',
    flags.podSelector && `--pod-selector '${flags.podSelector}'`,
    flags.gracePeriod !== undefined && `--grace-period ${flags.gracePeriod}`,
  ].filter(Boolean);
  return safe(['k8sdoctor drain', ...nodes, ...given, ...missingFlags].join(' '));
}

const HAZARD_STYLE: Record<Hazard['severity'], Style> = { error: 'red', warning: 'yellow', info: 'dim' };
const RANK: Record<Hazard['severity'], number> = { error: 0, warning: 1, info: 2 };

const hazardRows = ({ hazards }: DrainPlan, { words, layout }: Teller): Row[] =>
  hazards
    .toSorted((a, b) => RANK[a.severity] - RANK[b.severity])
    .map(({ text, severity }) => ({
      label: words.hazard[severity],
      style: HAZARD_STYLE[severity],
      name: '',
      text: layout.say(text),
      helps: [],
    }));

function orderText({ sequence }: DrainPlan, { words, layout }: Teller): string[] {
  if (!sequence) return [];
  const twice = sequence.inTurn?.movedTwice ?? 0;
  return [layout.say(sequence.why) + (twice > 0 ? words.semicolon + words.inTurn(twice) : '')];
}

/** What is said below the pods: dangers, order, where replacements land, what to change, what comes next. */
function asideRows(plan: DrainPlan, teller: Teller): Row[] {
  const { words, layout } = teller;
  const plain = (label: string, texts: string[]): Row[] =>
    texts.map((text) => ({ label, style: 'bold', name: '', text, helps: [] }));
  const rounds = plan.rounds > 0 && plan.outcome === 'waits' ? [words.rounds(plan.rounds)] : [];
  const changes = plan.remedies.map((remedy) => helpOf(remedy, teller));
  return [
    ...hazardRows(plan, teller),
    ...plain(words.landing, landingText(plan, words, layout)),
    ...plain(words.order, orderText(plan, teller)),
    ...plain(words.note, rounds),
    ...changes.map(({ text, ...rest }): Row => ({
      label: words.change,
      style: 'bold',
      name: '',
      text,
      helps: rest.command ? [{ text: '', command: rest.command }] : [],
    })),
    ...plain(words.notSeen, plan.notSeen.map(layout.say)),
    ...plain(words.next, plan.outcome === 'never' ? [] : [drainCommand(plan)]),
  ];
}

/** A drain plan for a person at a terminal: whether it can end, what holds it up and what helps, where pods go, what is lost. */
export function renderDrainText(plan: DrainPlan, options: RenderOptions): string {
  const layout = layoutFor(options);
  const words = drainWordsIn(options.lang);
  const teller: Teller = { words, layout };
  const [mark, style] = MARK[plan.outcome];
  const head = words.headline(safe(plan.nodes.join(', ')), plan.outcome, countsOf(plan));
  const below = asideRows(plan, teller);
  const above = [...shortened(podRows(plan, teller), words, layout), ...(layout.verbose ? orderRows(plan, words) : [])];
  const lines = [
    ...wrap(head, layout.width - 2).map((line, i) => (i === 0 ? `${layout.paint(style, mark)} ${line}` : `  ${line}`)),
    '',
    ...table(above, layout),
    ...(above.length > 0 && below.length > 0 ? [''] : []),
    ...aside(below, layout),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Labels with text beside them, without a column for names; what must be copied is never broken. */
function aside(rows: Row[], layout: Layout): string[] {
  const label = largest(rows.map((row) => columns(row.label))) + 2;
  let above = '';
  return rows.flatMap(({ label: word, style, text, helps }) => {
    const shown = word === above ? '' : word;
    above = word;
    const head = `  ${layout.paint(style, shown)}${' '.repeat(label - columns(shown))}`;
    const below = ' '.repeat(2 + label);
    const said = text.startsWith('k8sdoctor ') ? [text] : wrap(text, layout.width - 2 - label);
    return [
      ...said.map((line, i) => (i === 0 ? head : below) + line),
      ...helps.flatMap(({ command }) => (command ? [below + command] : [])),
    ];
  });
}
