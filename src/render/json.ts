import type { Report } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';
import { plainReport } from './plain.ts';

/** A report as JSON, described by report.schema.json. */
export const renderJson = (report: Report, lang: Lang): string =>
  `${JSON.stringify(plainReport(report, lang), null, 2)}\n`;
