import type { Cluster } from './cluster.ts';
import { nearest } from './near.ts';
import type { AnyObject, ConfigMap, Pod, Volume } from './objects.ts';

/** A ConfigMap or Secret whose keys become files of a volume. */
export interface FileRef {
  volume: string;
  kind: 'ConfigMap' | 'Secret';
  name: string;
  /** The keys it must have. */
  keys: string[];
}

const RESOURCE = { ConfigMap: 'configmaps', Secret: 'secrets' } as const;

type Items = { key?: string }[] | undefined;

function ref(volume: string, kind: FileRef['kind'], name: string | undefined, items: Items, optional?: boolean) {
  if (!name || optional) return [];
  return [{ volume, kind, name, keys: (items ?? []).flatMap(({ key }) => key ?? []) } satisfies FileRef];
}

function refsIn({ name: volume = '', configMap, secret, projected }: Volume): FileRef[] {
  return [
    ...ref(volume, 'ConfigMap', configMap?.name, configMap?.items, configMap?.optional),
    ...ref(volume, 'Secret', secret?.secretName, secret?.items, secret?.optional),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...ref(volume, 'ConfigMap', source.configMap?.name, source.configMap?.items, source.configMap?.optional),
      ...ref(volume, 'Secret', source.secret?.name, source.secret?.items, source.secret?.optional),
    ]),
  ];
}

/** The ConfigMaps and Secrets without which a pod's volumes cannot be made; optional ones are left out. */
export const fileRefsOf = (pod: Pod): FileRef[] => (pod.spec?.volumes ?? []).flatMap(refsIn);

/** The object a volume takes files from, when it was seen. */
const objectOf = (pod: Pod, { kind, name }: Pick<FileRef, 'kind' | 'name'>, cluster: Cluster): AnyObject | undefined =>
  cluster.find(RESOURCE[kind], pod.metadata.namespace, name);

/** All keys of a ConfigMap: files may come from binaryData too. */
const keysOf = (object: AnyObject | undefined): string[] => {
  const { data, binaryData } = (object ?? {}) as Partial<ConfigMap>;
  return Object.keys({ ...data, ...binaryData });
};

/**
 * How the look-up of one reference ends: `missing`, `key-missing` (with which), `there`; undefined when it could not be looked up.
 * The keys of a Secret are never read.
 */
export function lookUpFile(
  pod: Pod,
  file: FileRef,
  cluster: Cluster,
): { state: 'missing' | 'key-missing' | 'there' | undefined; keys: string[] } {
  const object = objectOf(pod, file, cluster);
  if (!object)
    return {
      state: cluster.isMissing(RESOURCE[file.kind], pod.metadata.namespace, file.name) ? 'missing' : undefined,
      keys: [],
    };
  if (file.kind === 'Secret') return { state: file.keys.length > 0 ? undefined : 'there', keys: [] };
  const there = keysOf(object);
  const keys = file.keys.filter((key) => !there.includes(key));
  return { state: keys.length > 0 ? 'key-missing' : 'there', keys };
}

const NO_FILE = {
  refKind: null,
  resource: null,
  refName: null,
  key: null,
  names: [],
  nearName: null,
  keys: [],
  nearKey: null,
  objectAge: null,
};

/** What a person needs to correct a reference: what else is there under a similar name. */
export function fileFields(pod: Pod, file: FileRef | undefined, key: string | undefined, cluster: Cluster) {
  if (!file) return { ...NO_FILE, key: key ?? null };
  const object = objectOf(pod, file, cluster);
  const names = (cluster.in(RESOURCE[file.kind], pod.metadata.namespace) as AnyObject[]).flatMap(({ metadata }) =>
    metadata.name === 'kube-root-ca.crt' ? [] : metadata.name,
  );
  const keys = file.kind === 'ConfigMap' ? keysOf(object) : [];
  return {
    refKind: file.kind,
    resource: file.kind.toLowerCase(),
    refName: file.name,
    key: key ?? null,
    names: names.slice(0, 10),
    nearName: object ? null : (nearest(file.name, names, 1)[0] ?? null),
    keys: keys.slice(0, 12),
    nearKey: key ? (nearest(key, keys, 1)[0] ?? null) : null,
    objectAge: cluster.age(object?.metadata.creationTimestamp) ?? null,
  };
}
