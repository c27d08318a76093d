import type { Finding, Report } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';
import { layoutFor } from './layout.ts';
import type { RenderOptions } from './options.ts';
import { finding as plainFinding } from './plain.ts';
import { safeLines } from './safe.ts';
import { block, brief, writerFor } from './scan-text.ts';
import { scanWordsIn } from './scan-words.ts';
import type { Style } from './style.ts';

interface Change {
  kind: 'new' | 'gone' | 'changed';
  finding: Finding;
  before?: Finding;
}

const STYLES: Record<Change['kind'], Style> = { new: 'red', gone: 'green', changed: 'yellow' };

/** A change between two scans for a person: a new cause in full, the others in brief. */
export function renderChange({ kind, finding }: Change, report: Report, options: RenderOptions): string {
  const layout = layoutFor(options);
  const words = scanWordsIn(options.lang);
  const time = report.takenAt.slice(11, 19);
  const writer = writerFor(report, options);
  const explained = report.findings.filter(({ explainedBy }) => explainedBy === finding.fingerprint);
  const told = { root: finding, explained };
  const lines = kind === 'new' ? block(told, writer) : ['', ...brief(told, writer)];
  const head = `${time} ${layout.paint(STYLES[kind], words.change[kind])}`;
  return `\n${[head, ...lines.slice(1)].join('\n')}\n`;
}

/** A change between two scans as one line of JSON. */
export function renderChangeJson({ kind, finding }: Change, { takenAt, target }: Report, lang: Lang): string {
  const line = {
    apiVersion: 'k8sdoctor/v1',
    kind: 'Change',
    change: kind,
    takenAt: safeLines(takenAt),
    target: { kind: target.kind, namespace: target.namespace, name: safeLines(target.name) },
    finding: plainFinding(finding, (text) => safeLines(text[lang])),
  };
  return `${JSON.stringify(line)}\n`;
}
