import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { DoctorError } from '../model/error.ts';
import type { Playbook, Symptom } from '../model/playbook.ts';
import { verbatim } from '../model/text.ts';

/** Every playbook and symptom in use, sorted by id. */
export interface Library {
  playbooks: Playbook[];
  symptoms: Symptom[];
}

/** The id of a playbook file: its path below the folder, without its ending, with forward slashes. */
const idOf = (folder: string, file: string): string =>
  relative(folder, file)
    .replace(/\.ya?ml$/, '')
    .split(sep)
    .join('/');

const SYMPTOM_FILE = /\/_playbook$/;

/** The folder of the dictionary, which holds no playbooks. */
export const WORDS = '_words';

const isWords = (folder: string, path: string): boolean => relative(folder, path).split(sep)[0] === WORDS;

async function yamlFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** The YAML files of a playbooks folder, sorted, without its dictionary. Throws DoctorError when it cannot be read. */
export async function playbookFiles(folder: string): Promise<string[]> {
  try {
    return (await yamlFiles(folder)).filter((file) => !isWords(folder, file));
  } catch (error) {
    throw new DoctorError(
      'input',
      { en: `cannot read the playbooks folder ${folder}`, zh: `无法读取 playbook 目录 ${folder}` },
      {
        hint: { en: 'give --playbooks a folder of YAML files', zh: '请用 --playbooks 指定一个存放 YAML 文件的目录' },
        cause: error,
      },
    );
  }
}

/** One parsed YAML file of a playbooks folder. */
export interface PlaybookFile {
  id: string;
  file: string;
  content: unknown;
}

/** Reads and parses the YAML files of a folder. Throws DoctorError naming the file that is no YAML. */
export const readPlaybookFiles = async (folder: string): Promise<PlaybookFile[]> =>
  parseFiles(folder, await playbookFiles(folder));

/** Reads and parses the dictionary of a playbooks folder, which need not have one. */
export async function readWordFiles(folder: string): Promise<PlaybookFile[]> {
  const below = join(folder, WORDS);
  return existsSync(below) ? parseFiles(below, await yamlFiles(below)) : [];
}

async function parseFiles(folder: string, files: string[]): Promise<PlaybookFile[]> {
  const { load } = await import('js-yaml');
  return Promise.all(
    files.map(async (file) => {
      try {
        return { id: idOf(folder, file), file, content: load(await readFile(file, 'utf8')) };
      } catch (error) {
        const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : '';
        throw new DoctorError('playbook', verbatim(`${file}: ${reason}`), {
          hint: { en: 'the file must be valid YAML', zh: '该文件必须是合法的 YAML' },
          cause: error,
        });
      }
    }),
  );
}

/** YAML folds a line break into a space, which has no place after Chinese punctuation or between Chinese characters. */
const FOLDED =
  /(?<=[，。；：！？、）」》”])[ \n]+|(?<=\p{Script=Han})[ \n]+(?=[\p{Script=Han}，。；：！？、（「《“])/gu;

/** The same content with its Chinese texts unfolded. */
export function unfolded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unfolded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      key === 'zh' && typeof entry === 'string' ? entry.replaceAll(FOLDED, '') : unfolded(entry),
    ]),
  );
}

/** Puts parsed files together: `_playbook.yaml` is its folder's symptom, any other file a cause. */
export function assemble(files: PlaybookFile[]): Library {
  const library: Library = { playbooks: [], symptoms: [] };
  for (const file of files) {
    const { id } = file;
    const content = unfolded(file.content);
    if (SYMPTOM_FILE.test(`/${id}`)) {
      library.symptoms.push({ ...(content as Omit<Symptom, 'id'>), id: id.replace(SYMPTOM_FILE, '') });
    } else {
      library.playbooks.push({ ...(content as Omit<Playbook, 'id' | 'symptom'>), id, symptom: id.split('/')[0] ?? id });
    }
  }
  return library;
}

/** The second library's entries take the place of the first's of the same id. */
export function merge(base: Library, own: Library): Library {
  const byId = <T extends { id: string }>(first: T[], second: T[]): T[] =>
    [...new Map([...first, ...second].map((entry) => [entry.id, entry])).values()].toSorted((a, b) =>
      a.id < b.id ? -1 : 1,
    );
  return { playbooks: byId(base.playbooks, own.playbooks), symptoms: byId(base.symptoms, own.symptoms) };
}
