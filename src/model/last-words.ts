import { saidBy } from './log.ts';

/**
 * What a line says about the end of a program: a fatal error, an exception, an error, a complaint without a level, a warning; anything
 * else says something, and stack frames, usage texts and the like say nothing.
 */
const Weight = { fatal: 6, exception: 5, error: 4, complaint: 3, warning: 2, plain: 1, nothing: 0 } as const;
type Weight = (typeof Weight)[keyof typeof Weight];

const FRAME =
  /^\s+at \S|^\s*File "|^goroutine \d|^\s*\.{3} \d+ more|^\s*\^+\s*$|^\s*throw \w+;|^\s*triggerUncaught|^\s+from \S+:\d|^#\d+ |^\s+thrown in |^Stack trace:|^(?:\[0\] )?Emitted '|^During handling of|^The above exception|^note: run with/;
/** What Node prints of an error's own properties. */
const PROPERTY =
  /^\s+(?:code|errno|syscall|address|port|hostname|host|path|dest|input|status|signal|spawnargs|requireStack): /;
const TRACEBACK = /\bTraceback \(most recent call last\):?$/;
const USAGE = /^\s*usage\b/i;
const OPTION = /^(?:\s|-|[A-Z][\w ]*:$)/;
const NPM = /^(?:npm (?:ERR!|error|warn|notice)|make(?:\[\d+\])?: \*\*\*)\s?/;

