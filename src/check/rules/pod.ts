import { shapes, type Pod } from '../../model/objects.ts';
import { conditionOf, containersOf } from '../../model/pod.ts';
import { failedForGood, ready, rule, settled, waits, type State } from '../define.ts';

/** The stage a pod is at on its way to Ready. */
function stage(pod: Pod): State {
  if ((pod.spec?.schedulingGates ?? []).length > 0)
    return waits('a scheduling gate holds it back', '调度门控（schedulingGates）尚未移除');
  if (!pod.spec?.nodeName) return waits('no node has been chosen yet', '尚未选定节点');
  const containers = containersOf(pod);
  const inits = containers.filter(({ type }) => type === 'init');
  const done = inits.filter(({ status }) => status?.state?.terminated?.exitCode === 0).length;
  if (done < inits.length) {
    const { name } = inits[done] ?? {};
    return waits(
      `init container ${name}: ${done} of ${inits.length} done`,
      `初始化容器 ${name}：已完成 ${done}/${inits.length}`,
    );
  }
  const lasting = containers.filter(({ type }) => type !== 'init');
  const up = lasting.filter(({ status }) => status?.ready).length;
  const waiting = lasting.find(({ status }) => status?.state?.waiting?.reason)?.status?.state?.waiting?.reason;
  if (up < lasting.length) {
    return waits(
      `${up} of ${lasting.length} containers ready${waiting ? `, ${waiting}` : ''}`,
      `${lasting.length} 个容器就绪 ${up} 个${waiting ? `，${waiting}` : ''}`,
    );
  }
  return waits('its containers are ready, a readiness gate is not', '容器已就绪，readinessGates 尚未满足');
}

/** A pod is ready when it is Ready, or has ended well; one that ended otherwise never comes back. */
export default rule(shapes.pods, (pod: Pod): State => {
  const { phase, reason, message } = pod.status ?? {};
  if (phase === 'Succeeded') return settled({ en: 'it has ended well', zh: '已成功结束' });
  if (phase === 'Failed') {
    const why = [reason, message].filter(Boolean).join(': ');
    return failedForGood(`it has failed${why && `: ${why}`}`, `已失败${why && `：${why}`}`);
  }
  return conditionOf(pod, 'Ready')?.status === 'True' ? ready() : stage(pod);
});
