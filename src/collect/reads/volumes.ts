import { mountProblem } from '../../model/mount-error.ts';
import { mountsFile, usesStorage } from '../../model/pod-needs.ts';
import { claimNames } from '../../model/claims.ts';
import { shapes, type Pod } from '../../model/objects.ts';
import { slim, type Ledger } from '../ledger.ts';
import type { Read } from './define.ts';

/** What the events of these pods say about their volumes, as problems. */
const told = (ledger: Ledger): { reason: string; problem: string }[] =>
  ledger.objects('events').flatMap((item) => {
    const { reason = '', message = '' } = shapes.events(item) ?? {};
    return /^Failed(?:Mount|AttachVolume|MapVolume)$/.test(reason) ? [{ reason, problem: mountProblem(message) }] : [];
  });

const SANDBOX = /^(?:FailedCreatePodSandBox|NetworkNotReady)$/;

/** Whether the events leave room for a missing ConfigMap or Secret: they name one, or nothing at all is told. */
function missesFile(ledger: Ledger): boolean {
  const problems = told(ledger);
  if (problems.length > 0) return problems.some(({ problem }) => /^(?:config-map|secret)/.test(problem));
  return !ledger.objects('events').some((item) => SANDBOX.test(shapes.events(item)?.reason ?? ''));
}

/** The volume behind a bound claim, or all volumes when there are several claims; false while a claim is not bound. */
async function readVolumes(ledger: Ledger, namespace: string, pods: Pod[]): Promise<boolean> {
  const used = new Set(pods.flatMap(claimNames).map(({ claim }) => claim));
  if (used.size === 0) return true;
  const { items } = await ledger.read({ kind: 'persistentvolumeclaims', namespace });
  const claims = items
    .flatMap((item) => shapes.persistentvolumeclaims(item) ?? [])
    .filter(({ metadata }) => used.has(metadata.name));
  if (claims.some(({ status }) => status?.phase !== 'Bound')) return false; // another reader sees to those
  const names = claims.flatMap(({ spec }) => spec?.volumeName ?? []);
  const [only] = names;
  if (only) {
    await ledger.read(names.length === 1 ? { kind: 'persistentvolumes', name: only } : { kind: 'persistentvolumes' });
  }
  return true;
}

/** Who else has the volume: the attachments, the other pods of the namespace, and the node that has it when it is another. */
async function readHolders(ledger: Ledger, namespace: string, pods: Pod[]): Promise<void> {
  const [attachments, others] = await Promise.all([
    ledger.read({ kind: 'volumeattachments' }),
    ledger.read({ kind: 'pods', namespace, project: slim('pods') }),
  ]);
  const volumes = new Set(
    ledger.objects('persistentvolumes').flatMap((item) => shapes.persistentvolumes(item)?.metadata.name ?? []),
  );
  const claims = new Set(pods.flatMap(claimNames).map(({ claim }) => claim));
  const attached = attachments.items.flatMap((item) => {
    const { source, nodeName } = shapes.volumeattachments(item)?.spec ?? {};
    return nodeName && volumes.has(source?.persistentVolumeName ?? '') ? [nodeName] : [];
  });
  const used = others.items.flatMap((item) => {
    const pod = shapes.pods(item);
    return pod?.spec?.nodeName && claimNames(pod).some(({ claim }) => claims.has(claim)) ? [pod.spec.nodeName] : [];
  });
  const own = new Set(pods.map(({ spec }) => spec?.nodeName));
  const [elsewhere] = [...used, ...attached].filter((node) => !own.has(node));
  if (elsewhere) await ledger.read({ kind: 'nodes', name: elsewhere });
}

async function readStorage(ledger: Ledger, namespace: string, pods: Pod[], files: boolean): Promise<void> {
  const problems = told(ledger);
  if (problems.length === 0 || !(await readVolumes(ledger, namespace, pods))) return;
  if (problems.some(({ problem }) => problem === 'driver-missing')) {
    await Promise.all([ledger.read({ kind: 'csinodes' }), ledger.read({ kind: 'csidrivers' })]);
  } else if (!files && problems.some(({ reason }) => reason === 'FailedAttachVolume')) {
    await readHolders(ledger, namespace, pods);
  }
}

/**
 * What the volumes of a pod that has not started need, as far as its events leave it open: the ConfigMaps (keys alone) and Secrets
 * (names alone) of its namespace, the volume behind its claim, who holds it, where its driver runs.
 */
export const volumes: Read = {
  most: (pod) => Number(mountsFile(pod, 'ConfigMap')) + Number(mountsFile(pod, 'Secret')) + (usesStorage(pod) ? 4 : 0),
  async read(ledger, { namespace, pods }) {
    const files = missesFile(ledger);
    await Promise.all([
      files && pods.some((pod) => mountsFile(pod, 'ConfigMap')) && ledger.read({ kind: 'configmaps', namespace }),
      files && pods.some((pod) => mountsFile(pod, 'Secret')) && ledger.read({ kind: 'secrets', namespace }),
      pods.some(usesStorage) && readStorage(ledger, namespace, pods, files),
    ]);
  },
};