/** Strongest first. Each pattern is linear in the line's length. */
const WEIGHTS: [Weight, RegExp][] = [
  [
    Weight.fatal,
    /\b(?:fatal|panic|emerg|critical|assertion)\b|\bpanicked at |^F\d{4} |^Caused by:|^exec \S+: exec format|"s":\s?"F"/i,
  ],
  [
    Weight.plain,
    /(?:^|[\s=[(|"])(?:INFO|DEBUG|TRACE|NOTICE)\b|^[ID]\d{4} |level"?[=:]\s?"?(?:info|debug|trace)|"s":\s?"[ID]\d?"/,
  ],
  [
    Weight.exception,
    /^(?:[\w$]+\.)*[A-Z]\w*(?:Error|Exception)\b|^Exception in thread|uncaught|unhandled|segmentation fault/i,
  ],
  [Weight.error, /\b(?:error|err|exception|alert|severe)\b|^E\d{4} |\w(?:Error|Exception)\b|"s":\s?"E"/i],
  [Weight.warning, /\bwarn(?:ing)?\b|^W\d{4} |"s":\s?"W"/i],
  [
    Weight.error,
    /\b(?:cannot|can't|could not|unable to|failed|failure|denied|refused|no such|not found|in use|killed|no space left|read-only|too many open|unrecognized|unknown (?:option|flag|command)|invalid|illegal|not set|not defined|is required|missing|timed out)\b/i,
  ],
  [
    Weight.complaint,
    /\b(?:do(?:es)? ?n[o']t (?:exist|match)|already (?:exists|running|been)|not (?:configured|specified|valid|writable|allowed|permitted|supported|ready)|must (?:be|not|set|specify|install|provide)|refusing|expired|too (?:low|small|large|big|long|old|new)|out of (?:memory|bounds|range)|incompatible|corrupt(?:ed)?|unexpected|unauthorized|forbidden|unusable|exceed(?:s|ed)|bad|wrong|mismatch|abort(?:ed|ing)?)\b|失败|错误|异常|无法|不能|拒绝|不存在|未找到|找不到|超时|缺少|非法/i,
  ],
];

/** What stands before the message: times, levels, names in brackets. */
const PREFIX =
  /^(?:\s*(?:[\w$.]+\.[A-Z][\w$]* +:|\[[^\]]{0,60}\]|\([^)]{0,60}\)|<[^>]{0,60}>|\d+:[A-Z]\b|\d\d? [A-Z][a-z]{2} \d{4}\b|\d[\d\-/:.,+TZ]*|(?:FATAL|PANIC|ERROR|ERR|ALERT|CRITICAL|SEVERE|LOG|Error|error)\b:?|[-|:,#*]))+\s*/;
const ADVICE =
  /^(?:for more (?:details|information)\b|see (?:the|also)\b|please (?:see|check|refer)\b|hint:|try (?:running|using|with|')|to see\b|learn more\b|visit\b|lifecycle script\b|failed at the\b)/i;
/** Ends that only say that it ended, in words of their own. */
const EPITAPH =
  /Could not create the Java Virtual Machine|^AH00015:|compilation aborted|errors? (?:were )?(?:found|encountered) in|^exit status \d+$/i;
const ENDING =
  /\b(?:exit(?:s|ed|ing)?|abort(?:s|ed|ing)?|shut(?:s|ting)? ?down|terminat(?:ed|ing)|stopp(?:ed|ing)|died|quit(?:ting)?|fail(?:ed|ure))\b/i;
/** What follows from an error before it, and names none itself: `Data Dictionary initialization failed`. */
const CONSEQUENCE =
  /(?:fail(?:ed|ure)? (?:to )?(?:initiali[sz]\w+|start|boot|set ?up)|(?:initiali[sz]ation|start-?up|setup) (?:has )?(?:failed|aborted))\b[^:.]*\.?$/i;
/** Words that say nothing about why. */
const HOLLOW = new Set(
  `exit exits exited exiting abort aborts aborted aborting shut shuts shutting shutdown down terminate terminated terminating stop stopped
  stopping died quit quitting fail failed failure fatal panic error errors exception exceptions start started starting startup boot booting load
  loading run running server process program application app service worker master main command script job task due to with code status signal during
  while up after before because of on in at by for an the is was were has have had will did not been be occurred complete completed normally
  abnormally unexpectedly reason prepare check see log logs details more now pid and or its it this`.split(/\s+/),
);

/** Whether a line only says that the program ends, as most do after they have said why: `Exiting due to fatal exception`. */
function isFarewell(message: string): boolean {
  if (EPITAPH.test(message) || ADVICE.test(message)) return true;
  const text = message.replaceAll(/\([^)]*\)|\S*[/\\]\S*/g, ' ');
  const telling = (text.match(/\p{L}[\p{L}\p{N}_']+/gu) ?? []).filter((word) => !HOLLOW.has(word.toLowerCase()));
  return telling.length === 0 || (telling.length === 1 && ENDING.test(text));
}

function weightOf(line: string): Weight {
  if (FRAME.test(line) || TRACEBACK.test(line) || USAGE.test(line) || PROPERTY.test(line)) return Weight.nothing;
  const told = line.replace(NPM, '');
  const weight = WEIGHTS.find(([, pattern]) => pattern.test(told))?.[0] ?? Weight.plain;
  if (weight < Weight.complaint) return weight;
  const message = saidBy(told).replace(PREFIX, '');
  if (isFarewell(message)) return Weight.plain;
  return weight === Weight.error && CONSEQUENCE.test(message) ? Weight.complaint : weight;
}

/** A line of a log, and how much it says about the end of the program. */
export interface Said {
  line: string;
  weight: number;
}

interface Weighed extends Said {
  at: number;
  weight: Weight;
}

/** A heading that its next line explains: `thread 'main' panicked at src/main.rs:5:10:`. */
const explainedBy = ({ line, weight }: Weighed, next: Weighed | undefined): boolean =>
  weight >= Weight.complaint &&
  /[^\s:]:$/.test(line) &&
  next !== undefined &&
  /[a-z]/i.test(next.line) &&
  next.weight > Weight.nothing &&
  !PREFIX.test(next.line);

/** The lines with their weights, as those before them have it: after `Traceback` comes the exception, after `Usage` comes no error. */
function weighed(lines: string[]): Weighed[] {
  let [traced, usage] = [false, false];
  const all: Weighed[] = [];
  for (const [at, line] of lines.entries()) {
    usage = USAGE.test(line) || (usage && OPTION.test(line));
    const raised: boolean = traced && /^\S/.test(line);
    traced = TRACEBACK.test(line) || (traced && !raised);
    const own = usage ? Weight.nothing : weightOf(line);
    const now = { line: line.trimEnd(), at, weight: raised && own < Weight.exception ? Weight.exception : own };
    const heading = all.at(-1);
    if (heading && explainedBy(heading, now)) {
      heading.line = `${heading.line} ${line.trim()}`;
      now.weight = Weight.nothing;
    }
    all.push(now);
  }
  return all;
}

/** The newest of lines that differ in numbers only: what a program tries again and again it says again and again. */
function distinct(lines: Weighed[]): Weighed[] {
  const byShape = new Map<string, Weighed>();
  for (const line of lines) byShape.set(line.line.trim().replaceAll(/\d+/g, '0'), line);
  return [...byShape.values()].toSorted((a, b) => a.at - b.at);
}

const plainly = ({ line, weight }: Weighed): Said => ({ line: line.trim(), weight });

const LOOK_BACK = 400;
const MOST_IN_BURST = 20;
const GAP = 3;

/** The first of the errors that came in one go at the end: the others often follow from it. */
function firstOfBurst(strong: Weighed[]): Weighed | undefined {
  let at = strong.length - 1;
  while (at > 0 && (strong[at]?.at ?? 0) - (strong[at - 1]?.at ?? 0) <= GAP) at -= 1;
  return strong.length - at <= MOST_IN_BURST ? strong[at] : undefined;
}

/**
 * The lines that most likely say why a program ended, in the log's order: the strongest of its last errors and the first of those that came
 * in one go, or its last lines when none looks like an error.
 */
export function lastWords(lines: string[], most = 4): Said[] {
  const recent = weighed(lines.slice(-LOOK_BACK));
  const strong = distinct(recent.filter(({ weight }) => weight >= Weight.complaint));
  if (strong.length === 0) return distinct(recent.slice(-most)).map(plainly);
  const best = strong.toSorted((a, b) => b.weight - a.weight || b.at - a.at).slice(0, most);
  const first = firstOfBurst(strong);
  if (first && best.length === most && !best.includes(first)) best.splice(-1, 1, first);
  return best.toSorted((a, b) => a.at - b.at).map(plainly);
}

/** The lines by how much they say, the last of equals first. */
export const strongestFirst = (words: Said[]): string[] =>
  words
    .toReversed()
    .toSorted((a, b) => b.weight - a.weight)
    .map(({ line }) => line);
