import type { Word, WordArea } from '../model/word.ts';
import type { Text } from '../model/text.ts';
import { unfolded, type PlaybookFile } from './library.ts';

/** `FailedMount` and `exit code 137` as parts of an id: `failed-mount`, `exit-code-137`. */
const slug = (word: string): string =>
  word
    .replaceAll(/([a-z0-9])(?=[A-Z])/g, '$1-')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '');

type WordFile = Omit<WordArea, 'id' | 'words'> & {
  kind: Word['kind'];
  entries: (Omit<Word, 'id' | 'kind'> & { kind?: Word['kind'] })[];
};

const filled = (text: Text): Text => ({ en: text.en.trim(), zh: text.zh.trim() });

/** Puts the parsed files of a dictionary together: each is an area, each of its entries a word. */
export const assembleWords = (files: PlaybookFile[]): WordArea[] =>
  files.map(({ id, content }) => {
    const { title, kind, entries } = unfolded(content) as WordFile;
    const words = entries.map((entry) => ({
      kind,
      ...entry,
      what: filled(entry.what),
      id: `${id}/${slug(entry.words[0] ?? '')}`,
    }));
    return { id, title, words };
  });
