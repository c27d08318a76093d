import { DoctorError } from '../model/error.ts';
import { shapes, type AnyObject, type Kind } from '../model/objects.ts';
import { kindOf, resources } from '../model/resources.ts';
import type { Shape } from '../model/shape.ts';

/** An object of a manifest as it is written. */
export type Raw = Record<string, unknown>;

/** A workload of a manifest: how many pods of which template. */
export interface Requested {
  /** Kubernetes' own spelling: `Deployment`. */
  kind: string;
  namespace: string;
  name: string;
  /** The pods asked for; a DaemonSet's number depends on the nodes. */
  replicas: number;
  /** What its pods are made from: metadata and spec. */
  template: Raw;
  /** The volumeClaimTemplates of a StatefulSet. */
  claims: Raw[];
  /** The number of a StatefulSet's first pod. */
  firstOrdinal: number;
  /** The next pod is only made when the one before runs. */
  oneByOne: boolean;
  /** No pods are made as it stands: a suspended Job, no replicas. */
  suspended: boolean;
}

/** What manifests ask for, beside what else of them placing depends on. */
export interface Manifests {
  workloads: Requested[];
  /** Claims, volumes, classes, quotas and the like that would be there too. */
  beside: { kind: Kind; object: AnyObject }[];
  /** Objects with a pod template of a kind that is not known: `rollout/web`. */
  unknown: string[];
}

/** Kinds beside workloads on which placing depends. */
const BESIDE = new Set<Kind>([
  'namespaces',
  'persistentvolumeclaims',
  'persistentvolumes',
  'storageclasses',
  'priorityclasses',
  'runtimeclasses',
  'limitranges',
  'resourcequotas',
]);

const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field at a path of an object, when it is an object. */
const at = (object: Raw, ...path: string[]): Raw | undefined => {
  let value: unknown = object;
  for (const key of path) value = isRaw(value) ? value[key] : undefined;
  return isRaw(value) ? value : undefined;
};

const count = (value: unknown, otherwise: number): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : otherwise;

/** Where each kind keeps its pod template, and how many pods it makes. */
const WORKLOADS: Record<string, { template: string[]; replicas(object: Raw): number }> = {
  Pod: { template: [], replicas: () => 1 },
  Deployment: { template: ['spec', 'template'], replicas: ({ spec }) => count((spec as Raw)['replicas'], 1) },
  ReplicaSet: { template: ['spec', 'template'], replicas: ({ spec }) => count((spec as Raw)['replicas'], 1) },
  ReplicationController: {
    template: ['spec', 'template'],
    replicas: ({ spec }) => count((spec as Raw)['replicas'], 1),
  },
  StatefulSet: { template: ['spec', 'template'], replicas: ({ spec }) => count((spec as Raw)['replicas'], 1) },
  DaemonSet: { template: ['spec', 'template'], replicas: () => 0 },
  Job: { template: ['spec', 'template'], replicas: ({ spec }) => atOnce(spec as Raw) },
  CronJob: {
    template: ['spec', 'jobTemplate', 'spec', 'template'],
    replicas: (object) => atOnce(at(object, 'spec', 'jobTemplate', 'spec') ?? {}),
  },
};

/** How many pods of a Job run at once. */
function atOnce({ parallelism, completions }: Raw): number {
  return Math.min(count(parallelism, 1), count(completions, Infinity));
}

const nameOf = (object: Raw): string => {
  const { name, generateName } = at(object, 'metadata') ?? {};
  if (typeof name === 'string' && name) return name;
  return typeof generateName === 'string' && generateName ? `${generateName}1` : '';
};

function wrong(what: string, en: string, zh: string): DoctorError {
  return new DoctorError(
    'input',
    { en: `${what}: ${en}`, zh: `${what}：${zh}` },
    {
      hint: {
        en: 'check it with: kubectl apply --dry-run=server -f FILE',
        zh: '可用 kubectl apply --dry-run=server -f 文件 检查',
      },
    },
  );
}

