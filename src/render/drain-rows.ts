import type { DrainPlan, Judged, PlannedPod, Remedy } from '../model/drain-plan.ts';
import { podNames } from '../model/pod-names.ts';
import type { DrainWords } from './drain-words.ts';
import type { Layout } from './layout.ts';
import { safe } from './safe.ts';
import type { Style } from './style.ts';

/** One line of the table: its label, the pods it is about, what is said, and what helps. */
export interface Row {
  label: string;
  style: Style;
  name: string;
  text: string;
  helps: Help[];
}

/** What helps, and the command for it, which must be copied whole. */
export interface Help {
  text: string;
  command?: string;
}

/** What rows are made with. */
export interface Teller {
  words: DrainWords;
  layout: Layout;
}

/** So many names of one row are told before the rest is only counted. */
const MOST_NAMES = 4;

export const keyOf = ({ namespace, name }: PlannedPod): string => safe(`${namespace}/${name}`);

/** The pods of one row: those of one controller together, unless all are asked for. */
export function namesOf(pods: PlannedPod[], { words, layout }: Teller): string {
  const names = layout.verbose ? pods.map(keyOf) : podNames(pods).map((name) => safe(name));
  const shown = layout.verbose ? names : names.slice(0, MOST_NAMES);
  const more = names.length - shown.length;
  return shown.join(words.comma) + (more > 0 ? words.andMore(more) : '');
}

/** Pods of which the same is to be said. */
function folded<T>(entries: { pod: PlannedPod; what: T; key: string }[]): { pods: PlannedPod[]; what: T }[] {
  return [...Map.groupBy(entries, ({ key }) => key).values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ pods: group.map(({ pod }) => pod), what: first.what }] : [];
  });
}

/** What helps, with the word for what was simulated. */
export const helpOf = ({ text, command, proven }: Remedy, { words, layout }: Teller): Help => ({
  text: layout.say(text) + (proven ? words.brackets(words.proven) : ''),
  ...(command && { command: safe(command) }),
});

function neverRows(pods: PlannedPod[], teller: Teller): Row[] {
  const entries = pods.flatMap((pod) => {
    const { verdict, remedies } = pod;
    if (verdict?.kind !== 'never') return [];
    return [{ pod, what: { verdict, remedies }, key: JSON.stringify([verdict.why, remedies]) }];
  });
  return folded(entries).map(({ pods: alike, what: { verdict, remedies } }) => ({
    label: teller.words.never,
    style: 'red',
    name: namesOf(alike, teller),
    text: teller.layout.say(verdict.why),
    helps: remedies.map((remedy) => helpOf(remedy, teller)),
  }));
}

/** What holds pods back, by the flag that lifts it: what each loses is told further down. */
function blockedRows(pods: PlannedPod[], teller: Teller): Row[] {
  const entries = pods.flatMap((pod) =>
    pod.fate.kind === 'blocked' ? pod.fate.by.map((by) => ({ pod, what: by, key: `${by.flag ?? ''} ${by.rule}` })) : [],
  );
  const text = ({ rule, why }: Judged<'blocked'>, count: number): string =>
    teller.words.needs[rule]?.(count) ?? teller.layout.say(why);
  return folded(entries).map(({ pods: alike, what }) => ({
    label: teller.words.blocked,
    style: 'red',
    name: what.flag ?? '',
    text: text(what, alike.length) + teller.words.colon + namesOf(alike, teller),
    helps: [],
  }));
}

/** What waits: pods of one budget go one round after the other. */
function waitRows(pods: PlannedPod[], teller: Teller): Row[] {
  const { words, layout } = teller;
  const entries = pods.flatMap((pod) => {
    const { verdict } = pod;
    if (verdict?.kind !== 'waits') return [];
    const inRounds = verdict.reason === 'budget-used-up' && !layout.verbose;
    return [{ pod, what: verdict, key: inRounds ? (verdict.budget ?? '') : verdict.why.en }];
  });
  return folded(entries).map(({ pods: alike, what }) => {
    const waits = alike.flatMap(({ verdict }) => (verdict?.kind === 'waits' ? [verdict] : []));
    const rounds = Math.max(...waits.map(({ round }) => round));
    const seconds = Math.max(...waits.map((wait) => wait.seconds ?? 0));
    const together = what.reason === 'budget-used-up' && alike.length > 1 && !layout.verbose;
    const text = together ? words.inRounds(safe(what.budget ?? ''), rounds) : layout.say(what.why);
    const usually = seconds > 0 ? words.brackets(words.usually(seconds)) : '';
    return { label: words.waits, style: 'yellow', name: namesOf(alike, teller), text: text + usually, helps: [] };
  });
}

const MOVES = new Set(['attached-volume', 'same-name']);
/** What is gone for good comes first. */
const WORST = ['job', 'bare-pod', 'local-volume', 'host-path', 'empty-dir', 'attached-volume', 'same-name'];

function lossRows(pods: PlannedPod[], teller: Teller): Row[] {
  const entries = pods.flatMap((pod) => pod.losses.map((what) => ({ pod, what, key: what.what.en })));
  return folded(entries)
    .toSorted((a, b) => WORST.indexOf(a.what.kind) - WORST.indexOf(b.what.kind))
    .map(({ pods: alike, what: { kind, what } }) => ({
      label: MOVES.has(kind) ? teller.words.moves : teller.words.warning,
      style: MOVES.has(kind) ? 'dim' : 'yellow',
      name: namesOf(alike, teller),
      text: teller.layout.say(what),
      helps: [],
    }));
}

function stayRows(pods: PlannedPod[], teller: Teller): Row[] {
  const entries = pods.flatMap((pod) =>
    pod.fate.kind === 'skip'
      ? [{ pod, what: pod.fate, key: pod.fate.rule === 'daemonset' ? pod.fate.rule : pod.fate.why.en }]
      : [],
  );
  return folded(entries).map(({ pods: alike, what }) => ({
    label: teller.words.skip,
    style: 'dim',
    name: namesOf(alike, teller),
    text: (what.rule === 'daemonset' && teller.words.needs[what.rule]?.(alike.length)) || teller.layout.say(what.why),
    helps: [],
  }));
}

/** The rows of a plan about its pods: what never goes, what needs a flag, what waits, what is lost, what moves, what stays. */
export const podRows = ({ pods }: DrainPlan, teller: Teller): Row[] =>
  [neverRows, blockedRows, waitRows, lossRows, stayRows].flatMap((tell) => tell(pods, teller));
