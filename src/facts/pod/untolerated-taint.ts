import { defineFact, refTo, type Row } from '../define.ts';
import { taintWord } from '../../model/toleration.ts';
import { blamed, type Blamed } from '../../schedule/told.ts';

function taintRow({ pod, group, fields }: Blamed): Row {
  const taint = group.nodes?.flatMap(({ reasons }) => reasons.flatMap((reason) => reason.taint ?? []))[0];
  const { key, value, effect } = taint ?? {};
  const close = pod.spec?.tolerations?.find((toleration) => toleration.key === key);
  const mismatch = close ? `${close.key}${close.value ? `=${close.value}` : ''}:${close.effect || '*'}` : null;
  return {
    target: refTo('Pod', pod),
    ...fields,
    taint: taint ? taintWord(taint) : (/\{[^}]*\}/.exec(group.text)?.[0] ?? null),
    key: key ?? null,
    effect: effect ?? null,
    toleration: taint
      ? `{key: ${key}, operator: ${value ? `Equal, value: "${value}"` : 'Exists'}, effect: ${effect}}`
      : null,
    mismatch,
    taintedNode: group.nodes?.[0]?.node.metadata.name ?? null,
  };
}

/** The taint that is to blame for a pod not fitting anywhere, and the toleration that it lacks. */
export default defineFact({
  needs: ['pods', 'nodes'],
  derive: (cluster) => blamed(cluster, 'taint', 'control-plane').map(taintRow),
});
