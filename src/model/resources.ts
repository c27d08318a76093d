import type { Kind } from './objects.ts';

/** Where the API serves a kind, and what kubectl lets people call it. */
export interface Resource {
  apiVersion: string;
  /** The singular spelling in manifests and owner references. */
  kind: string;
  namespaced: boolean;
  /** kubectl's short names beside the singular and the plural. */
  short?: string;
  /** The name in the URL where it is not the kind's own. */
  plural?: string;
}

/** Every kind the product reads; a new one is one line here and one in `shapes`. */
export const resources: Record<Kind, Resource> = {
  pods: { apiVersion: 'v1', kind: 'Pod', namespaced: true, short: 'po' },
  nodes: { apiVersion: 'v1', kind: 'Node', namespaced: false, short: 'no' },
  events: { apiVersion: 'v1', kind: 'Event', namespaced: true, short: 'ev' },
  persistentvolumeclaims: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespaced: true, short: 'pvc' },
  persistentvolumes: { apiVersion: 'v1', kind: 'PersistentVolume', namespaced: false, short: 'pv' },
  storageclasses: { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', namespaced: false, short: 'sc' },
  secrets: { apiVersion: 'v1', kind: 'Secret', namespaced: true },
  leases: { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', namespaced: true },
  replicasets: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespaced: true, short: 'rs' },
  deployments: { apiVersion: 'apps/v1', kind: 'Deployment', namespaced: true, short: 'deploy' },
  statefulsets: { apiVersion: 'apps/v1', kind: 'StatefulSet', namespaced: true, short: 'sts' },
  daemonsets: { apiVersion: 'apps/v1', kind: 'DaemonSet', namespaced: true, short: 'ds' },
  jobs: { apiVersion: 'batch/v1', kind: 'Job', namespaced: true },
  cronjobs: { apiVersion: 'batch/v1', kind: 'CronJob', namespaced: true, short: 'cj' },
  configmaps: { apiVersion: 'v1', kind: 'ConfigMap', namespaced: true, short: 'cm' },
  serviceaccounts: { apiVersion: 'v1', kind: 'ServiceAccount', namespaced: true, short: 'sa' },
  namespaces: { apiVersion: 'v1', kind: 'Namespace', namespaced: false, short: 'ns' },
  services: { apiVersion: 'v1', kind: 'Service', namespaced: true, short: 'svc' },
  endpointslices: { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', namespaced: true },
  limitranges: { apiVersion: 'v1', kind: 'LimitRange', namespaced: true, short: 'limits' },
  resourcequotas: { apiVersion: 'v1', kind: 'ResourceQuota', namespaced: true, short: 'quota' },
  runtimeclasses: { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', namespaced: false },
  priorityclasses: { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', namespaced: false, short: 'pc' },
  poddisruptionbudgets: { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', namespaced: true, short: 'pdb' },
  volumeattachments: { apiVersion: 'storage.k8s.io/v1', kind: 'VolumeAttachment', namespaced: false },
  csidrivers: { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', namespaced: false },
  csinodes: { apiVersion: 'storage.k8s.io/v1', kind: 'CSINode', namespaced: false },
  csistoragecapacities: { apiVersion: 'storage.k8s.io/v1', kind: 'CSIStorageCapacity', namespaced: true },
  validatingwebhookconfigurations: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    namespaced: false,
  },
  mutatingwebhookconfigurations: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingWebhookConfiguration',
    namespaced: false,
  },
  apiservices: { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', namespaced: false },
  certificatesigningrequests: {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    namespaced: false,
    short: 'csr',
  },
  podmetrics: { apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics', namespaced: true, plural: 'pods' },
};

/** All kinds, in the table's order. */
export const kinds = Object.keys(resources) as Kind[];

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '');
const byObject = new Map(kinds.map((kind) => [`${groupOf(resources[kind].apiVersion)}|${resources[kind].kind}`, kind]));
const byAlias = new Map(
  kinds.flatMap((kind) => {
    const { kind: singular, short } = resources[kind];
    return [kind, singular.toLowerCase(), ...(short ? [short] : [])].map((alias) => [alias, kind] as const);
  }),
);

/** The kind of a manifest or an owner reference, in any version of its group; undefined for a kind we do not read. */
export const kindOf = (apiVersion: string, kind: string): Kind | undefined =>
  byObject.get(`${groupOf(apiVersion)}|${kind}`);

/** The kind a person means by `po`, `pods`, `Pod` or `deployments.apps`, as kubectl would take it. */
export function kindOfAlias(word: string): Kind | undefined {
  const [name = '', ...group] = word.toLowerCase().split('.');
  const kind = byAlias.get(name);
  if (!kind || group.length === 0) return kind;
  const { apiVersion } = resources[kind];
  const [version, ...rest] = group;
  const own = groupOf(apiVersion);
  return group.join('.') === own || (rest.join('.') === own && /^v\d/.test(version ?? '')) ? kind : undefined;
}

/** The URL path of a kind, or of one object of it. */
export function pathOf(kind: Kind, namespace?: string, name?: string): string {
  const { apiVersion, namespaced, plural = kind } = resources[kind];
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${plural}${name ? `/${encodeURIComponent(name)}` : ''}`;
}
