import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { DoctorError } from '../model/error.ts';
import { verbatim, type Text } from '../model/text.ts';
import { compile } from './condition.ts';
import { assembleWords } from './dictionary.ts';
import { filterNames, placeholders } from './fill.ts';
import type { Library, PlaybookFile } from './library.ts';
import playbookSchema from './playbook.schema.json' with { type: 'json' };
import symptomSchema from './symptom.schema.json' with { type: 'json' };
import wordSchema from './word.schema.json' with { type: 'json' };

/** One thing wrong with a playbook file. */
export interface Complaint {
  file: string;
  problem: string;
}

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false });
const checkPlaybook = ajv.compile(playbookSchema);
const checkSymptom = ajv.compile(symptomSchema);
const checkWords = ajv.compile(wordSchema);

const isSymptom = ({ id }: PlaybookFile): boolean => id === '_playbook' || id.endsWith('/_playbook');

function schemaProblems(file: PlaybookFile, check: ValidateFunction): string[] {
  if (check(file.content)) return [];
  return [
    ...new Set(
      (check.errors ?? []).map(({ instancePath, message, params }) => {
        const extra = (params as { additionalProperty?: string }).additionalProperty;
        return `${instancePath.slice(1).replaceAll('/', '.') || 'file'}: ${message}${extra ? ` (${extra})` : ''}`;
      }),
    ),
  ];
}

interface Content {
  when?: string;
  refutedBy?: { when: string };
  fixes?: { when?: string }[];
  explains?: { id: string }[];
  explainedBy?: { id: string }[];
  rulesOut?: string[];
  evidence?: { matches?: string; log?: string }[];
}

function conditionProblems({ when, refutedBy, fixes }: Content): string[] {
  const conditions = [when, refutedBy?.when, ...(fixes ?? []).map((fix) => fix.when)];
  return conditions.flatMap((condition) => {
    if (!condition) return [];
    try {
      compile(condition, 'when');
      return [];
    } catch (error) {
      return [(error as Error).message];
    }
  });
}

function patternProblems({ evidence }: Content): string[] {
  return (evidence ?? []).flatMap(({ matches, log }) =>
    [matches, log].flatMap((pattern) => {
      try {
        if (pattern) new RegExp(pattern, 'i');
        return [];
      } catch (error) {
        return [`evidence: ${(error as Error).message}`];
      }
    }),
  );
}

const referenceProblems = ({ explains, explainedBy, rulesOut }: Content, ids: Set<string>): string[] =>
  [...[...(explains ?? []), ...(explainedBy ?? [])].map(({ id }) => id), ...(rulesOut ?? [])]
    .filter((id) => id !== '*' && !id.endsWith('/*') && !ids.has(id))
    .map((id) => `names the playbook ${id}, which does not exist`);

/** Texts anywhere in a playbook: pairs of en and zh. */
function textsIn(value: unknown): Text[] {
  if (typeof value !== 'object' || value === null) return [];
  const { en, zh } = value as Partial<Text>;
  return typeof en === 'string' && typeof zh === 'string' ? [{ en, zh }] : Object.values(value).flatMap(textsIn);
}

const fieldsOf = (words: string): string =>
  [...new Set(placeholders(words).map(({ field }) => field))].toSorted().join(', ');

function textProblems(content: unknown): string[] {
  return textsIn(content).flatMap(({ en, zh }) => [
    ...(fieldsOf(en) === fieldsOf(zh)
      ? []
      : [`en and zh use different placeholders: {${fieldsOf(en)}} and {${fieldsOf(zh)}} in "${en.slice(0, 50)}"`]),
    ...(/\p{Script=Han}/u.test(zh) || !/[a-z]{4}/i.test(en.replaceAll(/\{[^}]*\}/g, ''))
      ? []
      : [`zh is not Chinese: "${zh.slice(0, 50)}"`]),
    ...[...placeholders(en), ...placeholders(zh)]
      .filter(({ filter }) => filter && !filterNames.includes(filter))
      .map(({ filter }) => `unknown filter |${filter}; there are ${filterNames.join(', ')}`),
  ]);
}

/** Everything wrong with the files of a playbooks folder, which may refer to the playbooks of another library. */
export async function lintFiles(files: PlaybookFile[], known: Library): Promise<Complaint[]> {
  const ids = new Set([...files.map(({ id }) => id), ...known.playbooks.map(({ id }) => id)]);
  return files.flatMap((file) => {
    const shape = schemaProblems(file, isSymptom(file) ? checkSymptom : checkPlaybook);
    const content = file.content as Content;
    const problems = shape.length
      ? shape
      : [
          ...conditionProblems(content),
          ...patternProblems(content),
          ...referenceProblems(content, ids),
          ...textProblems(content),
        ];
    return problems.map((problem) => ({ file: file.file, problem }));
  });
}

/** Everything wrong with the files of a dictionary, whose entries may lead to the playbooks of a library and to each other. */
export function lintWords(files: PlaybookFile[], { playbooks, symptoms }: Library): Complaint[] {
  const shapes = files.map((file) => ({ file, problems: [...schemaProblems(file, checkWords)] }));
  const sound = shapes.filter(({ problems }) => problems.length === 0).map(({ file }) => file);
  const words = assembleWords(sound).flatMap((area) => area.words);
  const ids = new Map(words.map(({ id }) => [id, words.filter((other) => other.id === id).length]));
  const known = new Set([...ids.keys(), ...playbooks.map(({ id }) => id), ...symptoms.map(({ id }) => id)]);
  const inFile = (file: PlaybookFile): string[] => [
    ...textProblems(file.content),
    ...words
      .filter(({ id }) => id.startsWith(`${file.id}/`))
      .flatMap(({ id, see = [], like = [] }) => [
        ...((ids.get(id) ?? 0) > 1 ? [`two entries are called ${id}`] : []),
        ...see.filter((link) => !known.has(link)).map((link) => `${id} leads to ${link}, which does not exist`),
        ...patternProblems({ evidence: like.map((log) => ({ log })) }).map((problem) => `${id}: ${problem}`),
      ]),
  ];
  return shapes.flatMap(({ file, problems }) =>
    [...new Set(problems.length > 0 ? problems : inFile(file))].map((problem) => ({ file: file.file, problem })),
  );
}

/** Throws one DoctorError that names every complaint; does nothing without any. */
export function refuse(complaints: Complaint[]): void {
  if (complaints.length === 0) return;
  throw new DoctorError('playbook', verbatim(complaints.map(({ file, problem }) => `${file}: ${problem}`).join('\n')), {
    hint: { en: 'the format is described by playbook.schema.json', zh: '格式说明见 playbook.schema.json' },
  });
}
