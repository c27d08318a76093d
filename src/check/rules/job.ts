import { shapes, type ObjectOf } from '../../model/objects.ts';
import { conditionOf, failedForGood, rule, saying, settled, waits, type State } from '../define.ts';

type Job = ObjectOf<'jobs'>;

/** How many pods have to succeed: without completions one success ends a work queue. */
const wantedOf = ({ spec }: Job): number => spec?.completions ?? 1;

/**
 * A Job is ready when it is Complete, and failed when it is Failed, whichever comes first. FailureTarget and SuccessCriteriaMet come
 * before those, while pods are still ending (pkg/controller/job).
 */
export default rule(shapes.jobs, (job: Job): State => {
  const { spec, status } = job;
  const has = (type: string) => {
    const found = conditionOf(status?.conditions, type);
    return found?.status === 'True' ? found : undefined;
  };
  if (has('Complete')) return settled();
  const failure = has('Failed') ?? has('FailureTarget');
  if (failure) return failedForGood(`it has failed: ${saying(failure)}`, `已失败：${saying(failure)}`);
  if (has('SuccessCriteriaMet')) return waits('it has succeeded, its pods are ending', '已成功，正在等待 Pod 结束');
  const { succeeded = 0, failed = 0, active = 0 } = status ?? {};
  if (spec?.suspend) return waits('it is suspended and does not run', '已挂起（suspend），不会运行');
  const wanted = wantedOf(job);
  return waits(
    `${succeeded} of ${wanted} done, ${active} running${failed > 0 ? `, ${failed} failed` : ''}`,
    `已完成 ${succeeded}/${wanted}，运行中 ${active}${failed > 0 ? `，失败 ${failed}` : ''}`,
  );
});
