import { dump } from 'js-yaml';
import type { Report } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';
import { plainReport } from './plain.ts';

/** A report as YAML: the same object as `-o json`. */
export const renderYaml = (report: Report, lang: Lang): string =>
  dump(plainReport(report, lang), { lineWidth: -1, noRefs: true });
