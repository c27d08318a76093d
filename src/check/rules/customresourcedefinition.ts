import { kind } from '../../model/common-shapes.ts';
import { obj } from '../../model/shape.ts';
import { conditionOf, failedForGood, ready, rule, saying, simpleConditions, waits } from '../define.ts';

const definition = kind({ status: obj({ conditions: simpleConditions }) });

/** A CRD is ready when its names are accepted and the API serves it. */
export default rule(definition, ({ status }) => {
  const names = conditionOf(status?.conditions, 'NamesAccepted');
  if (names?.status === 'False')
    return failedForGood(`its names are taken: ${saying(names)}`, `名称已被占用：${saying(names)}`);
  return conditionOf(status?.conditions, 'Established')?.status === 'True'
    ? ready()
    : waits('the API server does not serve it yet', 'API server 尚未提供该 API');
});
