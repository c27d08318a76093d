import type { Cluster } from './cluster.ts';
import { lastSeen } from './event.ts';
import { isAbout } from './killer.ts';
import type { Container, Event, Pod } from './objects.ts';
import type { PodContainer } from './pod.ts';
import { probeSummary } from './probe.ts';

type Hook = NonNullable<NonNullable<Container['lifecycle']>['preStop']>;

/** A hook as people say it: `exec nginx -s quit`, `httpGet :8080/drain`, `sleep 15`. */
export const hookSummary = (hook: Hook, container: Container): string =>
  hook.sleep ? `sleep ${hook.sleep.seconds ?? '?'}` : probeSummary(hook, container);

/** How many seconds a hook that only sleeps takes; undefined for any other. */
export function plannedSeconds(hook: Hook): number | undefined {
  if (hook.sleep) return hook.sleep.seconds;
  const [last = ''] = hook.exec?.command?.slice(-1) ?? [];
  const slept = /^(?:.*(?:^|[\s/;&])sleep\s+)?(\d+(?:\.\d+)?)s?$/.exec(last.trim());
  return slept && /sleep/.test(hook.exec?.command?.join(' ') ?? '') ? Number(slept[1]) : undefined;
}

/** The newest event of that reason about one container whose words fit. */
export const containerEvent = (
  pod: Pod,
  { name }: PodContainer,
  { reason, matches = /./ }: { reason: string; matches?: RegExp },
  cluster: Cluster,
): { event: Event; at: number } | undefined => {
  const event = cluster
    .eventsAbout('Pod', pod)
    .find((e) => e.reason === reason && isAbout(e, name) && matches.test(e.message ?? ''));
  return event && { event, at: lastSeen(event) };
};
