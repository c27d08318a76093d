import { bool, list, map, num, obj, refine, scalar, str, type Of, type Shape } from './shape.ts';

/** Metadata every kept object has: a name, and a namespace or ''. */
export interface Meta {
  name: string;
  namespace: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  finalizers?: string[];
  ownerReferences?: OwnerReference[];
}

const ownerReference = obj({ apiVersion: str, kind: str, name: str, uid: str, controller: bool });
export type OwnerReference = Of<typeof ownerReference>;

const looseMeta = obj({
  name: str,
  namespace: str,
  uid: str,
  resourceVersion: str,
  generation: num,
  creationTimestamp: str,
  deletionTimestamp: str,
  deletionGracePeriodSeconds: num,
  labels: map(str),
  annotations: map(str),
  finalizers: list(str),
  ownerReferences: list(ownerReference),
});

/** Metadata, or undefined without a name: such an object cannot be reported on. */
const meta: Shape<Meta> = refine(looseMeta, (kept) =>
  kept.name ? { ...kept, name: kept.name, namespace: kept.namespace ?? '' } : undefined,
);

type WithMeta<T> = T & { metadata: Meta };

/** Objects that have been cut down already, each with the shape it has: a scan meets each of many thousands more than once. */
const cut = new WeakMap<object, Shape<unknown>>();

/** An API object: shaped metadata, which is required, and the declared fields beside it. What has the shape already is given back as it is. */
export const kind = <F extends Record<string, Shape<unknown>>>(
  fields: F,
): Shape<WithMeta<{ [K in keyof F]?: Of<F[K]> }>> => {
  type Kept = WithMeta<{ [K in keyof F]?: Of<F[K]> }>;
  const complete = (kept: object): Kept | undefined => {
    if (!('metadata' in kept)) return undefined;
    cut.set(kept, shape);
    return kept as Kept;
  };
  const body = refine(obj({ ...fields, metadata: meta }), complete);
  const shape: Shape<Kept> = Object.assign(
    (value: unknown) =>
      typeof value === 'object' && value !== null && cut.get(value) === shape ? (value as Kept) : body(value),
    body.form && { form: body.form },
  );
  return shape;
};

// Selectors ------------------------------------------------------------------------------------
const requirement = obj({ key: str, operator: str, values: list(str) });
export type Requirement = Of<typeof requirement>;
/** The shape of a labelSelector. */
export const labelSelector = obj({ matchLabels: map(str), matchExpressions: list(requirement) });
export type LabelSelector = Of<typeof labelSelector>;
const nodeSelectorTerm = obj({ matchExpressions: list(requirement), matchFields: list(requirement) });
export type NodeSelectorTerm = Of<typeof nodeSelectorTerm>;
/** The shape of a nodeSelector. */
export const nodeSelector = obj({ nodeSelectorTerms: list(nodeSelectorTerm) });

// Shared by several kinds -----------------------------------------------------------------------
/** The shape of a quantities. */
export const quantities = map(scalar);
/** The shape of a resources. */
export const resources = obj({ requests: quantities, limits: quantities, claims: list(obj({ name: str })) });
/** The shape of a condition. */
export const condition = obj({
  type: str,
  status: str,
  reason: str,
  message: str,
  lastTransitionTime: str,
  lastHeartbeatTime: str,
  observedGeneration: num,
});
/** The shape of a reference. */
export const reference = obj({ kind: str, namespace: str, name: str, uid: str, fieldPath: str, apiVersion: str });
