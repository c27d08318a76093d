import type { ClusterReader, ReadResult } from '../model/reader.ts';

/** Nothing came back at all, or nothing more: not even a refusal. */
const isSilence = ({ outcome, status, detail }: ReadResult): boolean =>
  (outcome === 'failed' || outcome === 'truncated') && status === undefined && detail !== undefined;

const GONE = 'not asked for: the server had stopped answering';

/**
 * A reader that asks no further once the server has stopped answering: one time-out is waited for, not one for each kind. A single
 * slow list is no such end: other answers came in the meantime.
 */
export function guarded(reader: ClusterReader): ClusterReader {
  let answers = 0;
  let gone = false;
  const watch = async <T>(nothing: T, ask: () => Promise<T>, silent: (result: T) => boolean): Promise<T> => {
    if (gone) return nothing;
    const before = answers;
    const result = await ask();
    if (!silent(result)) answers += 1;
    else if (answers === before) gone = true;
    return result;
  };
  return {
    location: reader.location,
    context: reader.context,
    namespace: reader.namespace,
    serverTime: () => reader.serverTime(),
    read: (query) => watch({ outcome: 'failed', items: [], detail: GONE }, () => reader.read(query), isSilence),
    // a log comes from a node: that one is silent says nothing of the server
    log: (query) => (gone ? Promise.resolve({ outcome: 'failed', detail: GONE }) : reader.log(query)),
  };
}
