import type { Cluster } from '../model/cluster.ts';
import { conditionOf, podColumns } from '../model/pod.ts';

/** The scheduler a pod has when it names none. */
export const DEFAULT_SCHEDULER = 'default-scheduler';

const placingSchedulers = (cluster: Cluster): string[] => [
  ...new Set([
    DEFAULT_SCHEDULER,
    ...cluster.all('pods').flatMap((pod) => {
      const wasPlaced = conditionOf(pod, 'PodScheduled')?.status === 'True' && pod.spec?.nodeName;
      const own = pod.metadata.ownerReferences?.some(({ kind }) => kind === 'DaemonSet' || kind === 'Node');
      return wasPlaced && !own && pod.spec?.schedulerName ? [pod.spec.schedulerName] : [];
    }),
  ]),
];

/** The schedulers that have placed pods which are still there, and the default one. */
export const knownSchedulers = (cluster: Cluster): string[] => cluster.derived(placingSchedulers);

/** The lease by which kube-scheduler elects its leader, when it does and could be read. */
export const schedulerLease = (cluster: Cluster) => cluster.find('leases', 'kube-system', 'kube-scheduler');

/** The pods kube-scheduler itself runs in, as `name status`; none on clusters that run it elsewhere. */
export const schedulerPods = (cluster: Cluster): { name: string; ready: boolean }[] => cluster.derived(ownPods);

const ownPods = (cluster: Cluster): { name: string; ready: boolean }[] =>
  cluster
    .all('pods')
    .filter(
      ({ metadata }) => metadata.namespace === 'kube-system' && metadata.labels?.['component'] === 'kube-scheduler',
    )
    .map((pod) => ({
      name: `${pod.metadata.name} ${podColumns(pod).status}`,
      ready: conditionOf(pod, 'Ready')?.status === 'True',
    }));
