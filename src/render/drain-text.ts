import type { DrainPlan, PlannedPod } from '../model/drain-plan.ts';
import { drainWordsIn, type Counts, type DrainWords } from './drain-words.ts';
import { layoutFor, type Layout } from './layout.ts';
import type { RenderOptions } from './options.ts';
import { safe, safeProse } from './safe.ts';
import type { Style } from './style.ts';
import { columns, largest, pad, wrap } from './width.ts';

/** One line of the table: its label, the pod it is about, what is said, and what helps. */
interface Row {
  label: string;
  style: Style;
  name: string;
  text: string;
  helps: string[];
}

const keyOf = ({ namespace, name }: PlannedPod): string => safe(`${namespace}/${name}`);

/** So many pods of one fate are listed before the rest is only counted. */
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

/** How one pod is told under each heading it belongs to. */
type Teller = (pod: PlannedPod, words: DrainWords, layout: Layout) => Omit<Row, 'name'> | undefined;

const never: Teller = ({ verdict, remedies }, words, { say }) => {
  if (verdict?.kind !== 'never') return undefined;
  const helps = remedies.map(
    ({ text, command, proven }) =>
      say(text) + (proven ? words.brackets(words.proven) : '') + (command ? words.colon + safe(command) : ''),
  );
  return { label: words.never, style: 'red', text: say(verdict.why), helps };
};

const blocked: Teller = ({ fate }, words, { say }) => {
  if (fate.kind !== 'blocked') return undefined;
  const text = fate.by.map(({ why }) => say(why)).join(words.semicolon);
  return { label: words.blocked, style: 'red', text, helps: [fate.by.flatMap(({ flag }) => flag ?? []).join(' ')] };
};

const waits: Teller = ({ verdict }, words, { say }) => {
  if (verdict?.kind !== 'waits') return undefined;
  const { why, seconds } = verdict;
  const usually = seconds === undefined ? '' : words.brackets(words.usually(seconds));
  return { label: words.waits, style: 'yellow', text: say(why) + usually, helps: [] };
};

const loses: Teller = ({ losses }, words, { say }) => {
  if (losses.length === 0) return undefined;
  const text = losses.map(({ what }) => say(what)).join(words.semicolon);
  return { label: words.warning, style: 'yellow', text, helps: [] };
};

const stays: Teller = ({ fate }, words, { say }) =>
  fate.kind === 'skip' ? { label: words.skip, style: 'dim', text: say(fate.why), helps: [] } : undefined;

const rowsOf = ({ pods }: DrainPlan, words: DrainWords, layout: Layout): Row[] =>
  [never, blocked, waits, loses, stays].flatMap((tell) =>
    pods.flatMap((pod) => {
      const row = tell(pod, words, layout);
      return row ? [{ ...row, name: keyOf(pod) }] : [];
    }),
  );

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

function table(rows: Row[], layout: Layout): string[] {
  const label = largest(rows.map((row) => columns(row.label))) + 2;
  const names = largest(rows.map((row) => columns(row.name)).filter((size) => size <= layout.width * 0.4)) + 2;
  const room = layout.width - 2 - label - names;
  return rows.flatMap(({ label: word, style, name, text, helps }) => {
    const head = `  ${layout.paint(style, word)}${' '.repeat(label - columns(word))}`;
    const below = ' '.repeat(2 + label + names);
    const said = [
      ...wrap(text, room),
      ...helps.flatMap((line) => wrap(`→ ${line}`, room).map((part, i) => (i === 0 ? part : `  ${part}`))),
    ];
    if (columns(name) + 2 > names) return [head + name, ...said.map((line) => below + line)];
    return said.map((line, i) => (i === 0 ? head + pad(name, names) + line : below + line));
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

/** A drain plan for a person at a terminal: whether it can end, what holds it up and what helps, where pods go, what is lost. */
export function renderDrainText(plan: DrainPlan, options: RenderOptions): string {
  const layout = layoutFor(options);
  const words = drainWordsIn(options.lang);
  const [mark, style] = MARK[plan.outcome];
  const head = words.headline(safe(plan.nodes.join(', ')), plan.outcome, countsOf(plan));
  const hazards = plan.hazards.map(({ text, severity }): Row => ({
    label: words.hazard,
    style: severity === 'error' ? 'red' : 'yellow',
    name: '',
    text: layout.say(text),
    helps: [],
  }));
  const plain = (label: string, texts: string[]): Row[] =>
    texts.map((text) => ({ label, style: 'bold', name: '', text, helps: [] }));
  const rounds = plan.rounds > 0 && plan.outcome === 'waits' ? [words.rounds(plan.rounds)] : [];
  const below = [
    ...hazards,
    ...plain(words.landing, landingText(plan, words, layout)),
    ...plain(words.note, rounds),
    ...plain(words.notSeen, plan.notSeen.map(layout.say)),
    ...plain(words.next, plan.outcome === 'never' ? [] : [drainCommand(plan)]),
  ];
  const above = [
    ...shortened(rowsOf(plan, words, layout), words, layout),
    ...(layout.verbose ? orderRows(plan, words) : []),
  ];
  const lines = [
    ...wrap(head, layout.width - 2).map((line, i) => (i === 0 ? `${layout.paint(style, mark)} ${line}` : `  ${line}`)),
    '',
    ...table(above, layout),
    ...(above.length > 0 && below.length > 0 ? [''] : []),
    ...aside(below, layout),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** Labels with text beside them, without a column for names. */
function aside(rows: Row[], layout: Layout): string[] {
  const label = largest(rows.map((row) => columns(row.label))) + 2;
  return rows.flatMap(({ label: word, style, text }) =>
    wrap(text, layout.width - 2 - label).map(
      (line, i) =>
        `  ${i === 0 ? layout.paint(style, word) + ' '.repeat(label - columns(word)) : ' '.repeat(label)}${line}`,
    ),
  );
}
