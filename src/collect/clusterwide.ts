import { DoctorError } from '../model/error.ts';
import { shapes, type Kind } from '../model/objects.ts';
import { NODE_LEASES } from '../model/node-health.ts';
import type { ClusterReader, Query } from '../model/reader.ts';
import { kinds, resources } from '../model/resources.ts';
import type { Collected } from './build.ts';
import { inTurn } from './in-turn.ts';
import { Ledger, slim } from './ledger.ts';
import { logsWanted } from './logs-wanted.ts';
import { readPullSecrets } from './pull-secrets.ts';

/** How much of a cluster to record. */
export interface SnapshotSelection {
  /** Every namespace; otherwise `namespaces`. */
  all?: boolean;
  namespaces?: string[];
  /** Also the logs of containers that failed or restarted. */
  logs: boolean;
}

const MOST_LOGS = 500;
const RUNNING = 'status.phase!=Succeeded,status.phase!=Failed';

function queriesFor(kind: Kind, { all, namespaces = [] }: SnapshotSelection): Query[] {
  if (all || !resources[kind].namespaced) return [{ kind }];
  const own: Query[] = namespaces.map((namespace) => ({ kind, namespace }));
  // signs of life of the nodes and of the scheduler
  if (kind === 'leases')
    return [...new Set([...namespaces, NODE_LEASES, 'kube-system'])].map((namespace) => ({ kind, namespace }));
  // what is free on a node depends on the pods of every namespace
  return kind === 'pods' ? [...own, { kind, fieldSelector: RUNNING, project: slim('pods') }] : own;
}

/** Reads every kind in the table, and the logs that tell why containers stopped: what a snapshot holds. */
export async function collectSnapshot(reader: ClusterReader, selection: SnapshotSelection): Promise<Collected> {
  const ledger = new Ledger(reader);
  await inTurn(
    kinds
      .flatMap((kind) => queriesFor(kind, selection))
      .map(
        (query) => () =>
          query.kind === 'secrets' ? readPullSecrets(ledger, query.namespace, { inTurn: true }) : ledger.read(query),
      ),
  );
  if (selection.logs) {
    const pods = ledger.objects('pods').flatMap((item) => shapes.pods(item) ?? []);
    const chosen = pods.filter(({ metadata }) => selection.all || selection.namespaces?.includes(metadata.namespace));
    const wanted = chosen.flatMap(logsWanted);
    const left = wanted.length - MOST_LOGS;
    await inTurn(wanted.slice(0, MOST_LOGS).map((log) => () => ledger.log(log)));
    if (left > 0) ledger.leftOut([`${left} of ${wanted.length}`]);
  }
  const collected = ledger.finish();
  if (collected.coverage.every(({ outcome }) => outcome !== 'read' && outcome !== 'truncated')) {
    const [first] = collected.coverage;
    throw new DoctorError(
      'denied',
      {
        en: `nothing could be read: ${first?.detail ?? first?.outcome}`,
        zh: `什么都读不到：${first?.detail ?? first?.outcome}`,
      },
      {
        hint: {
          en: 'choose a namespace you may read with -n; kubectl auth can-i --list shows what you may read',
          zh: '请用 -n 指定有权读取的命名空间；可用 kubectl auth can-i --list 查看权限',
        },
      },
    );
  }
  return collected;
}
