import type { Finding, Report } from '../model/finding.ts';

/** What became of a root cause from one scan to the next. */
export interface Change {
  kind: 'new' | 'gone' | 'changed';
  /** As it is now; of one that is gone as it was. */
  finding: Finding;
  /** As it was, of one that has changed. */
  before?: Finding;
}

const rootsOf = (report: Report | undefined): Map<string, Finding> =>
  new Map(
    (report?.findings ?? [])
      .filter(({ explainedBy, severity }) => !explainedBy && severity !== 'info')
      .map((finding) => [finding.fingerprint, finding]),
  );

/** Whether a person should hear of it: worse or better, wider or narrower; not another second or another restart. */
function differs(a: Finding, b: Finding): boolean {
  const [one, other] = [a.affected, b.affected];
  return (
    a.severity !== b.severity ||
    one?.pods !== other?.pods ||
    one?.workloads !== other?.workloads ||
    one?.namespaces !== other?.namespaces
  );
}

/** What changed between two scans: new causes first, then those that changed, then those that are gone. */
export function changesBetween(before: Report | undefined, after: Report): Change[] {
  const [was, is] = [rootsOf(before), rootsOf(after)];
  const present = [...is.values()].flatMap((finding): Change[] => {
    const old = was.get(finding.fingerprint);
    if (!old) return [{ kind: 'new', finding }];
    return differs(old, finding) ? [{ kind: 'changed', finding, before: old }] : [];
  });
  const gone = [...was.values()]
    .filter(({ fingerprint }) => !is.has(fingerprint))
    .map((finding): Change => ({ kind: 'gone', finding }));
  return [...present.toSorted((a, b) => Number(a.kind === 'changed') - Number(b.kind === 'changed')), ...gone];
}
