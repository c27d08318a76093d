import type { Case } from './arena.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Path = (string | number)[];

/** What a case cannot be without. */
const KEPT = /^(?:kind|name|namespace|metadata|spec|containers|image)$/;

function* places(value: Json, path: Path = []): Generator<Path> {
  if (Array.isArray(value)) {
    for (const i of value.keys()) yield [...path, i];
    for (const [i, item] of value.entries()) yield* places(item, [...path, i]);
  } else if (value && typeof value === 'object') {
    for (const key of Object.keys(value)) if (!KEPT.test(key)) yield [...path, key];
    for (const [key, item] of Object.entries(value)) yield* places(item, [...path, key]);
  }
}

function without(value: Json, path: Path): Json {
  const copy = structuredClone(value);
  let at: Json = copy;
  for (const step of path.slice(0, -1)) at = (at as Record<string | number, Json>)[step] ?? null;
  const last = path.at(-1) ?? 0;
  if (Array.isArray(at)) at.splice(Number(last), 1);
  else delete (at as Record<string, Json>)[String(last)];
  return copy;
}

/** The smallest case that still fails: objects, then fields, are taken away as long as it does. */
export async function shrink(failing: Case, fails: (candidate: Case) => Promise<boolean>): Promise<Case> {
  let smallest = failing;
  for (let smaller = true; smaller;) {
    smaller = false;
    const { objects, pod } = smallest;
    const whole = { objects, pod } as unknown as Json;
    for (const path of [...places(whole)].filter((each) => each.length > 1)) {
      const current = { objects: smallest.objects, pod: smallest.pod } as unknown as Json;
      let next: Case;
      try {
        next = { name: failing.name, ...(without(current, path) as unknown as Pick<Case, 'objects' | 'pod'>) };
      } catch {
        continue; // went with something taken away before
      }
      if (JSON.stringify(next) !== JSON.stringify(smallest) && (await fails(next))) {
        smallest = next;
        smaller = true;
        break;
      }
    }
  }
  return smallest;
}
