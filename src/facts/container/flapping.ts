import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Pod } from '../../model/objects.ts';
import { conditionOf, containersOf, isFinished, type PodContainer } from '../../model/pod.ts';
import { failureOf, plainDetail } from '../../model/probe-failure.ts';
import { probeHandler, probeNumbers, probeSettings, probeSummary } from '../../model/probe.ts';
import { parseTime } from '../../model/time.ts';
import { failuresOf, isReported, wasReady } from '../../model/unready.ts';
import { excerpt } from '../../model/redact.ts';

const LONG_AGO = 600;

/** Whether the failures of a readiness probe fall into more than one spell, as far as their counts and times tell. */
function isFlapping(pod: Pod, container: PodContainer, cluster: Cluster): boolean {
  const probe = container.spec.readinessProbe;
  const start = parseTime(container.status?.state?.running?.startedAt);
  const ready = conditionOf(pod, 'Ready');
  const turned = parseTime(ready?.lastTransitionTime);
  const { count, first, last } = failuresOf(pod, container, 'readiness', cluster);
  if (!probe || start === undefined || turned === undefined || first === undefined || last === undefined) return false;
  const { initialDelay, period, failures } = probeSettings(probe);
  const seconds = (ms: number): number => ms / 1000;
  // failures from the first probe on are those of an app that starts
  if (container.spec.startupProbe || seconds(first - start) <= initialDelay + 2 * period + 2) return false;
  if (ready?.status === 'False') {
    const ofThisSpell = Math.ceil(seconds(cluster.now - turned) / period) + failures + 1;
    const before = seconds(turned - first) > (failures + 1) * period + 2;
    return !container.status?.ready && wasReady(pod, container) && before && count - ofThisSpell >= failures;
  }
  // the kubelet posts fewer and fewer events of a busy pod, but the count of those it posts is whole
  const span = seconds(Math.min(turned, last) - first);
  const sparse = count < (0.7 * span) / period && count >= 2 * failures;
  return sparse && span > 4 * failures * period && seconds(cluster.now - turned) < LONG_AGO;
}

function row(pod: Pod, container: PodContainer, cluster: Cluster): Row[] {
  const { spec, specPath, statusPath, name } = container;
  const probe = spec.readinessProbe;
  if (!probe || !container.status?.state?.running || !isFlapping(pod, container, cluster)) return [];
  const { events, count, first, last } = failuresOf(pod, container, 'readiness', cluster);
  const failure = failureOf(events[0]?.message, probeHandler(probe));
  const ready = conditionOf(pod, 'Ready');
  return [
    {
      target: refTo('Pod', pod),
      container: name,
      specPath,
      statusPath,
      probe: probeSummary(probe, spec),
      probeNumbers: probeNumbers(probe),
      failure: failure?.kind ?? null,
      answer: failure ? excerpt(plainDetail(failure.detail), 300) : null,
      count,
      since: cluster.age(first) ?? null,
      last: cluster.age(last) ?? null,
      readyNow: ready?.status === 'True',
      turned: cluster.age(ready?.lastTransitionTime) ?? null,
    },
  ];
}

/** Containers that become ready and not ready again and again. */
export default defineFact({
  needs: ['pods', 'events', 'nodes'],
  derive: (cluster) =>
    cluster.subjects
      .filter((pod) => !isFinished(pod) && !pod.metadata.deletionTimestamp && isReported(pod, cluster))
      .flatMap((pod) => containersOf(pod).flatMap((container) => row(pod, container, cluster))),
});
