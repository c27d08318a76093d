import { dump } from 'js-yaml';
import type { Report } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';
import type { Plain } from './plain-object.ts';
import { plainList, plainReport } from './plain.ts';

/** An object as YAML. */
export const dumpYaml = (value: Plain): string => dump(value, { lineWidth: -1, noRefs: true });

/** A report as YAML: the same object as `-o json`. */
export const renderYaml = (report: Report, lang: Lang): string => dumpYaml(plainReport(report, lang));

/** Reports on several clusters as YAML: the same object as `-o json`. */
export const renderYamlList = (reports: Report[], lang: Lang): string => dumpYaml(plainList(reports, lang));
