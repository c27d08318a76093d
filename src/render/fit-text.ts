import type { Fit, FitRow, FitVerdict, WorkloadFit } from '../model/fit.ts';
import { evictionWords, fitHeadline, stopWords } from './fit-words.ts';
import { besideJoined, BODY, INDENT, indent, layoutFor, paragraph, type Layout } from './layout.ts';
import { foldNodes } from './node-table.ts';
import type { RenderOptions } from './options.ts';
import { safeProse } from './safe.ts';
import type { Style } from './style.ts';
import { renderTable } from './table.ts';
import { wrap } from './width.ts';

/** The sign a verdict is recognised by, and its colour. */
export const FIT_MARKS: Record<FitVerdict, [mark: string, style: Style]> = {
  fits: ['✓', 'green'],
  'does-not-fit': ['✖', 'red'],
  unknown: ['?', 'yellow'],
};

/** The columns of the table of nodes. */
export const FIT_COLUMNS = {
  en: ['NODE', 'PODS', 'MORE', 'WHAT STOPS THE NEXT ONE THERE'],
  zh: ['节点', 'POD', '还可放', '下一个为何放不下'],
};

const countOf = ({ pods, more }: FitRow): string => `${pods} ${more}`;

/** The cells of the table of nodes, without its heading. */
export function fitCells(
  fit: WorkloadFit,
  { lang, wide = false }: { lang: RenderOptions['lang']; wide?: boolean },
): string[][] {
  return foldNodes(fit.nodes, { lang, wide, extra: countOf }).map(({ label, rows, reasons }) => {
    const [{ pods = 0, more = 0 } = {}] = rows;
    return [label, pods > 0 ? `${pods}` : '-', more > 0 ? `${more}` : '-', reasons.join(lang === 'zh' ? '；' : '; ')];
  });
}

function workload(fit: WorkloadFit, options: RenderOptions, layout: Layout): string[] {
  const { lang, paint, width, say } = { ...layout };
  const [mark, style] = FIT_MARKS[fit.verdict];
  const [first = '', ...rest] = wrap(fitHeadline(fit, lang), width - INDENT);
  const table = renderTable([FIT_COLUMNS[lang], ...fitCells(fit, options)], { width: width - BODY });
  const notes = fit.notes.flatMap((note) => paragraph(say(note), INDENT, layout));
  return [
    `${paint(style, mark)} ${paint('bold', first)}`,
    ...indent(rest, INDENT).map((line) => paint('bold', line)),
    ...(fit.stop ? paragraph(safeProse(stopWords(fit.stop, fit, lang)), INDENT, layout) : []),
    ...(fit.evicts ? paragraph(safeProse(evictionWords(fit.evicts, lang)), INDENT, layout) : []),
    ...notes,
    ...(fit.nodes.length > 0 ? ['', ...indent(table.trimEnd().split('\n'), INDENT)] : []),
  ];
}

/** For a person at a terminal: whether and where the pods land, and what every node says. */
export function renderFitText(fit: Fit, options: RenderOptions): string {
  const layout = layoutFor(options);
  const { words, say } = layout;
  const blocks = fit.workloads.flatMap((each, i) => [...(i > 0 ? [''] : []), ...workload(each, options, layout)]);
  const lines = [
    ...blocks,
    '',
    ...besideJoined(words.note, fit.notes.map(say), layout),
    ...besideJoined(words.notSeen, fit.notSeen.map(say), layout),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}
