import type { Finding, Report } from '../model/finding.ts';
import { clusterName, rootsOf } from './headline.ts';
import { INDENT, paragraph } from './layout.ts';
import type { RenderOptions } from './options.ts';
import { renderScan, block, writerFor } from './scan-text.ts';

interface Common {
  report: Report;
  root: Finding;
  explained: Finding[];
  clusters: string[];
}

/** The root causes that more than one cluster has, as the first of them tells it. */
function commonIn(reports: Report[]): Common[] {
  const all = reports.flatMap((report) =>
    rootsOf(report.findings)
      .filter(({ root }) => root.severity !== 'info')
      .map((told) => ({ report, ...told })),
  );
  return [...Map.groupBy(all, ({ root }) => root.fingerprint).values()].flatMap((alike) => {
    const [first] = alike;
    return first && alike.length > 1 ? [{ ...first, clusters: alike.map(({ report }) => clusterName(report)) }] : [];
  });
}

/** Scans of several clusters for a person: what they have in common once, with the clusters named, then each of them. */
export function renderScans(reports: Report[], options: RenderOptions): string {
  const common = commonIn(reports);
  const told = new Set(common.map(({ root }) => root.fingerprint));
  const sections = common.flatMap(({ report, root, explained, clusters }) => {
    const writer = writerFor(report, options);
    const [blank = '', title = '', ...rest] = block({ root, explained }, writer);
    return [blank, title, ...paragraph(writer.scan.onClusters(clusters.join(', ')), INDENT, writer), ...rest];
  });
  const [first] = reports;
  const heading = first && common.length > 0 ? [writerFor(first, options).scan.onSeveral(common.length)] : [];
  const above = [...heading, ...sections].map((line) => `${line.trimEnd()}\n`).join('');
  return [...(above ? [above] : []), ...reports.map((report) => renderScan(report, options, told))].join('\n');
}
