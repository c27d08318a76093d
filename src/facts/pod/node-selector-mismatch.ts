import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Node, Requirement } from '../../model/objects.ts';
import { nearest } from '../../model/near.ts';
import { demandWords, requirementWord, unmet } from '../../schedule/unmet.ts';
import { blamed, type Blamed } from '../../schedule/told.ts';

const isControlPlane = ({ metadata }: Node): boolean =>
  Object.keys(metadata.labels ?? {}).some((key) => /^node-role\.kubernetes\.io\/(control-plane|master)$/.test(key));

/** What the nodes offer for one requirement: the values of its label, and a label of nearly that name when none has it. */
function offered({ key = '', values = [] }: Requirement, nodes: Node[]) {
  const labels = nodes.map(({ metadata }) => metadata.labels ?? {});
  const existing = [...new Set(labels.flatMap((own) => own[key] ?? []))].toSorted();
  const keys =
    existing.length > 0
      ? []
      : nearest(
          key,
          labels.flatMap((own) => Object.keys(own)),
          1,
        );
  return {
    values: existing.slice(0, 8),
    nearValue: existing.length > 0 && values[0] ? (nearest(values[0], existing, 1)[0] ?? null) : null,
    nearKey: keys[0] ?? null,
  };
}

function selectorRow({ pod, fields }: Blamed, cluster: Cluster): Row {
  const nodes = cluster.hasRead('nodes') ? cluster.all('nodes') : [];
  const gaps = nodes
    .map((node) => ({ node, lacking: unmet(pod, node) }))
    .toSorted(
      (a, b) => a.lacking.length - b.lacking.length || Number(isControlPlane(a.node)) - Number(isControlPlane(b.node)),
    );
  const [best] = gaps;
  const [first] = best?.lacking ?? [];
  const { values, nearValue, nearKey } = first ? offered(first, nodes) : { values: [], nearValue: null, nearKey: null };
  const settable = best && first?.operator === 'In' && first.key !== 'metadata.name' && first.values?.[0];
  const byName = first?.key === 'kubernetes.io/hostname' || first?.key === 'metadata.name';
  return {
    target: refTo('Pod', pod),
    ...fields,
    wanted: demandWords(pod),
    nearestNode: best?.node.metadata.name ?? null,
    missing: best?.lacking.map((requirement) => requirementWord(requirement)) ?? [],
    lacks: first ? requirementWord(first) : null,
    label: first?.key ?? null,
    values,
    nearValue,
    nearKey,
    byName,
    labelCommand: settable && !byName ? `kubectl label node ${best.node.metadata.name} ${first.key}=${settable}` : null,
  };
}

/** What a pod's nodeSelector or required node affinity demands that no node offers, and the node that comes nearest. */
export default defineFact({
  needs: ['pods', 'nodes'],
  derive: (cluster) => blamed(cluster, 'selector', 'node-name').map((found) => selectorRow(found, cluster)),
});
