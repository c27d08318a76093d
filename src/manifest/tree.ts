import { EVENT_ID, getScalarValue, parseEvents, type Event } from 'js-yaml';

/** A value of a manifest, with where it begins in the text. An alias is the value it stands for. */
export type Node =
  | { kind: 'scalar'; at: number; value: string }
  | { kind: 'list'; at: number; items: Node[] }
  | { kind: 'map'; at: number; entries: { key: Node; value: Node }[] };

interface Open {
  node: Node;
  /** The key whose value comes next. */
  key?: Node;
}

/** Reads the events of a YAML text into trees, one for each document. */
class Builder {
  readonly documents: Node[] = [];
  readonly #text: string;
  #open: (Open | 'document')[] = [];
  #anchors = new Map<string, Node>();

  constructor(text: string) {
    this.#text = text;
  }

  #add(node: Node): void {
    const top = this.#open.at(-1);
    if (top === undefined) return;
    if (top === 'document') this.documents.push(node);
    else if (top.node.kind === 'list') top.node.items.push(node);
    else if (top.node.kind === 'map' && top.key) {
      top.node.entries.push({ key: top.key, value: node });
      delete top.key;
    } else top.key = node;
  }

  #anchored(node: Node, { anchorStart, anchorEnd }: { anchorStart: number; anchorEnd: number }): Node {
    if (anchorStart >= 0) this.#anchors.set(this.#text.slice(anchorStart, anchorEnd), node);
    return node;
  }

  take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.#anchors.clear();
        this.#open.push('document');
        return;
      case EVENT_ID.POP:
        this.#open.pop();
        return;
      case EVENT_ID.ALIAS: {
        const node = this.#anchors.get(this.#text.slice(event.anchorStart, event.anchorEnd));
        this.#add(node ?? { kind: 'scalar', at: event.anchorStart, value: '' });
        return;
      }
      case EVENT_ID.SCALAR: {
        const value = getScalarValue(this.#text, event);
        this.#add(this.#anchored({ kind: 'scalar', at: Math.max(0, event.valueStart), value }, event));
        return;
      }
      default: {
        const node: Node =
          event.type === EVENT_ID.SEQUENCE
            ? { kind: 'list', at: event.start, items: [] }
            : { kind: 'map', at: event.start, entries: [] };
        this.#add(this.#anchored(node, event));
        this.#open.push({ node });
      }
    }
  }
}

/** The documents of a YAML or JSON text; none of a text that is neither, for its reader has said so. */
export function parseTree(text: string): Node[] {
  const builder = new Builder(text);
  try {
    for (const event of parseEvents(text, {})) builder.take(event);
  } catch {
    return [];
  }
  return builder.documents;
}

/** Several objects that a map stands for by a YAML merge key (`<<: *base`, `<<: [*a, *b]`). */
const merged = (value: Node): Node[] => (value.kind === 'list' ? value.items : [value]);

/** An entry of a map: its key as written, and its value; one that stands in the map itself before one merged into it. */
export function entryOf(node: Node | undefined, name: string, depth = 0): { key: Node; value: Node } | undefined {
  if (node?.kind !== 'map' || depth > 8) return undefined;
  const own = node.entries.findLast(({ key }) => key.kind === 'scalar' && key.value === name);
  if (own) return own;
  const bases = node.entries.filter(({ key }) => key.kind === 'scalar' && key.value === '<<');
  for (const base of bases.flatMap(({ value }) => merged(value))) {
    const entry = entryOf(base, name, depth + 1);
    if (entry) return entry;
  }
  return undefined;
}

/** The text of a scalar of a map. */
export function textAt(node: Node | undefined, ...path: string[]): string | undefined {
  const found = path.reduce<Node | undefined>((value, name) => entryOf(value, name)?.value, node);
  return found?.kind === 'scalar' ? found.value : undefined;
}
