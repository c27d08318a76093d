import { nearest } from '../model/near.ts';
import type { Playbook, Symptom } from '../model/playbook.ts';
import type { Library } from './library.ts';

/** What `explain` can show. */
export type Entry = { symptom: Symptom; causes: Playbook[] } | { playbook: Playbook };

const idOf = (entry: Entry): string => ('symptom' in entry ? entry.symptom.id : entry.playbook.id);

/** Everything there is to explain: each symptom, followed by its causes. */
export function entries({ playbooks, symptoms }: Library): Entry[] {
  return symptoms.flatMap((symptom) => {
    const causes = playbooks.filter((playbook) => playbook.symptom === symptom.id);
    return [{ symptom, causes }, ...causes.map((playbook) => ({ playbook }))];
  });
}

const plain = (words: string): string => words.toLowerCase().replaceAll(/[\s_/-]+/g, '');

/** The words an entry is found by, the most telling first. */
function keysOf(entry: Entry): string[] {
  const of = 'symptom' in entry ? entry.symptom : entry.playbook;
  return [of.id, of.id.split('/').at(-1) ?? '', ...(of.words ?? []), ...(of.topics ?? [])];
}

const titleOf = (entry: Entry): string => {
  const { title } = 'symptom' in entry ? entry.symptom : entry.playbook;
  return plain(`${title.en} ${title.zh}`);
};

/** The entries a word means: those it names exactly, else those that contain it; empty when there is none. */
export function lookUp(word: string, library: Library): Entry[] {
  const all = entries(library);
  const wanted = plain(word);
  if (!wanted) return [];
  const exact = all.filter((entry) => keysOf(entry).some((key) => plain(key) === wanted));
  if (exact.length > 0) {
    const byId = exact.filter((entry) => plain(idOf(entry)) === wanted);
    const symptoms = exact.filter((entry) => 'symptom' in entry);
    return [byId, symptoms, exact].find((found) => found.length > 0) ?? []; // a symptom leads on to its causes
  }
  const partly = all.filter((entry) => keysOf(entry).some((key) => plain(key).includes(wanted)));
  return partly.length > 0 ? partly : all.filter((entry) => titleOf(entry).includes(wanted));
}

/** Words near a word that nothing was found for. */
export const suggestions = (word: string, library: Library): string[] =>
  nearest(
    word,
    entries(library).flatMap((entry) => keysOf(entry)),
  );
