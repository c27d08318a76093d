import { DoctorError } from '../model/error.ts';
import { nearest } from '../model/near.ts';
import { shapes, type Pod } from '../model/objects.ts';
import type { ClusterReader, Query, ReadResult } from '../model/reader.ts';
import type { Collected } from './build.ts';
import { Ledger, slim } from './ledger.ts';
import { logsWanted } from './logs-wanted.ts';
import { reads } from './reads.ts';

/** Which pods to collect for; a selector or several names read the whole namespace's pods and events. */
export interface PodSelection {
  namespace: string;
  names?: string[];
  labelSelector?: string;
}

/** A pod diagnosis makes no more requests than this. */
const MOST_REQUESTS = 12;
/** For many pods at once: logs of the worst ones only. */
const MOST_LOGS = 24;

const podsOf = ({ items }: ReadResult): Pod[] => items.flatMap((item) => shapes.pods(item) ?? []);

function gone(result: ReadResult, { namespace, names = [], labelSelector }: PodSelection): DoctorError {
  const what = names.join(', ') || `-l ${labelSelector ?? ''}`;
  const detail = result.detail ?? result.outcome;
  if (result.outcome === 'denied') {
    return new DoctorError(
      'denied',
      {
        en: `no right to read pods in namespace ${namespace}: ${detail}`,
        zh: `无权读取命名空间 ${namespace} 中的 Pod：${detail}`,
      },
      {
        hint: {
          en: `see what is allowed: kubectl auth can-i get pods -n ${namespace}`,
          zh: `查看权限：kubectl auth can-i get pods -n ${namespace}`,
        },
      },
    );
  }
  return new DoctorError(
    'server',
    { en: `pod ${namespace}/${what} could not be read: ${detail}`, zh: `无法读取 Pod ${namespace}/${what}：${detail}` },
    {
      hint: {
        en: 'try again; kubectl get --raw /readyz shows the state of the API server',
        zh: '请重试；kubectl get --raw /readyz 可查看 API server 状态',
      },
    },
  );
}

/** A 404 that names the pods the user may have meant: of that Deployment, or spelled nearly so. */
async function notFound(ledger: Ledger, namespace: string, name: string): Promise<DoctorError> {
  const text = { en: `no pod ${name} in namespace ${namespace}`, zh: `命名空间 ${namespace} 中没有 Pod ${name}` };
  const { items, outcome } = await ledger.ask({ kind: 'pods', namespace, project: slim('pods') });
  const names = items.flatMap((item) => shapes.pods(item)?.metadata.name ?? []).toSorted();
  if (outcome === 'read' && names.length === 0) {
    return new DoctorError('not-found', text, {
      hint: {
        en: `namespace ${namespace} has no pods at all: choose another with -n`,
        zh: `命名空间 ${namespace} 中没有任何 Pod：请用 -n 指定其他命名空间`,
      },
    });
  }
  const own = names.filter((candidate) => candidate.startsWith(`${name}-`)).slice(0, 5);
  if (own.length > 0) {
    return new DoctorError('not-found', text, {
      hint: { en: `the pods of ${name}: ${own.join(', ')}`, zh: `${name} 的 Pod：${own.join('、')}` },
    });
  }
  const near = nearest(name, names);
  return new DoctorError('not-found', text, {
    hint:
      near.length > 0
        ? { en: `there is: ${near.join(', ')}`, zh: `相近的有：${near.join('、')}` }
        : {
            en: `kubectl get pods -n ${namespace} lists them; -n chooses another namespace`,
            zh: `kubectl get pods -n ${namespace} 可列出全部；-n 可指定其他命名空间`,
          },
  });
}

async function readSubjects(ledger: Ledger, selection: PodSelection): Promise<Pod[]> {
  const { namespace, names = [], labelSelector } = selection;
  const [only] = names;
  const one = names.length === 1 && !labelSelector ? only : undefined;
  const chosen = new Set(names);
  const query: Query = one
    ? { kind: 'pods', namespace, name: one }
    : { kind: 'pods', namespace, ...(labelSelector && { labelSelector }) };
  const [result] = await Promise.all([
    ledger.read(query),
    ledger.read({ kind: 'events', namespace, ...(one && { fieldSelector: `involvedObject.name=${one}` }) }),
  ]);
  if (one && result.outcome === 'read' && result.items.length === 0) throw await notFound(ledger, namespace, one);
  const pods = podsOf(result).filter(({ metadata }) => chosen.size === 0 || chosen.has(metadata.name));
  if (pods.length === 0 && result.outcome !== 'read') throw gone(result, selection);
  const missing = names.find((name) => !pods.some(({ metadata }) => metadata.name === name));
  if (missing && result.outcome === 'read') throw await notFound(ledger, namespace, missing);
  return pods;
}

async function readLogs(ledger: Ledger, pods: Pod[], most: number): Promise<void> {
  const wanted = pods.flatMap(logsWanted);
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
 * be read is in the coverage; only the pods themselves must be readable.
 */
export async function collectPods(reader: ClusterReader, selection: PodSelection): Promise<Collected> {
  const ledger = new Ledger(reader);
  const { namespace } = selection;
  const pods = await readSubjects(ledger, selection);
  const most = pods.length > 1 ? MOST_LOGS : MOST_REQUESTS - ledger.requests - reserved(pods);
  await Promise.all([
    ...reads.map((read) => {
      const concerned = pods.filter((pod) => read.most(pod) > 0);
      return concerned.length > 0 && read.read(ledger, { namespace, pods: concerned });
    }),
    readLogs(ledger, pods, most),
  ]);
  return ledger.finish();
}
