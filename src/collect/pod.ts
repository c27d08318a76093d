import { DoctorError } from '../model/error.ts';
import { nearest } from '../model/near.ts';
import { shapes, type Pod } from '../model/objects.ts';
import { containersOf } from '../model/pod.ts';
import type { ClusterReader, LogQuery } from '../model/reader.ts';
import { kindOf, resources } from '../model/resources.ts';
import type { Collected } from './build.ts';
import { Ledger } from './ledger.ts';

/** Which pods to read. */
export interface PodSelection {
  namespace: string;
  names: string[];
}

/** A pod diagnosis asks at most this often. */
const MOST_REQUESTS = 12;
const LOG_LINES = 200;
const PULL_WAIT = /ImagePull|ErrImage|InvalidImageName|RegistryUnavailable|SignatureValidationFailed|ContainerCreating|PodInitializing/;
const NO_PULL_SECRET = 'type!=kubernetes.io/dockerconfigjson,type!=kubernetes.io/dockercfg';

const claimsOf = (pod: Pod): string[] =>
  (pod.spec?.volumes ?? []).flatMap((volume) => {
    if (volume.ephemeral && volume.name) return [`${pod.metadata.name}-${volume.name}`];
    return volume.persistentVolumeClaim?.claimName ?? [];
  });

/** The pod, or an error that names the pods it may have been meant for. */
async function thePod(reader: ClusterReader, ledger: Ledger, namespace: string, name: string): Promise<Pod> {
  const { outcome, items, detail } = await reader.read({ kind: 'pods', namespace, name });
  const pod = items.flatMap((item) => shapes.pods(item) ?? [])[0];
  if (pod) {
    (ledger.objects.pods ??= []).push(...items);
    ledger.coverage.push({ subject: 'pods', scope: `-n ${namespace} ${name}`, outcome: 'read', count: 1 });
    return pod;
  }
  if (outcome === 'denied') {
    throw new DoctorError(
      'denied',
      { en: `no right to read pod ${namespace}/${name}: ${detail ?? ''}`, zh: `没有读取 Pod ${namespace}/${name} 的权限：${detail ?? ''}` },
      { hint: { en: `kubectl auth can-i get pods -n ${namespace}`, zh: `可用 kubectl auth can-i get pods -n ${namespace} 确认` } },
    );
  }
  if (outcome !== 'read') {
    throw new DoctorError('server', {
      en: `cannot read pod ${namespace}/${name}: ${detail ?? outcome}`,
      zh: `无法读取 Pod ${namespace}/${name}：${detail ?? outcome}`,
    });
  }
  throw await notFound(reader, namespace, name);
}

async function notFound(reader: ClusterReader, namespace: string, name: string): Promise<DoctorError> {
  const { items } = await reader.read({ kind: 'pods', namespace });
  const names = items.flatMap((item) => shapes.pods(item)?.metadata.name ?? []);
  const near = nearest(name, names);
  const hint =
    near.length > 0
      ? { en: `there is: ${near.join(', ')}`, zh: `相近的有：${near.join('、')}` }
      : { en: `kubectl get pods -n ${namespace} lists ${names.length}; another namespace? -n NAME`, zh: `kubectl get pods -n ${namespace} 共有 ${names.length} 个；若在其他命名空间，请用 -n 指定` };
  return new DoctorError(
    'not-found',
    { en: `no pod ${name} in namespace ${namespace}`, zh: `命名空间 ${namespace} 中没有 Pod ${name}` },
    { hint },
  );
}

/** The node a pod runs on; for one that has none yet, what its scheduling depends on. */
function readPlace(pod: Pod, ledger: Ledger): Promise<unknown>[] {
  if (pod.spec?.nodeName) return [ledger.read({ kind: 'nodes', name: pod.spec.nodeName })];
  return [
    ledger.read({ kind: 'nodes' }),
    ledger.read({ kind: 'pods', fieldSelector: 'status.phase!=Succeeded,status.phase!=Failed' }),
    ledger.read({ kind: 'leases', namespace: 'kube-system', name: 'kube-scheduler' }),
  ];
}

async function readStorage(pod: Pod, ledger: Ledger): Promise<void> {
  const { namespace } = pod.metadata;
  const wanted = claimsOf(pod);
  if (wanted.length === 0) return;
  const claims = ledger.read({ kind: 'persistentvolumeclaims', namespace });
  if (pod.spec?.nodeName) return void (await claims);
  const around = [ledger.read({ kind: 'persistentvolumes' }), ledger.read({ kind: 'storageclasses' })];
  const unbound = (await claims)
    .flatMap((claim) => shapes.persistentvolumeclaims(claim) ?? [])
    .find(({ metadata, status }) => wanted.includes(metadata.name) && status?.phase !== 'Bound');
  if (unbound) {
    const fieldSelector = `involvedObject.kind=PersistentVolumeClaim,involvedObject.name=${unbound.metadata.name}`;
    around.push(ledger.read({ kind: 'events', namespace, fieldSelector }));
  }
  await Promise.all(around);
}

