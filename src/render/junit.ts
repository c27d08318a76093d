import type { Ref, Report, Verdict } from '../model/finding.ts';
import type { Lang, Text } from '../model/text.ts';
import { clusterName, sameObject, shortRef } from './headline.ts';
import { isFailure, outlineLines, outlinesOf, type Outline, type Threshold } from './outline.ts';
import { safe, safeProse } from './safe.ts';
import { wordsIn } from './words.ts';
import { element } from './xml.ts';

/** How one test case ended. */
type Result = 'passed' | 'failure' | 'error' | 'skipped';

interface Case {
  suite: string;
  classname: string;
  name: string;
  result: Result;
  /** The class of a failure: a finding's id. */
  type?: string;
  message?: string;
  body?: string;
  seconds?: number;
}

interface Options {
  lang: Lang;
  failOn: Threshold;
}

/** Objects of no namespace stand in a suite of their own. */
const suiteOf = ({ namespace }: { namespace: string }): string => safe(namespace) || 'cluster';

/** Jenkins takes what is before the last dot for the package, so the dots in a name are kept from being the last. */
const classOf = (ref: Ref): string => `${suiteOf(ref)}.${shortRef(ref).replaceAll('.', '_')}`;

function caseOf(outline: Outline, { lang, failOn }: Options): Case {
  const { root, severity } = outline;
  const about = root.owner ?? root.target; // a pod's name changes from run to run, its workload's does not
  const failed = isFailure(severity, failOn);
  return {
    suite: suiteOf(root.target),
    classname: classOf(about.kind === 'Node' ? root.target : about),
    name: safe(root.id) + (root.container ? ` [${safe(root.container)}]` : ''),
    result: failed ? 'failure' : 'passed',
    ...(failed && { type: safe(root.id), message: safeProse(root.title[lang]) }),
    body: [...(failed ? [] : [safeProse(root.title[lang])]), ...outlineLines(outline, lang)].join('\n'),
  };
}

/** What the verdict on a target is as a test: as the exit code has it. */
function resultOf(verdict: Verdict, { unexplained, notSeen }: Report, failOn: Threshold): Result {
  if (verdict !== 'unknown') return 'passed';
  if (!unexplained || failOn === 'never') return 'skipped';
  return notSeen.length > 0 ? 'error' : 'failure';
}

/** The verdict on each target that no finding makes fail: the healthy ones pass, those nobody could judge are skipped. */
function targetCases(report: Report, { lang, failOn }: Options): Case[] {
  const { target: whole, verdict, pods = [], checked } = report;
  // the pods of a selection, and the targets of a check, stand for the whole
  const hasParts = checked !== undefined || (whole.kind === 'PodList' && verdict !== 'unknown');
  const targets = [...(hasParts ? [] : [{ ...whole, verdict }]), ...pods];
  return targets
    .filter((target) => !checked?.some((ref) => sameObject(ref, target)))
    .filter((target) => target.verdict !== 'failing' && target.verdict !== 'degraded') // a finding says so
    .map((target): Case => {
      const result = resultOf(target.verdict, report, failOn);
      const note = report.note ? safeProse(report.note[lang]) : wordsIn(lang).verdict[target.verdict];
      const said = target.verdict === 'healthy' ? {} : { body: note };
      return {
        suite: suiteOf(target),
        classname: classOf(target),
        name: 'verdict',
        result,
        ...(result === 'passed' ? said : { type: target.verdict, message: note }),
      };
    });
}

/** What `check` waited for: it is ready, or the gate stays shut. That time ran out, no --fail-on makes good. */
function checkedCases({ checked, target: whole, note: why }: Report, { lang, failOn }: Options): Case[] {
  const nothing = { ...whole, state: 'progressing' as const, seconds: 0, ...(why && { note: why }) };
  const targets = checked?.length === 0 ? [nothing] : (checked ?? []);
  return targets.map((target): Case => {
    const note = target.note ? safeProse(target.note[lang]) : '';
    const failed = target.state === 'progressing' || (target.state === 'failed' && failOn !== 'never');
    const said = failed ? { type: target.state, message: note || target.state } : note ? { body: note } : {};
    return {
      suite: suiteOf(target),
      classname: classOf(target),
      name: 'ready',
      result: failed ? 'failure' : 'passed',
      seconds: target.seconds,
      ...said,
    };
  });
}

