/** What JSON and YAML are made of. */
export type Plain = string | number | boolean | Plain[] | { [key: string]: Plain };

/** Fields of an object, some of which may be absent. */
export type Fields = Record<string, Plain | undefined>;

/** An object without its absent fields, in the order given. */
export function object(fields: Fields): { [key: string]: Plain } {
  const kept: { [key: string]: Plain } = {};
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) kept[key] = value;
  return kept;
}
