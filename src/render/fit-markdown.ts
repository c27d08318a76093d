import type { Fit, WorkloadFit } from '../model/fit.ts';
import type { Lang, Text } from '../model/text.ts';
import { FIT_COLUMNS, FIT_MARKS, fitCells } from './fit-text.ts';
import { evictionWords, fitHeadline, stopWords } from './fit-words.ts';
import { escapeMarkdown } from './markdown.ts';
import { safeProse } from './safe.ts';
import { wordsIn } from './words.ts';

const plain = (text: string): string => escapeMarkdown(safeProse(text));

const tableRow = (cells: string[]): string => `| ${cells.map(plain).join(' | ')} |`;

function workload(fit: WorkloadFit, lang: Lang): string[] {
  const paragraphs = [
    ...(fit.stop ? [plain(stopWords(fit.stop, fit, lang))] : []),
    ...(fit.evicts ? [plain(evictionWords(fit.evicts, lang))] : []),
    ...fit.notes.map((note: Text) => plain(note[lang])),
  ];
  const cells = fitCells(fit, { lang });
  return [
    `## ${FIT_MARKS[fit.verdict][0]} ${plain(fitHeadline(fit, lang))}`,
    '',
    ...paragraphs.flatMap((text) => [text, '']),
    ...(cells.length > 0 ? [tableRow(FIT_COLUMNS[lang]), '| --- | --- | --- | --- |', ...cells.map(tableRow), ''] : []),
  ];
}

/** For a ticket or a comment on a pull request. */
export function renderFitMarkdown(fit: Fit, lang: Lang): string {
  const words = wordsIn(lang);
  const list = (heading: string, texts: Text[]): string[] =>
    texts.length === 0 ? [] : [`**${heading}**`, '', ...texts.map((text) => `- ${plain(text[lang])}`), ''];
  const lines = [
    ...fit.workloads.flatMap((each) => workload(each, lang)),
    ...list(words.note, fit.notes),
    ...list(words.notSeen, fit.notSeen),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}
