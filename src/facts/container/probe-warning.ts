import { defineFact, refTo } from '../define.ts';
import { lastSeen, timesSeen } from '../../model/event.ts';
import { isAbout } from '../../model/killer.ts';
import { containersOf, isFinished } from '../../model/pod.ts';
import { probeOfEvent } from '../../model/probe-failure.ts';
import { probeSummary } from '../../model/probe.ts';
import { parseTime } from '../../model/time.ts';

/** Probes that are answered by a redirect to another host, which the kubelet counts as a success and warns of. */
export default defineFact({
  needs: ['pods', 'events'],
  derive: (cluster) =>
    cluster.subjects
      .filter((pod) => !isFinished(pod) && !pod.metadata.deletionTimestamp)
      .flatMap((pod) =>
        containersOf(pod).flatMap(({ name, spec, status, specPath }) => {
          const start = parseTime(status?.state?.running?.startedAt);
          const event = cluster
            .eventsAbout('Pod', pod)
            .find(
              (e) => e.reason === 'ProbeWarning' && isAbout(e, name) && start !== undefined && lastSeen(e) >= start,
            );
          const kind = probeOfEvent(event?.message);
          const probe = kind ? spec[`${kind}Probe` as 'readinessProbe'] : undefined;
          if (!event || !probe) return [];
          return [
            {
              target: refTo('Pod', pod),
              container: name,
              probeKind: kind ?? null,
              probePath: `${specPath}.${kind}Probe`,
              probe: probeSummary(probe, spec),
              count: timesSeen(event),
            },
          ];
        }),
      ),
});
