import { renderText } from './text.ts';
import type { Report } from '../model/finding.ts';
import type { Format, RenderOptions } from './options.ts';

export type { Format, RenderOptions } from './options.ts';

/**
 * A report as a string that ends in a newline, safe to print: escape sequences are shown, secrets are masked.
 * Asynchronous because each format is loaded on demand: the YAML writer costs what a text report need not pay.
 */
export async function render(report: Report, format: Format, options: RenderOptions): Promise<string> {
  switch (format) {
    case 'text':
      return renderText(report, options);
    case 'wide':
      return renderText(report, { ...options, wide: true });
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
