import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { blockingInit, type BlockingInit } from '../../model/init.ts';
import { awaitedFields, placeFields, startupFields, stepFields } from '../../model/init-fields.ts';
import { initWait, logOfInit } from '../../model/init-wait.ts';
import { logLines } from '../../model/log.ts';
import type { Pod } from '../../model/objects.ts';

/** The log of the life that tells; of one that ended the runtime may keep it as the current one only. */
function logOf(pod: Pod, blocking: BlockingInit, cluster: Cluster) {
  const { name } = blocking.container;
  const { previous } = logOfInit(blocking);
  const first = cluster.log(pod, name, previous);
  if (!previous || logLines(first?.text).length > 0) return { previous, log: first };
  const current = cluster.log(pod, name, false);
  return current ? { previous: false, log: current } : { previous, log: first };
}

function waitRow(pod: Pod, blocking: BlockingInit, cluster: Cluster): Row {
  const { previous, log } = logOf(pod, blocking, cluster);
  const wait = initWait(pod, blocking, log?.text);
  const place = placeFields(wait, pod, cluster);
  const awaited = awaitedFields(wait, pod, cluster);
  return {
    target: refTo('Pod', pod),
    container: blocking.container.name,
    ...stepFields(pod, blocking, cluster),
    log: wait.lines.join('\n'),
    logSource: previous ? 'log (previous)' : 'log',
    logRead: log?.text !== undefined,
    hasLog: wait.lines.length > 0,
    lastLine: wait.lines.at(-1)?.trim() ?? null,
    repeats: wait.repeats,
    problem: wait.problem,
    problemLine: wait.line,
    ...place,
    ...awaited,
    waitsFor: awaited.awaited ?? place.address,
    ...startupFields(pod, blocking, wait.lines.join('\n'), cluster),
  };
}

/** The init container or sidecar that holds a pod up while it runs or is tried again, and what it waits for. */
export default defineFact({
  needs: ['pods', 'events', 'logs', 'services', 'endpointslices'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) => {
      const blocking = blockingInit(pod);
      return blocking && blocking.state !== 'held' ? [waitRow(pod, blocking, cluster)] : [];
    }),
});
