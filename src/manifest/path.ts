import { entryOf, textAt, type Node } from './tree.ts';

/** How far a field path leads into a manifest. */
export interface Walk {
  /** Where the last step that exists begins: the key of a field, the name of a list's entry. */
  at: number;
  /** How many steps exist. */
  depth: number;
  /** Whether all of them do. */
  whole: boolean;
}

/** The steps of a path such as `spec.containers[app].image`. */
export const stepsOf = (path: string): string[] => path.match(/[^.[\]]+(?=\[)|\[[^\]]*\]|[^.[\]]+/g) ?? [];

/** What an entry of a list is known by, in the order that evidence paths pick one. */
const NAMES = ['name', 'type', 'key'];

function entryOfList(items: Node[], name: string): { at: number; value: Node } | undefined {
  for (const item of items) {
    const by = NAMES.find((field) => textAt(item, field) === name);
    const entry = by && entryOf(item, by);
    if (entry) return { at: entry.key.at, value: item };
  }
  const item = /^\d+$/.test(name) ? items[Number(name)] : undefined;
  return item && { at: (entryOf(item, 'name')?.key ?? item).at, value: item };
}

function step(node: Node, name: string): { at: number; value: Node } | undefined {
  if (node.kind === 'list') return entryOfList(node.items, name);
  const entry = entryOf(node, name);
  return entry && { at: entry.key.at, value: entry.value };
}

/** The value at a path. */
export function valueAt(node: Node, path: string): Node | undefined {
  return stepsOf(path).reduce<Node | undefined>(
    (value, each) => value && step(value, each.startsWith('[') ? each.slice(1, -1) : each)?.value,
    node,
  );
}

/** Follows a field path as far as the manifest has it; lists are picked by name, type, key or number. */
export function walk(node: Node, path: string): Walk {
  const steps = stepsOf(path);
  let current = node;
  let at = node.at;
  for (const [depth, each] of steps.entries()) {
    const next = step(current, each.startsWith('[') ? each.slice(1, -1) : each);
    if (!next) return { at, depth, whole: false };
    ({ at, value: current } = next);
  }
  return { at, depth: steps.length, whole: true };
}
