import type { AnyObject, Kind, Pod } from '../model/objects.ts';
import { controllerOf } from '../model/control.ts';
import { conditionOf, containersOf } from '../model/pod.ts';
import { parseTime } from '../model/time.ts';
import type { Ledger } from './ledger.ts';
import { inTurn } from './in-turn.ts';
import { logsWanted, urgency } from './logs-wanted.ts';

type Wanted = ReturnType<typeof logsWanted>[number];

/** A container that has run for so long since its last end is well again, whatever its log says of that. */
const LONG_WELL = 3600;
/** Of pods with the same owner that fail alike, the logs of so many are enough. */
const LOGS_OF_ALIKE = 2;

/** Whether a pod is well, and has been for long: what its containers said before is of no use. */
function isWell(pod: Pod, now: number): boolean {
  if (pod.metadata.deletionTimestamp || pod.status?.phase === 'Succeeded') return true;
  if (conditionOf(pod, 'Ready')?.status !== 'True') return false;
  return containersOf(pod).every(({ status }) => {
    const since = parseTime(status?.state?.running?.startedAt);
    return (status?.restartCount ?? 0) === 0 || (since !== undefined && (now - since) / 1000 > LONG_WELL);
  });
}

/** That of its most urgent container. */
const urgencyOf = (pod: Pod): number =>
  Math.min(...containersOf(pod).flatMap(({ status }) => (status ? urgency(status) : [])));

/** What replicas have in common: the controller at the top, as far as it was read. */
function workloadOf(pod: Pod, above: Map<string, AnyObject>): string {
  let key = pod.metadata.uid ?? `${pod.metadata.namespace}/${pod.metadata.name}`;
  let object: AnyObject | undefined = pod;
  for (let depth = 0; object && depth < 3; depth++) {
    const owner = controllerOf(object);
    if (!owner?.uid) break;
    key = owner.uid;
    object = above.get(owner.uid);
  }
  return key;
}

/**
 * Which logs to read, the most useful first: one of each workload, of those that fail now and of the largest before others, then
 * what else its first pod has to say, then its second replica.
 * Only pods that are not well, and not on nodes that answer nobody.
 */
export function chooseLogs(pods: Pod[], above: AnyObject[], deaf: Set<string>, now: number): Wanted[] {
  const byUid = new Map(above.flatMap((object) => (object.metadata.uid ? [[object.metadata.uid, object]] : [])));
  const unwell = pods.filter((pod) => !isWell(pod, now) && !deaf.has(pod.spec?.nodeName ?? ''));
  const groups = [...Map.groupBy(unwell, (pod) => workloadOf(pod, byUid)).values()]
    .map((alike) => alike.map((pod) => ({ logs: logsWanted(pod), urgency: urgencyOf(pod) })))
    .map((alike) => alike.filter(({ logs }) => logs.length > 0).toSorted((a, b) => a.urgency - b.urgency))
    .map((alike) => ({ urgency: alike[0]?.urgency ?? 0, logs: alike.map(({ logs }) => logs) }))
    .toSorted((a, b) => a.urgency - b.urgency || b.logs.length - a.logs.length);
  return [
    ...groups.flatMap(({ logs }) => logs[0]?.slice(0, 1) ?? []),
    ...groups.flatMap(({ logs }) => logs[0]?.slice(1) ?? []),
    ...groups.flatMap(({ logs }) => logs.slice(1, LOGS_OF_ALIKE).flat()),
  ];
}

/** Nodes whose kubelet does not answer: a log of a pod there would only be waited for. */
export function deafNodes(nodes: AnyObject[]): Set<string> {
  const isReady = (node: AnyObject): boolean =>
    (node as { status?: { conditions?: { type?: string; status?: string }[] } }).status?.conditions?.some(
      ({ type, status }) => type === 'Ready' && status !== 'Unknown',
    ) ?? true;
  return new Set(nodes.filter((node) => !isReady(node)).map(({ metadata }) => metadata.name));
}

/** The kinds whose objects stand between pods and the controller at the top. */
export const BETWEEN: Kind[] = ['replicasets', 'jobs'];

/** Reads at most so many of the logs wanted; what was left out stands in the ledger. A node that fails once is not asked again. */
export async function readLogs(
  ledger: Ledger,
  wanted: Wanted[],
  { most, nodeOf, onRead }: { most: number; nodeOf: (log: Wanted) => string; onRead: () => void },
): Promise<void> {
  const silent = new Set<string>();
  let skipped = 0;
  const taken = wanted.slice(0, Math.max(0, most));
  await inTurn(
    taken.map((log) => async () => {
      const node = nodeOf(log);
      if (silent.has(node)) skipped += 1;
      else if ((await ledger.log(log)) === undefined && ledger.failed(log)) silent.add(node);
      onRead();
    }),
  );
  const left = wanted.length - taken.length + skipped;
  if (left > 0) ledger.leftOut([`${left} of ${wanted.length}`]);
}
