import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { crashOf, type Crash } from '../../model/crash.ts';
import { logOf } from '../../model/crash-fields.ts';
import { dependencyIn } from '../../model/dependency.ts';
import { placeFields } from '../../model/init-fields.ts';
import type { Pod } from '../../model/objects.ts';
import { containersOf } from '../../model/pod.ts';

function row(pod: Pod, crash: Crash, cluster: Cluster): Row[] {
  const { lines, source } = logOf(pod, crash, cluster);
  const dependency = crash.terminated?.exitCode ? dependencyIn(lines.join('\n')) : undefined;
  if (!dependency) return [];
  const { problem, line } = dependency;
  return [
    {
      target: refTo('Pod', pod),
      container: crash.container.name,
      restarts: crash.container.status?.restartCount ?? 0,
      logSource: source,
      problem,
      problemLine: line,
      ...placeFields(dependency, pod, cluster),
    },
  ];
}

/** Crashing containers whose last words name a Service they could not reach, and how that Service stands. */
export default defineFact({
  needs: ['pods', 'logs'],
  derive: (cluster) =>
    cluster.subjects.flatMap((pod) =>
      containersOf(pod)
        .flatMap((container) => crashOf(pod, container, cluster) ?? [])
        .flatMap((crash) => row(pod, crash, cluster)),
    ),
});
