/**
 * Shapes say which fields of an API object the product uses and of what type they are.
 * One declaration gives the TypeScript type, the projection that keeps memory small, and safety:
 * a field that is absent, null or of the wrong type is simply not there.
 */
export interface Shape<T> {
  /** The value with only the declared fields, or undefined when it has the wrong type. */
  (value: unknown): T | undefined;
  /** What it declares, for readers of another notation than JSON; absent: only values that were read whole can be shaped. */
  form?: Form;
}

/** What a shape declares. */
export type Form =
  | { type: 'string' | 'number' | 'boolean' | 'scalar' | 'present' | 'keys' }
  | { type: 'list' | 'map'; item: Shape<unknown> }
  | { type: 'object'; fields: Record<string, Shape<unknown>>; refine?: (kept: object) => unknown };

const declared = <T>(form: Form, shape: Shape<T>): Shape<T> => Object.assign(shape, { form });

/** The TypeScript type a shape yields. */
export type Of<S> = S extends Shape<infer T> ? T : never;

type Fields = Record<string, Shape<unknown>>;
type ObjectOf<F extends Fields> = { [K in keyof F]?: Of<F[K]> };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A string. */
export const str: Shape<string> = declared({ type: 'string' }, (value) =>
  typeof value === 'string' ? value : undefined,
);

/** A finite number. */
export const num: Shape<number> = declared({ type: 'number' }, (value) =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined,
);

/** A boolean. */
export const bool: Shape<boolean> = declared({ type: 'boolean' }, (value) =>
  typeof value === 'boolean' ? value : undefined,
);

/** An int-or-string (ports, percentages) or a quantity written as a number. */
export const scalar: Shape<string | number> = declared({ type: 'scalar' }, (value) => str(value) ?? num(value));

/** Presence alone: any object, its content not kept. */
export const present: Shape<Record<string, never>> = declared({ type: 'present' }, (value) =>
  isRecord(value) ? {} : undefined,
);

/** The keys of an object, each with an empty value: what is stored under them is never kept. */
export const keys: Shape<Record<string, ''>> = declared({ type: 'keys' }, (value) =>
  isRecord(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, ''] as const)) : undefined,
);

/** A list; entries of the wrong type are dropped. */
export const list = <T>(item: Shape<T>): Shape<T[]> =>
  declared({ type: 'list', item }, (value) => {
    if (!Array.isArray(value)) return undefined;
    const kept: T[] = [];
    for (const entry of value) {
      const shaped = item(entry);
      if (shaped !== undefined) kept.push(shaped);
    }
    return kept;
  });

/**
 * An object without a prototype to hold free keys: no key means anything, `__proto__` included. Made so, and not by Object.create(null),
 * it takes a third of the memory: V8 keeps objects of that kind as hash tables.
 */
export function bare(): Record<string, unknown> {
  return new (Bare as unknown as new () => Record<string, unknown>)();
}

function Bare(): void {}
Bare.prototype = Object.freeze(Object.create(null));

/** A map with free keys; entries of the wrong type are dropped. */
export const map = <T>(item: Shape<T>): Shape<Record<string, T>> =>
  declared({ type: 'map', item }, (value) => {
    if (!isRecord(value)) return undefined;
    const kept = bare() as Record<string, T>;
    for (const [key, entry] of Object.entries(value)) {
      const shaped = item(entry);
      if (shaped !== undefined) kept[key] = shaped;
    }
    return kept;
  });

/** An object with the declared fields, each of which may be absent. */
export const obj = <F extends Fields>(fields: F): Shape<ObjectOf<F>> => {
  const entries = Object.entries(fields);
  return declared({ type: 'object', fields }, (value) => {
    if (!isRecord(value)) return undefined;
    const kept: Record<string, unknown> = {};
    for (const [key, shape] of entries) {
      const shaped = Object.hasOwn(value, key) ? shape(value[key]) : undefined;
      if (shaped !== undefined) kept[key] = shaped;
    }
    return kept as ObjectOf<F>;
  });
};

/** A shape whose kept value is changed, or refused, by what stands in it. */
export function refine<T extends object, R>(shape: Shape<T>, change: (kept: T) => R | undefined): Shape<R> {
  const refined: Shape<R> = (value) => {
    const kept = shape(value);
    return kept && change(kept);
  };
  const { form } = shape;
  return form?.type === 'object' && !form.refine
    ? declared({ ...form, refine: change as (kept: object) => unknown }, refined)
    : refined;
}
