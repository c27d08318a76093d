import type { Report } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';
import { plainList, plainReport } from './plain.ts';

/** A report as JSON, described by report.schema.json. */
export const renderJson = (report: Report, lang: Lang): string =>
  `${JSON.stringify(plainReport(report, lang), null, 2)}\n`;

/** Reports on several clusters as JSON. */
export const renderJsonList = (reports: Report[], lang: Lang): string =>
  `${JSON.stringify(plainList(reports, lang), null, 2)}\n`;
