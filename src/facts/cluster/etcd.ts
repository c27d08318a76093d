import { defineFact, refTo } from '../define.ts';
import { isReady } from '../../model/workload.ts';

/** The etcd members that run as static pods beside the API servers, as kubeadm makes them; others are not seen from here. */
export default defineFact({
  needs: ['pods', 'namespaces'],
  derive: (cluster) =>
    cluster
      .examined('namespaces')
      .filter(({ metadata }) => metadata.name === 'kube-system')
      .flatMap((namespace) => {
        const members = cluster
          .all('pods')
          .filter(({ metadata }) => metadata.namespace === 'kube-system' && metadata.labels?.['component'] === 'etcd');
        if (members.length < 2) return [];
        const down = members.filter((pod) => !isReady(pod));
        const quorum = Math.floor(members.length / 2) + 1;
        return [
          {
            target: refTo('Namespace', namespace),
            members: members.length,
            ready: members.length - down.length,
            quorum,
            spare: members.length - down.length - quorum,
            even: members.length % 2 === 0,
            down: down.map(({ metadata }) => metadata.name),
            nodes: down.flatMap(({ spec }) => spec?.nodeName ?? []),
          },
        ];
      }),
});
