import type { Playbook } from '../model/playbook.ts';
import type { Library } from './library.ts';

/** What is asked of every cause at each diagnosis; the rest only of those that fit. */
type Head = Pick<Playbook, 'id' | 'symptom' | 'fact' | 'when' | 'fallback'>;

type Rest = Omit<Playbook, keyof Head>;

const REST = Object.keys({
  severity: 1,
  confidence: 1,
  permanence: 1,
  title: 1,
  cause: 1,
  why: 1,
  fix: 1,
  evidence: 1,
  explains: 1,
  explainedBy: 1,
  shared: 1,
  rulesOut: 1,
  refutedBy: 1,
  fixes: 1,
  topics: 1,
  words: 1,
} satisfies Record<keyof Rest, 1>) as (keyof Rest)[];

/** A playbook whose texts are parsed when the first of them is asked for. */
class Packed {
  readonly #line: () => string;
  #rest: Rest | undefined;

  constructor(head: Head, line: () => string) {
    Object.assign(this, head);
    this.#line = line;
  }

  rest(): Rest {
    return (this.#rest ??= JSON.parse(this.#line()) as Rest);
  }
}

for (const field of REST) {
  Object.defineProperty(Packed.prototype, field, {
    get(this: Packed) {
      return this.rest()[field];
    },
  });
}

/** A library as one text: a line with the heads of all causes, a line with the symptoms, then a line for the rest of each cause. */
export function packLibrary({ playbooks, symptoms }: Library): string {
  const heads = playbooks.map(({ id, symptom, fact, when, fallback }): Head => ({
    id,
    symptom,
    ...(fact && { fact }),
    ...(when && { when }),
    ...(fallback && { fallback }),
  }));
  const rests = playbooks.map((playbook) =>
    JSON.stringify(Object.fromEntries(REST.map((field) => [field, playbook[field]] as const))),
  );
  const lengths = rests.map((line) => Buffer.byteLength(line));
  return [JSON.stringify({ heads, lengths }), JSON.stringify(symptoms), ...rests].join('\n');
}

/** Reads a packed library; no more of it than is asked for. */
export function unpackLibrary(packed: Buffer): Library {
  const second = packed.indexOf('\n') + 1;
  const third = packed.indexOf('\n', second) + 1;
  const { heads, lengths } = JSON.parse(packed.toString('utf8', 0, second)) as { heads: Head[]; lengths: number[] };
  let at = third;
  const playbooks = heads.map((head, i) => {
    const from = at;
    const to = from + (lengths[i] ?? 0);
    at = to + 1;
    return new Packed(head, () => packed.toString('utf8', from, to)) as unknown as Playbook;
  });
  return {
    playbooks,
    get symptoms() {
      return JSON.parse(packed.toString('utf8', second, third)) as Library['symptoms'];
    },
  };
}
