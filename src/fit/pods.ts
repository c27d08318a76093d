import { claimNames } from '../model/claims.ts';
import { shapes, type PersistentVolumeClaim, type Pod } from '../model/objects.ts';
import type { Raw, Requested } from './manifest.ts';

/** What stands for the part of a name or label that a controller makes up. */
const MADE_UP = 'simulated';

const recordAt = (object: Raw, key: string): Raw => {
  const value = object[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
};

/** The labels that controllers add to their pods; rules may name them. */
function addedLabels({ kind, name }: Requested, podName: string, ordinal: number): Record<string, string> {
  switch (kind) {
    case 'Deployment':
      return { 'pod-template-hash': MADE_UP };
    case 'StatefulSet':
      return {
        'controller-revision-hash': `${name}-${MADE_UP}`,
        'statefulset.kubernetes.io/pod-name': podName,
        'apps.kubernetes.io/pod-index': `${ordinal}`,
      };
    case 'DaemonSet':
      return { 'controller-revision-hash': MADE_UP };
    case 'Job':
    case 'CronJob':
      return { 'job-name': name, 'batch.kubernetes.io/job-name': name };
    default:
      return {};
  }
}

/** The name of a workload's n-th pod, counted from 0. */
function nameOf({ kind, name, firstOrdinal }: Requested, n: number): string {
  if (kind === 'Pod') return n === 0 ? name : `${name}-${n + 1}`;
  return `${name}-${kind === 'StatefulSet' ? firstOrdinal + n : `${MADE_UP}-${n + 1}`}`;
}

const claimNameOf = (template: Raw, pod: string): string =>
  `${String(recordAt(template, 'metadata')['name'] ?? '')}-${pod}`;

/** The n-th pod of a workload as its controller would write it, before the API server's defaults. */
export function podOf(requested: Requested, n: number): Pod | undefined {
  const { template, namespace, claims, firstOrdinal } = requested;
  const name = nameOf(requested, n);
  const metadata = recordAt(template, 'metadata');
  const spec = recordAt(template, 'spec');
  const own = claims.map((claim) => ({
    name: recordAt(claim, 'metadata')['name'],
    persistentVolumeClaim: { claimName: claimNameOf(claim, name) },
  }));
  const taken = new Set(own.map((volume) => volume.name));
  const written = Array.isArray(spec['volumes']) ? (spec['volumes'] as Raw[]) : [];
  const volumes = [...written.filter((volume) => !taken.has(volume?.['name'])), ...own];
  return shapes.pods({
    metadata: {
      ...metadata,
      name,
      namespace,
      uid: `${MADE_UP}-${namespace}-${requested.kind}-${name}`,
      labels: { ...recordAt(metadata, 'labels'), ...addedLabels(requested, name, firstOrdinal + n) },
    },
    spec: { ...spec, ...(volumes.length > 0 && { volumes }) },
    status: { phase: 'Pending' },
  });
}

function claimOf(name: string, pod: Pod, from: Raw, ephemeral: boolean): PersistentVolumeClaim[] {
  const { namespace, uid = '' } = pod.metadata;
  const claim = shapes.persistentvolumeclaims({
    metadata: {
      ...recordAt(from, 'metadata'),
      name,
      namespace,
      uid: `${MADE_UP}-claim-${namespace}-${name}`,
      ...(ephemeral && { ownerReferences: [{ kind: 'Pod', name: pod.metadata.name, uid, controller: true }] }),
    },
    spec: recordAt(from, 'spec'),
    status: { phase: 'Pending' },
  });
  return claim ? [claim] : [];
}

/** The claims that are made for a pod: of the volumeClaimTemplates, and of its ephemeral volumes. */
export function claimsFor(requested: Requested, pod: Pod): PersistentVolumeClaim[] {
  const { template, claims } = requested;
  const written = recordAt(template, 'spec')['volumes'];
  const volumes = Array.isArray(written) ? (written as Raw[]) : [];
  return [
    ...claims.flatMap((claim) => claimOf(claimNameOf(claim, pod.metadata.name), pod, claim, false)),
    ...claimNames(pod).flatMap(({ claim, volume, ephemeral }) => {
      const from = volumes.find((each) => each?.['name'] === volume);
      return ephemeral && from
        ? claimOf(claim, pod, recordAt(recordAt(from, 'ephemeral'), 'volumeClaimTemplate'), true)
        : [];
    }),
  ];
}
