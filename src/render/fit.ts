import type { Fit } from '../model/fit.ts';
import { renderFitText } from './fit-text.ts';
import type { PlainFormat, RenderOptions } from './options.ts';

/** A fit as a string that ends in a newline, safe to print. */
export async function renderFit(fit: Fit, format: PlainFormat, options: RenderOptions): Promise<string> {
  switch (format) {
    case 'text':
      return renderFitText(fit, options);
    case 'wide':
      return renderFitText(fit, { ...options, wide: true });
    case 'json':
      return `${JSON.stringify((await import('./fit-plain.ts')).plainFit(fit, options.lang), null, 2)}\n`;
    case 'yaml':
      return (await import('./yaml.ts')).dumpYaml((await import('./fit-plain.ts')).plainFit(fit, options.lang));
    case 'markdown':
      return (await import('./fit-markdown.ts')).renderFitMarkdown(fit, options.lang);
    default:
      return format satisfies never;
  }
}
