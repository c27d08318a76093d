import { defineFact, refTo, type Row } from '../define.ts';
import type { Toleration } from '../../model/objects.ts';
import { taintWord } from '../../model/toleration.ts';
import { blamed, type Blamed } from '../../schedule/told.ts';

/** A toleration as a taint is written; `*` stands for any. The defaults, which end after some minutes, are left out by their seconds. */
const tolerationWord = ({ key, value, effect }: Toleration): string =>
  `${key || '*'}${value ? `=${value}` : ''}:${effect || '*'}`;

function taintRow({ pod, group, fields }: Blamed): Row {
  const taint = group.nodes?.flatMap(({ reasons }) => reasons.flatMap((reason) => reason.taint ?? []))[0];
  const { key, value, effect } = taint ?? {};
  const close = pod.spec?.tolerations?.find((toleration) => toleration.key === key);
  return {
    target: refTo('Pod', pod),
    ...fields,
    taint: taint ? taintWord(taint) : (/\{[^}]*\}/.exec(group.text)?.[0] ?? null),
    key: key ?? null,
    effect: effect ?? null,
    toleration: taint
      ? `{key: ${key}, operator: ${value ? `Equal, value: "${value}"` : 'Exists'}, effect: ${effect}}`
      : null,
    mismatch: close ? tolerationWord(close) : null,
    tolerated: (pod.spec?.tolerations ?? [])
      .filter(({ tolerationSeconds }) => tolerationSeconds === undefined)
      .map(tolerationWord),
    taintedNode: group.nodes?.[0]?.node.metadata.name ?? null,
  };
}

/** The taint that is to blame for a pod not fitting anywhere, and the toleration that it lacks. */
export default defineFact({
  needs: ['pods', 'nodes'],
  derive: (cluster) => blamed(cluster, 'taint', 'control-plane').map(taintRow),
});
