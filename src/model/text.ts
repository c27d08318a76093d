/** The languages every text a user sees exists in. */
export type Lang = 'en' | 'zh';

/** One text in both languages; `{name}` placeholders are filled from a row by `playbook/fill.ts`. */
export interface Text {
  en: string;
  zh: string;
}

/** The same words in both languages: identifiers, commands, quotations from the cluster. */
export const verbatim = (words: string): Text => ({ en: words, zh: words });
