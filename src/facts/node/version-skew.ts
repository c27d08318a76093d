import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import { parseImage } from '../../model/image.ts';
import type { Node } from '../../model/objects.ts';
import { minorOf } from '../../model/version.ts';

const kubeletOf = ({ status }: Node): string | undefined => status?.nodeInfo?.kubeletVersion;

/** The versions of the API servers that run as pods, as kubeadm and kind make them; of a managed control plane none is seen. */
const serversSeen = (cluster: Cluster): string[] =>
  cluster
    .all('pods')
    .filter(
      ({ metadata }) => metadata.namespace === 'kube-system' && metadata.labels?.['component'] === 'kube-apiserver',
    )
    .flatMap(({ spec }) => parseImage(spec?.containers?.[0]?.image ?? '')?.tag ?? []);

/** The lowest server version for sure: its own, or the newest kubelet's, as no kubelet may be newer than the server. */
function floor(cluster: Cluster) {
  const servers = serversSeen(cluster);
  const all = servers.length > 0 ? servers : cluster.all('nodes').flatMap((node) => kubeletOf(node) ?? []);
  const known = all.flatMap((version) => {
    const parsed = minorOf(version);
    return parsed ? [{ version, ...parsed }] : [];
  });
  const [newest] = known.toSorted((a, b) => b.major - a.major || b.minor - a.minor);
  return newest && { ...newest, isServer: servers.length > 0 };
}

/** Kubelets that are further from the API server than Kubernetes supports: at most 3 minor versions older, never newer. */
export default defineFact({
  needs: ['nodes', 'pods'],
  derive: (cluster) => {
    const against = floor(cluster);
    if (!against) return [];
    return cluster.examined('nodes').flatMap((node): Row[] => {
      const own = minorOf(kubeletOf(node));
      if (!own || own.major !== against.major || own.minor === against.minor) return [];
      return [
        {
          target: refTo('Node', node),
          kubelet: kubeletOf(node) ?? null,
          against: against.version,
          isServer: against.isServer,
          behind: against.minor - own.minor,
        },
      ];
    });
  },
});
