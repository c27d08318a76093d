import { kind } from '../../model/common-shapes.ts';
import { num, obj } from '../../model/shape.ts';
import { conditionOf, failed, ready, rule, saying, simpleConditions, waits } from '../define.ts';

const autoscaler = kind({ status: obj({ currentReplicas: num, conditions: simpleConditions }) });

/** An autoscaler is ready when it can read its metrics and scale its target; that a target of 0 replicas switches it off is intended. */
export default rule(autoscaler, ({ status }) => {
  const able = conditionOf(status?.conditions, 'AbleToScale');
  const active = conditionOf(status?.conditions, 'ScalingActive');
  if (!able) return waits('its controller has not looked at it yet', '控制器尚未处理');
  if (able.status === 'False') return failed(`it cannot scale: ${saying(able)}`, `无法扩缩容：${saying(able)}`);
  if (active?.reason === 'ScalingDisabled')
    return ready({ en: 'switched off: its target has 0 replicas', zh: '已停用：目标副本数为 0' });
  if (active?.status === 'False')
    return failed(`it has no metrics to go by: ${saying(active)}`, `没有可用指标：${saying(active)}`);
  return active ? ready() : waits('it has not read its metrics yet', '尚未读取到指标');
});
