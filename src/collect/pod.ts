import { DoctorError } from '../model/error.ts';
import { nearest } from '../model/near.ts';
import { shapes, type AnyObject, type Pod } from '../model/objects.ts';
import { containersOf, isFinished } from '../model/pod.ts';
import type { ClusterReader, Query, ReadResult } from '../model/reader.ts';
import { kindOf, resources } from '../model/resources.ts';
import type { Shape } from '../model/shape.ts';
import type { Collected } from './build.ts';
import { Ledger, slim } from './ledger.ts';
import { logsWanted } from './logs-wanted.ts';
import { readPullSecrets } from './pull-secrets.ts';

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
/** ReplicaSet → Deployment, Job → CronJob. */
const DEEPEST_OWNER = 2;

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

const isUnscheduled = (pod: Pod): boolean => !pod.spec?.nodeName && !isFinished(pod);

async function readNodes(ledger: Ledger, pods: Pod[]): Promise<void> {
  if (pods.some(isUnscheduled)) {
    await Promise.all([
      ledger.read({ kind: 'nodes' }),
      ledger.read({
        kind: 'pods',
        fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed',
        project: slim('pods'),
      }),
      ledger.read({ kind: 'leases', namespace: 'kube-system', name: 'kube-scheduler' }),
    ]);
    return;
  }
  const names = [...new Set(pods.flatMap(({ spec }) => spec?.nodeName ?? []))];
  if (names.length > 2) await ledger.read({ kind: 'nodes' });
  else await Promise.all(names.map((name) => readNode(ledger, name)));
}

/** One node; when there is none of that name, those that there are. */
async function readNode(ledger: Ledger, name: string): Promise<void> {
  const { items, outcome } = await ledger.read({ kind: 'nodes', name });
  if (outcome === 'read' && items.length === 0) await ledger.read({ kind: 'nodes' });
}

/** A container that ever ran proves that the pod's volumes were bound and mounted. */
const hasStarted = (pod: Pod): boolean =>
  containersOf(pod).some(({ status }) => status?.containerID || status?.restartCount);

/** The claims a pod uses; an ephemeral volume's claim is named after pod and volume. */
const claimsOf = (pod: Pod): string[] =>
  (pod.spec?.volumes ?? []).flatMap(
    ({ name, persistentVolumeClaim, ephemeral }) =>
      persistentVolumeClaim?.claimName ?? (ephemeral && name ? `${pod.metadata.name}-${name}` : []),
  );

async function readStorage(ledger: Ledger, namespace: string, pods: Pod[], many: boolean): Promise<void> {
  const used = new Set(pods.flatMap(claimsOf));
  if (used.size === 0) return;
  const { items } = await ledger.read({ kind: 'persistentvolumeclaims', namespace });
  const claims = items.flatMap((item) => shapes.persistentvolumeclaims(item) ?? []);
  const waiting = new Set(pods.filter((pod) => !hasStarted(pod)).flatMap(claimsOf));
  const unbound = claims.filter(({ metadata, status }) => waiting.has(metadata.name) && status?.phase !== 'Bound');
  if (unbound.length === 0 && !pods.some(isUnscheduled)) return;
  const [first] = unbound;
  await Promise.all([
    ledger.read({ kind: 'persistentvolumes' }),
    ledger.read({ kind: 'storageclasses' }),
    first && !many && ledger.read(claimEvents(namespace, first, unbound.length)),
  ]);
}

/** Events of the one unbound claim, or of all claims when there are several. */
const claimEvents = (namespace: string, { metadata }: AnyObject, count: number): Query => ({
  kind: 'events',
  namespace,
  fieldSelector: count === 1 ? `involvedObject.name=${metadata.name}` : 'involvedObject.kind=PersistentVolumeClaim',
});

async function readOwners(ledger: Ledger, object: AnyObject, depth = 0): Promise<void> {
  const owner = object.metadata.ownerReferences?.find(({ controller }) => controller);
  const kind = owner?.name ? kindOf(owner.apiVersion ?? '', owner.kind ?? '') : undefined;
  if (!kind || !owner?.name || kind === 'nodes' || depth === DEEPEST_OWNER) return; // a mirror pod is owned by its node
  const { namespace } = object.metadata;
  const { items } = await ledger.read({ kind, name: owner.name, ...(resources[kind].namespaced && { namespace }) });
  const shape = shapes[kind] as Shape<AnyObject>;
  const found = shape(items[0]);
  if (found && found.metadata.name !== object.metadata.name) await readOwners(ledger, found, depth + 1);
}

const waitsForImage = (pod: Pod): boolean =>
  containersOf(pod).some(({ status }) => /Image|Registry/.test(status?.state?.waiting?.reason ?? ''));

async function readLogs(ledger: Ledger, pods: Pod[], most: number): Promise<void> {
  const wanted = pods.flatMap(logsWanted);
  const taken = wanted.slice(0, Math.max(0, most));
  ledger.leftOut(
    wanted.slice(taken.length).map((log) => `${log.pod} -c ${log.container}${log.previous ? ' --previous' : ''}`),
  );
  await Promise.all(taken.map((log) => ledger.log(log)));
}

/** Requests that the other readers may still make after the first two, so that logs get what is left. */
function reserved(pods: Pod[]): number {
  const [pod] = pods;
  if (!pod) return 0;
  const claims = claimsOf(pod).length === 0 ? 0 : hasStarted(pod) ? 1 : 4;
  const owned = pod.metadata.ownerReferences?.some(({ controller }) => controller) ? 2 : 0;
  return (isUnscheduled(pod) ? 3 : 1) + claims + owned + (waitsForImage(pod) ? 2 : 0);
}

/**
 * Reads what the diagnosis of pods needs: for one pod at most 12 requests, none twice, independent ones at once. What may not
 * be read is in the coverage; only the pods themselves must be readable.
 */
export async function collectPods(reader: ClusterReader, selection: PodSelection): Promise<Collected> {
  const ledger = new Ledger(reader);
  const { namespace } = selection;
  const pods = await readSubjects(ledger, selection);
  const many = pods.length > 1;
  const most = many ? MOST_LOGS : MOST_REQUESTS - ledger.requests - reserved(pods);
  await Promise.all([
    readNodes(ledger, pods),
    readStorage(ledger, namespace, pods, many),
    ...pods.map((pod) => readOwners(ledger, pod)),
    pods.some(waitsForImage) && readPullSecrets(ledger, namespace),
    readLogs(ledger, pods, most),
  ]);
  return ledger.finish();
}
