import type { Cluster } from '../model/cluster.ts';
import type { BudgetVerdict, Hazard, Landing } from '../model/drain-plan.ts';
import type { Pod } from '../model/objects.ts';
import type { Text } from '../model/text.ts';
import { isReady, type ReadyTimes } from './readiness.ts';
import { scaleOf } from '../model/scale.ts';
import { isDns, type Backed } from './services.ts';

/** What downtime is worked out from. */
export interface Departing {
  cluster: Cluster;
  verdicts: Map<Pod, BudgetVerdict>;
  landings: Map<Pod, Landing>;
  times: ReadyTimes;
  services: Backed[];
}

/** Workloads that are away, and their pods. */
export interface Away {
  hazard: Hazard;
  pods: Pod[];
}

const WORKLOADS = new Set(['Deployment', 'StatefulSet', 'ReplicaSet']);

/** Whether a pod goes at once, whatever becomes ready or not meanwhile. */
export const isFree = (verdict: BudgetVerdict | undefined): boolean =>
  verdict?.kind === 'free' && !verdict.reason.startsWith('unhealthy') && verdict.reason !== 'not-asked';

/** How long a workload is away: its pods start elsewhere while the old ones end; those of a StatefulSet only after that. */
function lengthOf(pods: Pod[], kind: string, { landings, times }: Departing): Text | undefined {
  if (pods.every((pod) => landings.get(pod)?.kind === 'pending')) {
    return { en: 'until there is room: its replacement stays Pending', zh: '替代 Pod 会一直 Pending，恢复时间未知' };
  }
  const [like] = pods;
  const seconds = like && times.secondsFor(like);
  if (seconds === undefined) return undefined;
  const after =
    kind === 'StatefulSet' ? { en: ' after it has ended here', zh: '（从旧 Pod 结束算起）' } : { en: '', zh: '' };
  return { en: `for about ${seconds} s${after.en}`, zh: `约 ${seconds} 秒${after.zh}` };
}

/** The Services that have no other pods ready, for the end of a sentence. */
function behind(pods: Pod[], services: Backed[]): Text {
  const own = services.filter(({ ready }) => ready.every((pod) => pods.includes(pod)));
  const names = own.map(({ service: { metadata } }) => `${metadata.namespace}/${metadata.name}`).join(', ');
  if (own.length === 0) return { en: '', zh: '' };
  return { en: `, and Service ${names} without endpoints`, zh: `，Service ${names} 期间没有端点` };
}

function textOf(pods: Pod[], departing: Departing): Text | undefined {
  const [first] = pods;
  const scale = first && scaleOf(first, departing.cluster);
  if (!first || !scale || !WORKLOADS.has(scale.kind)) return undefined;
  const key = `${scale.kind.toLowerCase()} ${first.metadata.namespace}/${scale.name}`;
  const length = lengthOf(pods, scale.kind, departing);
  const service = behind(pods, departing.services);
  const count = pods.length;
  const en =
    count > 1 ? `all ${count} ready pods of ${key} go at once: it is away` : `${key} has one ready pod: it is away`;
  const zh = count > 1 ? `${key} 的 ${count} 个就绪 Pod 会同时离开：中断` : `${key} 只有一个就绪 Pod：中断`;
  return {
    en: `${en} ${length?.en ?? 'until a replacement is ready'}${service.en}`,
    zh: `${zh}${length?.zh ?? '，直到替代 Pod 就绪'}${service.zh}`,
  };
}

/** Workloads that nobody keeps up: every ready pod of theirs goes in the first round. Cluster DNS is told apart. */
export function downtime(departing: Departing): Away[] {
  const { cluster, verdicts, landings, services } = departing;
  const dns = new Set(services.filter(({ service }) => isDns(service)).flatMap(({ ready }) => ready));
  const groups = Map.groupBy(
    [...verdicts.keys()].filter((pod) => isReady(pod) && !dns.has(pod)),
    (pod) => nameOf(pod, cluster),
  );
  const everywhere = Map.groupBy(
    cluster.all('pods').filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp),
    (pod) => nameOf(pod, cluster),
  );
  return [...groups].flatMap(([key, leaving]): Away[] => {
    const pods = everywhere.get(key) ?? [];
    if (key === '' || pods.length === 0 || !pods.every((pod) => leaving.includes(pod) && isFree(verdicts.get(pod))))
      return [];
    const text = textOf(pods, departing);
    if (!text) return [];
    const pending = pods.every((pod) => landings.get(pod)?.kind === 'pending');
    return [{ hazard: { id: 'downtime', severity: pending ? 'error' : 'warning', text }, pods }];
  });
}

function nameOf(pod: Pod, cluster: Cluster): string {
  const scale = scaleOf(pod, cluster);
  return scale ? `${pod.metadata.namespace}/${scale.kind}/${scale.name}` : '';
}
