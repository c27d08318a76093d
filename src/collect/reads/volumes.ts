import { mountProblem } from '../../model/mount-error.ts';
import { isStarting } from '../../model/startup.ts';
import { claimNames } from '../../model/claims.ts';
import { shapes, type Pod } from '../../model/objects.ts';
import { fileRefsOf } from '../../model/volume-config.ts';
import type { Ledger } from '../ledger.ts';
import type { Read } from './define.ts';

/** What the events of these pods say about their volumes, as problems. */
const told = (ledger: Ledger): { reason: string; problem: string }[] =>
  ledger.objects('events').flatMap((item) => {
    const { reason = '', message = '' } = shapes.events(item) ?? {};
    return /^Failed(?:Mount|AttachVolume|MapVolume)$/.test(reason) ? [{ reason, problem: mountProblem(message) }] : [];
  });

const needsFile = (pod: Pod, kind: 'ConfigMap' | 'Secret'): boolean =>
  isStarting(pod) && fileRefsOf(pod).some((ref) => ref.kind === kind && ref.name !== 'kube-root-ca.crt');

/** Whether the events leave room for a missing ConfigMap or Secret: they name one, or they are gone or not to be read. */
function missesFile(ledger: Ledger): boolean {
  const problems = told(ledger);
  return problems.length === 0 || problems.some(({ problem }) => /^(?:config-map|secret)/.test(problem));
}

const usesStorage = (pod: Pod): boolean =>
  isStarting(pod) &&
  (pod.spec?.volumes ?? []).some((volume) => volume.persistentVolumeClaim ?? volume.ephemeral ?? volume.csi);

/** The volume behind a bound claim, or all volumes when there are several claims. */
async function readVolumes(ledger: Ledger, namespace: string, pods: Pod[]): Promise<void> {
  const used = new Set(pods.flatMap(claimNames).map(({ claim }) => claim));
  if (used.size === 0) return;
  const { items } = await ledger.read({ kind: 'persistentvolumeclaims', namespace });
  const names = items.flatMap((item) => {
    const claim = shapes.persistentvolumeclaims(item);
    return claim && used.has(claim.metadata.name) ? (claim.spec?.volumeName ?? []) : [];
  });
  const [only] = names;
  if (only)
    await ledger.read(names.length === 1 ? { kind: 'persistentvolumes', name: only } : { kind: 'persistentvolumes' });
}

/** Who else has the volume: the attachments, the other pods of the namespace, and the node that has it when it is another. */
async function readHolders(ledger: Ledger, namespace: string, pods: Pod[]): Promise<void> {
  const [{ items }] = await Promise.all([
    ledger.read({ kind: 'volumeattachments' }),
    ledger.read({ kind: 'pods', namespace }),
  ]);
  const volumes = new Set(
    ledger.objects('persistentvolumes').flatMap((item) => shapes.persistentvolumes(item)?.metadata.name ?? []),
  );
  const own = new Set(pods.map(({ spec }) => spec?.nodeName));
  const elsewhere = items
    .flatMap((item) => shapes.volumeattachments(item)?.spec ?? [])
    .find(({ source, nodeName }) => volumes.has(source?.persistentVolumeName ?? '') && !own.has(nodeName));
  if (elsewhere?.nodeName) await ledger.read({ kind: 'nodes', name: elsewhere.nodeName });
}

async function readStorage(ledger: Ledger, namespace: string, pods: Pod[]): Promise<void> {
  const problems = told(ledger);
  if (problems.length === 0) return;
  await readVolumes(ledger, namespace, pods);
  if (problems.some(({ problem }) => problem === 'driver-missing')) {
    await Promise.all([ledger.read({ kind: 'csinodes' }), ledger.read({ kind: 'csidrivers' })]);
  } else if (
    problems.some(({ reason, problem }) => reason === 'FailedAttachVolume' || problem === 'attached-elsewhere')
  ) {
    await readHolders(ledger, namespace, pods);
  }
}

/**
 * What the volumes of a pod that has not started need, as far as its events leave it open: the ConfigMaps (keys alone) and Secrets
 * (names alone) of its namespace, the volume behind its claim, who holds it, where its driver runs.
 */
export const volumes: Read = {
  most: (pod) => Number(needsFile(pod, 'ConfigMap')) + Number(needsFile(pod, 'Secret')) + (usesStorage(pod) ? 4 : 0),
  async read(ledger, { namespace, pods }) {
    const files = missesFile(ledger);
    await Promise.all([
      files && pods.some((pod) => needsFile(pod, 'ConfigMap')) && ledger.read({ kind: 'configmaps', namespace }),
      files && pods.some((pod) => needsFile(pod, 'Secret')) && ledger.read({ kind: 'secrets', namespace }),
      pods.some(usesStorage) && readStorage(ledger, namespace, pods),
    ]);
  },
};
