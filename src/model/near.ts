/** The number of single-character edits between two strings (Levenshtein), bounded inputs only. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substituted, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The candidates a person may have meant, best first: those that begin with the word, then the closest spellings. */
export function nearest(word: string, candidates: Iterable<string>, most = 3): string[] {
  const wanted = word.toLowerCase().slice(0, 100);
  return [...new Set(candidates)]
    .map((candidate) => {
      const other = candidate.toLowerCase().slice(0, 100);
      const begins = wanted.length >= 3 && (other.startsWith(wanted) || wanted.startsWith(other));
      return { candidate, distance: begins ? 0 : edits(wanted, other) };
    })
    .filter(({ distance }) => distance <= Math.max(2, Math.floor(wanted.length / 3)))
    .toSorted((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, most)
    .map(({ candidate }) => candidate);
}
