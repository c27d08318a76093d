import type { IgnoredFinding } from '../model/filtered.ts';
import type { Evidence, Finding, Location, Ref, Report } from '../model/finding.ts';
import type { Playbook } from '../model/playbook.ts';
import type { Lang, Text } from '../model/text.ts';
import { template } from './explain.ts';
import { clusterName, sourceOf } from './headline.ts';
import { codeSpan, escapeMarkdown } from './markdown.ts';
import { outlineLines } from './outline.ts';
import { object, type Plain } from './plain-object.ts';
import { safe, safeProse } from './safe.ts';
import { wordsIn } from './words.ts';

interface Options {
  lang: Lang;
  /** The program's version. */
  version: string;
  /** What the rules are described by. */
  playbooks: Playbook[];
}

const LEVEL = { error: 'error', warning: 'warning', info: 'note' } as const;
/** GitHub's names of the same, by which it filters. */
const PROBLEM = { error: 'error', warning: 'warning', info: 'recommendation' } as const;

/** GitHub refuses longer descriptions of a rule. */
const LONGEST_DESCRIPTION = 1024;

/** A cause may concern thousands of pods; the message counts them. */
const MOST_TARGETS = 100;

const cut = (text: string): string =>
  text.length <= LONGEST_DESCRIPTION ? text : `${text.slice(0, LONGEST_DESCRIPTION - 1).trimEnd()}…`;

/** Text of a message. `[a](b)` would become a link in it (SARIF 2.1.0, section 3.11.6), and a value from a cluster may spell one. */
const message = (text: string): { text: string } => ({ text: text.replaceAll('](', '] (') });

/** A rule's own words: `tag-not-found` of `image-pull` is `ImagePullTagNotFound`. */
const nameOf = (id: string): string =>
  id.replace(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_all, first: string) => first.toUpperCase());

function help(playbook: Playbook, lang: Lang): { text: string; markdown: string } {
  const words = wordsIn(lang).explain;
  const prose = (text: Text | undefined): string => (text ? template(safeProse(text[lang])) : '');
  const sections = [
    [words.cause, prose(playbook.cause)],
    [words.why, prose(playbook.why)],
    [words.fix, prose(playbook.fix)],
  ].filter(([, text]) => text);
  const commands = (playbook.fixes ?? []).map(({ command }) => template(safe(command)).trim());
  return {
    text: [...sections.map(([heading, text]) => `${heading}\n${text}`), ...commands].join('\n\n'),
    markdown: [
      ...sections.map(([heading, text = '']) => `**${heading}**\n\n${escapeMarkdown(text)}`),
      ...(commands.length > 0 ? [commands.map((command) => `- ${codeSpan(command)}`).join('\n')] : []),
    ].join('\n\n'),
  };
}

/** One cause as a rule: from its playbook, or from the finding where the playbook is not at hand. */
function rule(finding: Finding, { playbooks, lang }: Options): Plain {
  const playbook = playbooks.find(({ id }) => id === finding.id);
  const words = (text: Text): string => cut(playbook ? template(safeProse(text[lang])) : safeProse(text[lang]));
  const { title, cause } = playbook ?? finding;
  const id = safe(finding.id);
  return object({
    id,
    name: nameOf(id),
    shortDescription: message(words(title)),
    fullDescription: message(words(cause)),
    help: playbook && help(playbook, lang),
    defaultConfiguration: { level: LEVEL[finding.severity] },
    properties: {
      tags: [...new Set(['kubernetes', id.split('/')[0] ?? id, ...finding.topics.map(safe)])],
      precision: finding.confidence,
      'problem.severity': PROBLEM[finding.severity],
    },
  });
}

const NO_FILE: Text = {
  en: 'No file: an object of the cluster, as namespace, kind and name.',
  zh: '不是文件：集群中的对象，依次为命名空间、类别和名称。',
};

const encode = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

/**
 * A place that GitHub can file an alert under. An object without a line in a manifest stands at a path of its own, the same in every
 * run: `cluster/<namespace, or _ for none>/<kind>/<name>`.
 */
function physical(ref: Ref, location: Location | undefined, lang: Lang): Plain {
  if (location && location.file !== '-') {
    const path = encode(
      safe(location.file)
        .replaceAll('\\', '/')
        .replace(/^(?:\.\/)+/, ''),
    );
    const uri = path.startsWith('/') ? `file://${path}` : path;
    return { artifactLocation: { uri }, region: { startLine: location.line, startColumn: location.column } };
  }
  const { kind, namespace, name } = ref;
  const uri = `cluster/${[safe(namespace) || '_', safe(kind).toLowerCase(), safe(name)].map(encodeURIComponent).join('/')}`;
  return { artifactLocation: { uri, description: { text: NO_FILE[lang] } }, region: { startLine: 1 } };
}

