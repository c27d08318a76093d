import type { Pod } from '../model/objects.ts';
import type { ClusterReader } from '../model/reader.ts';
import type { Selection } from '../model/selection.ts';
import type { Collected } from './build.ts';
import { Ledger } from './ledger.ts';
import { logsWanted } from './logs-wanted.ts';
import { reads } from './reads.ts';
import { readSubjects } from './subjects.ts';
import { noteVanished } from './vanished.ts';

/** Which pods to collect for, in one namespace. */
export type PodSelection = Selection & { namespace: string };

/** A pod diagnosis makes no more requests than this. */
const MOST_REQUESTS = 12;
/** For many pods at once: logs of the worst ones only. */
const MOST_LOGS = 24;
/** Of pods with the same owner that fail alike, the logs of so many are enough. */
const LOGS_OF_ALIKE = 3;

/** The logs wanted of pods, one pod of each workload at a time, so that many replicas do not crowd out the rest. */
function logsOf(pods: Pod[]): ReturnType<typeof logsWanted> {
  const byOwner = Map.groupBy(pods, ({ metadata }) => metadata.ownerReferences?.[0]?.uid ?? metadata.name);
  const wanted = [...byOwner.values()].map((alike) =>
    alike.map((pod) => logsWanted(pod)).filter((logs) => logs.length > 0),
  );
  return Array.from({ length: LOGS_OF_ALIKE }, (_, turn) => wanted.flatMap((logs) => logs[turn] ?? [])).flat();
}

async function readLogs(ledger: Ledger, pods: Pod[], most: number): Promise<void> {
  const wanted = logsOf(pods);
  const taken = wanted.slice(0, Math.max(0, most));
  ledger.leftOut(
    wanted.slice(taken.length).map((log) => `${log.pod} -c ${log.container}${log.previous ? ' --previous' : ''}`),
  );
  await Promise.all(taken.map((log) => ledger.log(log)));
}

/** Requests that the reads of what belongs to the pods may still make, so that logs get what is left. */
const reserved = (pods: Pod[]): number =>
  pods.slice(0, 1).reduce((sum, pod) => sum + reads.reduce((most, read) => most + read.most(pod), 0), 0);

/**
 * Reads what the diagnosis of pods needs: for one pod at most 12 requests, none twice, independent ones at once. What may not
 * be read is in the coverage; only the pods themselves must be readable. `whileWaiting` is called when the pods are known and
 * the rest is asked for.
 */
export async function collectPods(
  reader: ClusterReader,
  { namespace, ...selection }: PodSelection,
  whileWaiting: () => void = () => undefined,
): Promise<Collected> {
  const ledger = new Ledger(reader);
  const pods = await readSubjects(ledger, namespace, selection);
  const most = pods.length > 1 ? MOST_LOGS : MOST_REQUESTS - ledger.requests - reserved(pods);
  const rest = Promise.all([
    ...reads.map((read) => {
      const concerned = pods.filter((pod) => read.most(pod) > 0);
      return concerned.length > 0 && read.read(ledger, { namespace, pods: concerned });
    }),
    readLogs(ledger, pods, most),
  ]);
  whileWaiting();
  await rest;
  await noteVanished(ledger, pods, MOST_REQUESTS);
  return ledger.finish();
}
