import type { Kind } from '../model/objects.ts';
import type { ClusterReader, Query } from '../model/reader.ts';
import { resources } from '../model/resources.ts';
import type { Collected } from './build.ts';
import { Ledger, slim } from './ledger.ts';

/** What of a cluster it depends on whether pods find a place. */
const ALWAYS: Kind[] = ['nodes', 'namespaces', 'priorityclasses', 'poddisruptionbudgets'];
const IN_NAMESPACE: Kind[] = ['limitranges', 'resourcequotas'];
const FOR_CLAIMS: Kind[] = [
  'persistentvolumes',
  'storageclasses',
  'csinodes',
  'csidrivers',
  'csistoragecapacities',
  'volumeattachments',
];

/** What the pods to be placed use, so that nothing else is read. */
export interface FitNeeds {
  namespaces: string[];
  claims: boolean;
  runtimeClasses: boolean;
}

const RUNNING = 'status.phase!=Succeeded,status.phase!=Failed';

/** Reads what it takes to tell whether pods would find a place: each kind once, all at the same time. */
export async function collectFit(
  reader: ClusterReader,
  { namespaces, claims, runtimeClasses }: FitNeeds,
): Promise<Collected> {
  const ledger = new Ledger(reader);
  const inEach = (kind: Kind): Query[] => namespaces.map((namespace) => ({ kind, namespace }));
  const queries: Query[] = [
    ...ALWAYS.map((kind): Query => ({ kind })),
    { kind: 'pods', fieldSelector: RUNNING },
    ...IN_NAMESPACE.flatMap(inEach),
    ...(claims ? [...FOR_CLAIMS.map((kind): Query => ({ kind })), ...inEach('persistentvolumeclaims')] : []),
    ...(runtimeClasses ? [{ kind: 'runtimeclasses' } satisfies Query] : []),
  ];
  await Promise.all(
    queries.map((query) =>
      ledger.read(resources[query.kind].namespaced ? { ...query, project: slim(query.kind) } : query),
    ),
  );
  return ledger.finish();
}
