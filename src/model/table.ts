/**
 * A table that words of a cluster are looked up in: without what every object inherits, so that `constructor` or `__proto__` is
 * not found in it.
 */
export const table = <T>(entries: Record<string, T>): Record<string, T> =>
  Object.assign(Object.create(null) as Record<string, T>, entries);
