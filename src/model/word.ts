import type { Text } from './text.ts';

/** What sort of word an entry of the dictionary is about. */
export type WordKind =
  | 'event'
  | 'status'
  | 'reason'
  | 'condition'
  | 'phase'
  | 'exit-code'
  | 'signal'
  | 'taint'
  | 'setting'
  | 'message'
  | 'topic';

/** One entry of the dictionary `playbooks/_words`: a word a cluster shows, for `explain` alone. */
export interface Word {
  /** Its file and its first word: `events-kubelet/failed-mount`. */
  id: string;
  kind: WordKind;
  /** What it is found by, its own name first; `exit code 3..124` stands for each of them. */
  words: string[];
  title: Text;
  what: Text;
  causes?: Text[];
  /** Commands, and in prose what no command shows. */
  check?: (string | Text)[];
  fix?: Text;
  /** Seen in healthy clusters: there is nothing to fix. */
  normal?: boolean;
  /** Regular expressions for the messages it is said in, so that a pasted message finds it. */
  like?: string[];
  /** Ids of symptoms, playbooks and other entries to go on with. */
  see?: string[];
  topics?: string[];
}

/** One file of the dictionary. */
export interface WordArea {
  id: string;
  title: Text;
  words: Word[];
}
