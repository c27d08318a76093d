import { dependencyIn } from '../../model/dependency.ts';
import { waitsInInit } from '../../model/init.ts';
import type { Pod } from '../../model/objects.ts';
import { containersOf } from '../../model/pod.ts';
import type { Ledger } from '../ledger.ts';
import { logsWanted } from '../logs-wanted.ts';
import type { Read } from './define.ts';
import { readServices, SERVICE_REQUESTS } from './services.ts';

/** Of many pods, those of so many workloads are followed up. */
const MOST_WORKLOADS = 4;
/** The most telling logs of a pod: they are read anyway. */
const LOGS = 2;

/** A container failed by itself again and again, and may say what it could not reach. */
const gaveUp = (pod: Pod): boolean =>
  !waitsInInit(pod) &&
  containersOf(pod).some(
    ({ status }) => status?.state?.terminated?.exitCode || status?.lastState?.terminated?.exitCode,
  );

async function readFor(ledger: Ledger, pod: Pod): Promise<void> {
  const logs = await Promise.all(
    logsWanted(pod)
      .slice(0, LOGS)
      .map((log) => ledger.log(log)),
  );
  const [dependency] = logs.flatMap((text) => dependencyIn(text) ?? []);
  if (dependency) await readServices(ledger, dependency.places, pod.metadata.namespace);
}

/** The Service that a crashing container could not reach, as its log names it. */
export const dependencies: Read = {
  most: (pod) => (gaveUp(pod) ? SERVICE_REQUESTS : 0),
  read: (ledger, { pods }) => {
    const alike = Map.groupBy(pods, ({ metadata }) => metadata.ownerReferences?.[0]?.uid ?? metadata.name);
    const ones = [...alike.values()].flatMap(([pod]) => pod ?? []);
    return Promise.all(ones.slice(0, MOST_WORKLOADS).map((pod) => readFor(ledger, pod)));
  },
};