const isKnownWorkload = (object: Raw): boolean => {
  const [apiVersion, kind] = [String(object['apiVersion'] ?? ''), String(object['kind'] ?? '')];
  if (!Object.hasOwn(WORKLOADS, kind)) return false;
  return kindOf(apiVersion, kind) !== undefined || (kind === 'ReplicationController' && apiVersion === 'v1');
};

function requestedOf(object: Raw, namespace: string): Requested {
  const kind = String(object['kind']);
  const name = nameOf(object);
  const what = `${kind.toLowerCase()}/${name || '?'}`;
  if (!name) throw wrong(what, 'it has no metadata.name', '缺少 metadata.name');
  const how = WORKLOADS[kind];
  const template = how && at(object, ...how.template);
  const containers = template && at(template, 'spec')?.['containers'];
  if (!how || !template || !Array.isArray(containers) || containers.length === 0) {
    const path = [...(how?.template ?? []), 'spec', 'containers'].join('.');
    throw wrong(what, `it has no ${path}`, `缺少 ${path}`);
  }
  const spec = at(object, 'spec') ?? {};
  const claims = spec['volumeClaimTemplates'];
  return {
    kind,
    namespace,
    name,
    replicas: how.replicas(object),
    template,
    claims: kind === 'StatefulSet' && Array.isArray(claims) ? claims.filter(isRaw) : [],
    firstOrdinal: count(at(spec, 'ordinals')?.['start'], 0),
    oneByOne: kind === 'StatefulSet' && spec['podManagementPolicy'] !== 'Parallel',
    suspended: spec['suspend'] === true,
  };
}

function objectsOf(document: unknown, depth = 0): Raw[] {
  if (Array.isArray(document)) return document.flatMap((item) => objectsOf(item, depth + 1));
  if (!isRaw(document) || depth > 8) return [];
  const { kind, items } = document;
  if (typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)) {
    return items.flatMap((item) => objectsOf(item, depth + 1));
  }
  return [document];
}

/** kubectl refuses this too, and for the same reason: it would land somewhere else than is said. */
function refuseOther(own: string, asked: string, what: string): void {
  if (own === asked) return;
  throw new DoctorError(
    'usage',
    {
      en: `${what} is written for namespace ${own}, not for ${asked} (-n)`,
      zh: `${what} 写明的命名空间是 ${own}，而 -n 指定的是 ${asked}`,
    },
    { hint: { en: 'leave -n away, or change metadata.namespace', zh: '去掉 -n，或修改 metadata.namespace' } },
  );
}

/** Where the objects go that name no namespace; `asked` is what -n says. */
export interface Where {
  namespace: string;
  asked?: string | undefined;
}

function namespaceOf(object: Raw, { namespace, asked }: Where): string {
  const own = at(object, 'metadata')?.['namespace'];
  if (typeof own !== 'string' || !own) return namespace;
  if (asked) refuseOther(own, asked, `${String(object['kind']).toLowerCase()}/${nameOf(object)}`);
  return own;
}

/** What the documents of manifests ask for. Throws DoctorError for a workload that is none. */
export function readManifests(documents: unknown[], where: Where): Manifests {
  const found: Manifests = { workloads: [], beside: [], unknown: [] };
  for (const object of documents.flatMap((document) => objectsOf(document))) {
    if (isKnownWorkload(object)) {
      found.workloads.push(requestedOf(object, namespaceOf(object, where)));
      continue;
    }
    const kind = kindOf(String(object['apiVersion'] ?? ''), String(object['kind'] ?? ''));
    if (kind && BESIDE.has(kind)) {
      const namespace = resources[kind].namespaced ? namespaceOf(object, where) : '';
      const kept = (shapes[kind] as Shape<AnyObject>)({
        ...object,
        metadata: { ...at(object, 'metadata'), namespace },
      });
      if (kept) found.beside.push({ kind, object: kept });
    } else if (Array.isArray(at(object, 'spec', 'template', 'spec')?.['containers'])) {
      found.unknown.push(`${String(object['kind'] ?? '?').toLowerCase()}/${nameOf(object)}`);
    }
  }
  return found;
}