/** What an ignore file took out of the report. */
const ignoredCases = ({ filtered }: Report): Case[] =>
  (filtered?.ignored ?? []).map(({ id, target, reason }): Case => {
    const at = { suite: suiteOf(target), classname: classOf(target) };
    return { ...at, name: safe(id), result: 'skipped', type: 'ignored', message: safeProse(reason) };
  });

/** What could not be seen, so that nobody takes a green report for a whole one. */
const unseenCases = (report: Report, { lang }: Options): Case[] =>
  report.notSeen.map((text: Text): Case => {
    const message = safeProse(text[lang]);
    return {
      suite: suiteOf(report.target),
      classname: 'k8sdoctor.coverage',
      name: message,
      result: 'skipped',
      message,
    };
  });

/** Two cases of one name would be taken for one run twice. */
function apart(cases: Case[]): Case[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const key = `${one.suite}\n${one.classname}\n${one.name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? one : { ...one, name: `${one.name} #${count}` };
  });
}

/** Seconds with milliseconds at most, and without a comma: the schema allows one, but GitLab reads no further than to it. */
const seconds = (time: number): string => String(Math.round(Math.max(0, time) * 1000) / 1000);

function caseElement({ classname, name, result, type, message, body, seconds: time = 0 }: Case): string {
  const attributes = { name, classname, time: seconds(time) };
  if (result !== 'passed') {
    const outcome = element(result, { type, message }, body ? { text: body } : {});
    return element('testcase', attributes, { elements: [outcome] });
  }
  return element('testcase', attributes, body ? { elements: [element('system-out', {}, { text: body })] } : {});
}

const count = (cases: Case[], result: Result): number => cases.filter((one) => one.result === result).length;

const totals = (cases: Case[]): Record<string, string | number> => ({
  tests: cases.length,
  failures: count(cases, 'failure'),
  errors: count(cases, 'error'),
});

const casesOf = (report: Report, options: Options): Case[] =>
  apart([
    ...checkedCases(report, options),
    ...outlinesOf(report).map((outline) => caseOf(outline, options)),
    ...targetCases(report, options),
    ...ignoredCases(report),
    ...unseenCases(report, options),
  ]);

function suiteElement(name: string, cases: Case[], { server, takenAt, verdict }: Report): string {
  const property = (key: string, value: string): string => element('property', { name: key, value });
  const properties = [property('verdict', verdict), property('server', safe(server.location))];
  const attributes = {
    name,
    ...totals(cases),
    skipped: count(cases, 'skipped'),
    time: seconds(cases.reduce((sum, one) => sum + (one.seconds ?? 0), 0)),
    timestamp: safe(takenAt).replace(/(?:\.\d+)?Z$/, ''), // the format knows no time zone: UTC
  };
  return element('testsuite', attributes, {
    elements: [element('properties', {}, { elements: properties }), ...cases.map(caseElement)],
  });
}

/** Reports as JUnit XML, as Jenkins and GitLab read it: a suite for each namespace, a test case for each cause and each target. */
export function renderJunit(reports: Report[], options: Options): string {
  const suites = reports.flatMap((report) => {
    const prefix = reports.length > 1 ? `${clusterName(report)}/` : '';
    const byName = Map.groupBy(casesOf(report, options), ({ suite }) => suite);
    return [...byName]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, cases]) => ({ name: prefix + name, cases, report }));
  });
  const all = { name: 'k8sdoctor', ...totals(suites.flatMap(({ cases }) => cases)) };
  const elements = suites.map(({ name, cases, report }) => suiteElement(name, cases, report));
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', all, { elements })}\n`;
}
