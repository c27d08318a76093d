import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { topAbove } from '../../model/control.ts';
import { lastSeen } from '../../model/event.ts';
import { parseRefusal } from '../../model/refusal.ts';
import {
  podsOfOtherRevisions,
  refusedPods,
  refuserFields,
  toldText,
  type RefusedPods,
} from '../../model/refused-pods.ts';
import type { Workload } from '../../model/selection.ts';

function refusedRow(asked: Workload, refused: RefusedPods, cluster: Cluster): Row {
  const { creator, wanted, existing, message, event, times } = refused;
  const { namespace, name } = creator.object.metadata;
  const refusal = parseRefusal(message);
  const space = cluster.find('namespaces', '', namespace);
  return {
    target: refTo(asked.kind, asked.object),
    by: refusal.by,
    what: refusal.name,
    detail: refusal.detail,
    items: refusal.items,
    message: toldText(refused),
    claim: /\bpersistentvolumeclaims "([^"]+)" is forbidden/.exec(message)?.[1] ?? null,
    creator: `${creator.kind}/${name}`,
    creatorKind: creator.kind,
    wanted,
    existing,
    missing: wanted - existing,
    times: times || null,
    age: event ? (cluster.age(lastSeen(event)) ?? null) : null,
    otherPods: podsOfOtherRevisions(creator, cluster),
    ownerKind: asked.kind,
    enforced: space?.metadata.labels?.['pod-security.kubernetes.io/enforce'] ?? null,
    ...refuserFields(refusal, namespace, cluster),
  };
}

/** Workloads whose pods are refused before they exist: only the controller that tries to create them can tell. */
export default defineFact({
  needs: ['events', 'replicasets', 'resourcequotas', 'limitranges', 'serviceaccounts', 'namespaces'],
  derive: (cluster) => {
    const rows = cluster.owners.flatMap((creator) => {
      const refused = refusedPods(creator, cluster);
      return refused ? [refusedRow(topAbove(creator, cluster), refused, cluster)] : [];
    });
    const keyOf = ({ target, by, what }: Row): string =>
      [target.kind, target.namespace, target.name, by, what].join('|');
    return [...new Map(rows.map((row) => [keyOf(row), row])).values()]; // two revisions may fail alike
  },
});
