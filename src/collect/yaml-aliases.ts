/** Deeper than any manifest; deeper ones could end us. */
const DEEPEST = 500;
/** How much larger than its text a document may become by its aliases. Source: sigs.k8s.io/yaml refuses excessive aliasing too. */
const MOST_TIMES = 10;
const ALWAYS_FINE = 100_000;

/**
 * Whether what YAML aliases stand for is out of proportion to the text, or holds itself: a few lines can stand for more than any
 * memory holds once they are written out. Each shared part is looked at once.
 */
export function isAliasBomb(documents: unknown[], textLength: number): boolean {
  const sizes = new Map<object, number>();
  const sizeOf = (value: unknown, depth: number): number => {
    if (typeof value !== 'object' || value === null) return 1;
    const known = sizes.get(value);
    if (known !== undefined) return known;
    if (depth > DEEPEST) return Infinity;
    sizes.set(value, Infinity); // until it is known: whoever meets it again meanwhile is inside of it
    let size = 1;
    for (const entry of Object.values(value)) size += sizeOf(entry, depth + 1);
    sizes.set(value, size);
    return size;
  };
  return sizeOf(documents, 0) > textLength * MOST_TIMES + ALWAYS_FINE;
}
