import type { Report } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';

/** The formats a report can be printed in. */
export type Format = 'text' | 'json' | 'yaml' | 'markdown';

/** How a report is to look. */
export interface RenderOptions {
  lang: Lang;
  /** Colour as a second signal; nothing is said by colour alone. */
  color: boolean;
  /** Columns of the terminal; below 40 counts as 40, above 120 as 120. */
  width: number;
  /** Show what is otherwise cut short: long values, every consequence, the coverage ledger. */
  verbose?: boolean;
}

/**
 * A report as a string that ends in a newline, safe to print: escape sequences are shown, secrets are masked.
 * Asynchronous because each format is loaded on demand: the YAML writer costs what a text report need not pay.
 */
export async function render(report: Report, format: Format, options: RenderOptions): Promise<string> {
  switch (format) {
    case 'text':
      return (await import('./text.ts')).renderText(report, options);
    case 'json':
      return (await import('./json.ts')).renderJson(report, options.lang);
    case 'yaml':
      return (await import('./yaml.ts')).renderYaml(report, options.lang);
    case 'markdown':
      return (await import('./markdown.ts')).renderMarkdown(report, options.lang);
    default:
      return format satisfies never;
  }
}