/** Up the owner chain, each object by name; an owner of a kind we do not know ends it. */
async function readOwners(pod: Pod, ledger: Ledger): Promise<void> {
  let references = pod.metadata.ownerReferences;
  for (let height = 0; height < 2; height++) {
    const owner = references?.find(({ controller }) => controller);
    const kind = kindOf(owner?.apiVersion ?? '', owner?.kind ?? '');
    if (!kind || !owner?.name || kind === 'nodes') return;
    const namespace = resources[kind].namespaced ? { namespace: pod.metadata.namespace } : {};
    const [object] = await ledger.read({ kind, ...namespace, name: owner.name });
    references = shapes[kind](object)?.metadata.ownerReferences;
  }
}

/** Pull secrets by name and by type: a selector on the type tells it without reading a value. */
async function readPullSecrets(pod: Pod, reader: ClusterReader, ledger: Ledger): Promise<void> {
  const { namespace } = pod.metadata;
  const waits = containersOf(pod).some(({ status }) => PULL_WAIT.test(status?.state?.waiting?.reason ?? ''));
  if (!waits || !pod.spec?.imagePullSecrets?.length) return;
  const [all, others] = await Promise.all([
    reader.read({ kind: 'secrets', namespace }),
    reader.read({ kind: 'secrets', namespace, fieldSelector: NO_PULL_SECRET }),
  ]);
  const nameOf = (secret: unknown): string | undefined => shapes.secrets(secret)?.metadata.name;
  const notForPulling = new Set(others.items.map(nameOf));
  const typed = others.outcome === 'read';
  ledger.objects.secrets = all.items.map((secret) => ({
    ...(secret as object),
    ...(typed && { type: notForPulling.has(nameOf(secret)) ? 'other' : 'kubernetes.io/dockerconfigjson' }),
  }));
  for (const { outcome, items, detail } of [all, others]) {
    ledger.coverage.push({ subject: 'secrets', scope: `-n ${namespace}, metadata only`, outcome, count: items.length, ...(detail && { detail }) });
  }
}

/** Which logs can say why a container ended, the most telling first. */
function logsOf(pod: Pod): LogQuery[] {
  const base = { namespace: pod.metadata.namespace, pod: pod.metadata.name, tailLines: LOG_LINES };
  const restarted = containersOf(pod).filter(({ status }) => status?.lastState?.terminated || (status?.restartCount ?? 0) > 0);
  const ended = containersOf(pod).filter(({ status, type }) => {
    const { terminated } = status?.state ?? {};
    return terminated && (terminated.exitCode !== 0 || type !== 'init');
  });
  const alive = restarted.filter(({ status }) => status?.state?.running);
  return [
    ...ended.map(({ name }) => ({ ...base, container: name, previous: false })),
    ...restarted.map(({ name }) => ({ ...base, container: name, previous: true })),
    ...alive.map(({ name }) => ({ ...base, container: name, previous: false })),
  ];
}

async function readLogs(pod: Pod, ledger: Ledger, most: number): Promise<void> {
  const wanted = logsOf(pod);
  await Promise.all(wanted.slice(0, most).map((query) => ledger.log(query)));
  const left = wanted.slice(most).map(({ container }) => container);
  if (left.length > 0) {
    ledger.coverage.push({ subject: 'logs', scope: [...new Set(left)].join(', '), outcome: 'truncated', detail: `only ${most} logs are read of one pod` });
  }
}

async function collectOne(reader: ClusterReader, ledger: Ledger, namespace: string, name: string): Promise<void> {
  const events = ledger.read({ kind: 'events', namespace, fieldSelector: `involvedObject.name=${name}` });
  const [pod] = await Promise.all([thePod(reader, ledger, namespace, name), events]);
  const REST = 7; // pod, events, owners ×2, node, pull secrets ×2: a scheduled pod reads nothing else beside its logs and claims
  await Promise.all([
    ...readPlace(pod, ledger),
    readStorage(pod, ledger),
    readOwners(pod, ledger),
    readPullSecrets(pod, reader, ledger),
    readLogs(pod, ledger, MOST_REQUESTS - REST - (claimsOf(pod).length > 0 ? 1 : 0)),
  ]);
}

/** What the diagnosis of each pod needs, in at most 12 requests a pod, none twice, independent ones at once. */
export async function collectPods(reader: ClusterReader, { namespace, names }: PodSelection): Promise<Collected> {
  const ledger = new Ledger(reader);
  for (const name of names) await collectOne(reader, ledger, namespace, name);
  return ledger.collected();
}
