import { shapes } from '../../model/objects.ts';
import { ready, rule } from '../define.ts';

/** A CronJob is ready when it is there: when it runs is up to its schedule, and suspending it is a person's will. */
export default rule(shapes.cronjobs, ({ spec, status }) => {
  if (spec?.suspend) return ready({ en: 'suspended', zh: '已挂起（suspend）' });
  return ready(status?.lastScheduleTime ? undefined : { en: 'not due yet', zh: '尚未到调度时间' });
});
