import type { Report, Severity } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';
import { headingOf, MARKS, sameObject, shortRef, targetName } from './headline.ts';
import { renderMarkdown } from './markdown.ts';
import { outlineLines, outlinesOf, type Outline } from './outline.ts';
import { safe, safeProse } from './safe.ts';
import { withoutCommands, workflowCommand } from './workflow-command.ts';
import { wordsIn } from './words.ts';

const COMMAND = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** GitHub shows ten annotations of each kind for a step, and drops the rest. */
const MOST_ANNOTATIONS = 10;
const LONGEST_TITLE = 255;

interface Annotation {
  level: Severity;
  title: string;
  data: string;
  file?: string;
  line?: number;
  column?: number;
}

function ofOutline(outline: Outline, isFirst: boolean, lang: Lang): Annotation {
  const { root, severity } = outline;
  const { location } = root;
  const words = wordsIn(lang);
  const lines = outlineLines({ ...outline, root: { ...root, ruledOut: [] } }, lang);
  const title = `${headingOf(root, isFirst, words)}${words.colon}${safeProse(root.title[lang])}`;
  const about = [shortRef(root.owner ?? root.target), safe(root.id)].join(' · ');
  return {
    level: severity,
    title,
    data: [about, ...lines].join('\n'),
    ...(location && location.file !== '-' && { file: location.file, line: location.line, column: location.column }),
  };
}

/** What `check` waited for in vain, and no finding is about. */
const ofChecked = ({ checked = [], findings }: Report, lang: Lang): Annotation[] =>
  checked
    .filter((target) => target.state !== 'ready')
    .filter(
      (ref) => !findings.some(({ target, owner }) => sameObject(target, ref) || (owner && sameObject(owner, ref))),
    )
    .map((target) => ({
      level: 'error',
      title: wordsIn(lang).notReady(shortRef(target)),
      data: target.note ? safeProse(target.note[lang]) : target.state,
    }));

/** What makes a report less than whole: a verdict that nothing explains, what could not be seen. */
function ofVerdict(report: Report, lang: Lang): Annotation[] {
  const words = wordsIn(lang);
  const name = targetName(report.target);
  const note = report.note ? safeProse(report.note[lang]) : words.verdict[report.verdict];
  const unseen = report.notSeen.map((text) => safeProse(text[lang]));
  return [
    ...(report.verdict === 'unknown' && report.unexplained
      ? [{ level: 'error' as const, title: `${name}${words.colon}${words.verdict.unknown}`, data: note }]
      : []),
    ...(unseen.length > 0
      ? [{ level: 'info' as const, title: `${words.notSeen}${words.colon}${name}`, data: unseen.join('\n') }]
      : []),
  ];
}

const toCommand = ({ level, title, data, file, line, column }: Annotation): string =>
  workflowCommand(
    COMMAND[level],
    { file: file && safe(file), line, col: column, title: title.slice(0, LONGEST_TITLE) },
    data,
  );

/** As many annotations of each kind as GitHub shows; the last of too many says how many there are besides. */
function annotations(reports: Report[], lang: Lang): string[] {
  const all = reports.flatMap((report) => [
    ...outlinesOf(report).map((outline, i) => ofOutline(outline, i === 0, lang)),
    ...ofChecked(report, lang),
    ...ofVerdict(report, lang),
  ]);
  return (['error', 'warning', 'info'] as const).flatMap((level) => {
    const own = all.filter((annotation) => annotation.level === level);
    if (own.length <= MOST_ANNOTATIONS) return own.map(toCommand);
    const rest = own.slice(MOST_ANNOTATIONS - 1);
    const data = rest.map(({ title }) => title).join('\n');
    return [
      ...own.slice(0, MOST_ANNOTATIONS - 1).map(toCommand),
      toCommand({ level, title: wordsIn(lang).moreFindings(rest.length), data }),
    ];
  });
}

type AsText = (report: Report) => Promise<string>;

/** Reports for the log of a GitHub Actions step: the text report in a group that folds, and an annotation for each root cause. */
export async function renderGithub(reports: Report[], lang: Lang, asText: AsText): Promise<string> {
  const texts = await Promise.all(reports.map(asText));
  const groups = reports.flatMap((report, i) => [
    workflowCommand('group', {}, `${MARKS[report.verdict][0]} ${targetName(report.target)}`),
    withoutCommands(texts[i]?.trimEnd() ?? ''),
    workflowCommand('endgroup', {}, ''),
  ]);
  return `${[...groups, ...annotations(reports, lang)].join('\n')}\n`;
}

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** Reports as the summary of a step, in so many bytes at most: what would not fit is left out by whole sections, and said. */
export function renderSummary(reports: Report[], lang: Lang, most: number): string {
  const whole = reports.map((report) => renderMarkdown(report, lang)).join('\n');
  if (bytes(whole) <= most) return whole;
  const left = `\n${wordsIn(lang).summaryCut}\n`;
  const sections = whole.split(/\n(?=#{2,3} )/);
  let kept = '';
  for (const section of sections) {
    const next = kept ? `${kept}\n${section}` : section;
    if (bytes(next) + bytes(left) > most) break;
    kept = next;
  }
  return bytes(kept + left) <= most ? kept + left : '';
}

/** What later steps of a workflow may ask for: the worst verdict, and how many findings there are of each severity. */
export function outputsOf(reports: Report[]): Record<string, string> {
  const order = ['failing', 'degraded', 'unknown', 'progressing', 'healthy'] as const;
  const findings = reports.flatMap((report) => report.findings);
  const count = (level: Severity): string => String(findings.filter(({ severity }) => severity === level).length);
  return {
    verdict: order.find((verdict) => reports.some((report) => report.verdict === verdict)) ?? 'healthy',
    findings: String(findings.length),
    errors: count('error'),
    warnings: count('warning'),
  };
}
