import { renderText } from './text.ts';
import type { Report } from '../model/finding.ts';
import type { CiFormat, Format, RenderOptions } from './options.ts';

export type { Format, RenderOptions } from './options.ts';

/**
 * A report as a string that ends in a newline, safe to print: escape sequences are shown, secrets are masked.
 * Asynchronous because each format is loaded on demand: the YAML writer costs what a text report need not pay.
 */
export async function render(report: Report, format: Format, options: RenderOptions): Promise<string> {
  switch (format) {
    case 'text':
      return asText(report, options);
    case 'wide':
      return asText(report, { ...options, wide: true });
    case 'json':
      return (await import('./json.ts')).renderJson(report, options.lang);
    case 'yaml':
      return (await import('./yaml.ts')).renderYaml(report, options.lang);
    case 'markdown':
      return (await import('./markdown.ts')).renderMarkdown(report, options.lang);
    default:
      return forCi([report], format, options);
  }
}

/** A scan has many causes on many objects, and so a form of its own. */
const asText = async (report: Report, options: RenderOptions): Promise<string> =>
  report.scan ? (await import('./scan-text.ts')).renderScan(report, options) : renderText(report, options);

/** Formats that hold any number of reports. */
async function forCi(reports: Report[], format: CiFormat, options: RenderOptions): Promise<string> {
  const { lang, failOn = 'error', version = '', playbooks = [] } = options;
  switch (format) {
    case 'junit':
      return (await import('./junit.ts')).renderJunit(reports, { lang, failOn });
    case 'sarif':
      return (await import('./sarif.ts')).renderSarif(reports, { lang, version, playbooks });
    case 'github':
      return (await import('./github.ts')).renderGithub(reports, lang, (report) =>
        asText(report, { ...options, color: false }),
      );
    default:
      return format satisfies never;
  }
}

async function listAsText(reports: Report[], options: RenderOptions): Promise<string> {
  if (reports.every(({ scan }) => scan)) return (await import('./scan-list.ts')).renderScans(reports, options);
  return (await Promise.all(reports.map((report) => asText(report, options)))).join('\n');
}

/** Reports on several clusters as one: one below the other, as a `ReportList`, or in one file of a format for CI. */
export async function renderList(reports: Report[], format: Format, options: RenderOptions): Promise<string> {
  switch (format) {
    case 'text':
    case 'wide':
      return listAsText(reports, { ...options, wide: format === 'wide' });
    case 'markdown':
      return (await Promise.all(reports.map((report) => render(report, format, options)))).join('\n');
    case 'json':
      return (await import('./json.ts')).renderJsonList(reports, options.lang);
    case 'yaml':
      return (await import('./yaml.ts')).renderYamlList(reports, options.lang);
    default:
      return forCi(reports, format, options);
  }
}