const logical = ({ kind, namespace, name }: Ref): Plain => ({
  name: safe(name),
  fullyQualifiedName: [namespace, kind, name].map(safe).filter(Boolean).join('/'),
  kind: 'resource',
});

const related = (entry: Evidence, id: number, finding: Finding, lang: Lang): Plain => ({
  id,
  physicalLocation: physical(entry.object, undefined, lang),
  logicalLocations: [logical(entry.object)],
  message: message(`${sourceOf(entry, finding, wordsIn(lang))}${wordsIn(lang).colon}${safe(entry.value).trim()}`),
});

function result(finding: Finding, ruleIndex: number, lang: Lang): Plain {
  const { location, target, targets = [], owner, evidence } = finding;
  const about = owner && owner.kind !== 'Node' ? owner : target;
  const title = safeProse(finding.title[lang]);
  const lines = outlineLines({ root: { ...finding, ruledOut: [] }, explained: [], severity: finding.severity }, lang);
  return object({
    ruleId: safe(finding.id),
    ruleIndex,
    level: LEVEL[finding.severity],
    message: message(`${title}\n\n${lines.join('\n')}`),
    locations: [
      {
        physicalLocation: physical(about, location, lang),
        logicalLocations: [about, ...targets.slice(0, MOST_TARGETS)].map(logical),
      },
    ],
    relatedLocations:
      evidence.length > 0 ? evidence.map((entry, i) => related(entry, i + 1, finding, lang)) : undefined,
    partialFingerprints: fingerprints(finding.fingerprint),
    properties: object({
      confidence: finding.confidence,
      permanence: finding.permanence,
      target: [target.namespace, target.kind, target.name].map(safe).filter(Boolean).join('/'),
      container: finding.container && safe(finding.container),
      explainedBy: finding.explainedBy && safe(finding.explainedBy),
      explains: finding.explains.map(safe),
    }),
  });
}

/** GitHub follows an alert over runs by the first of these names. */
const fingerprints = (fingerprint: string): Plain => ({
  primaryLocationLineHash: `${safe(fingerprint)}:1`,
  'k8sdoctor/v1': safe(fingerprint),
});

/** What the ignore file took out: it stays in the file, marked as accepted, with the reason. */
const suppressed = (found: IgnoredFinding, lang: Lang): Plain => ({
  ruleId: safe(found.id),
  level: LEVEL[found.severity],
  message: message(safeProse(found.title)),
  locations: [{ physicalLocation: physical(found.target, undefined, lang), logicalLocations: [logical(found.target)] }],
  partialFingerprints: fingerprints(found.fingerprint),
  suppressions: [{ kind: 'external', status: 'accepted', justification: safeProse(found.reason) }],
});

function run(report: Report, options: Options): Plain {
  const { lang, version } = options;
  const ids = [...new Set(report.findings.map(({ id }) => id))];
  const rules = ids.flatMap((id) => report.findings.find((finding) => finding.id === id) ?? []);
  const unseen = report.notSeen.map((text): Plain => ({ level: 'warning', message: message(safeProse(text[lang])) }));
  return {
    tool: { driver: { name: 'k8sdoctor', version, rules: rules.map((finding) => rule(finding, options)) } },
    automationDetails: { id: `k8sdoctor/${encodeURIComponent(clusterName(report))}/` },
    language: lang,
    columnKind: 'utf16CodeUnits',
    invocations: [{ executionSuccessful: true, endTimeUtc: safe(report.takenAt), toolExecutionNotifications: unseen }],
    results: [
      ...report.findings.map((finding) => result(finding, ids.indexOf(finding.id), lang)),
      ...(report.filtered?.ignored ?? []).map((found) => suppressed(found, lang)),
    ],
    properties: object({ verdict: report.verdict, note: report.note && safeProse(report.note[lang]) }),
  };
}

/** Reports as SARIF 2.1.0, for code scanning: a run for each cluster, a rule for each cause, a result for each finding. */
export const renderSarif = (reports: Report[], options: Options): string =>
  `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: reports.map((report) => run(report, options)),
    },
    null,
    2,
  )}\n`;
