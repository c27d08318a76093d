import { defineFact, refTo } from '../define.ts';
import { blamed } from '../../schedule/told.ts';

/** The host port that is to blame for a pod not fitting anywhere, and the pods that hold it. */
export default defineFact({
  needs: ['pods', 'nodes'],
  derive: (cluster) =>
    blamed(cluster, 'host-port').map(({ pod, group, fields }) => {
      const taken = (group.nodes ?? []).flatMap(({ node, reasons }) =>
        reasons.flatMap(({ port }) => (port ? [{ node: node.metadata.name, ...port }] : [])),
      );
      const owners = new Set(taken.map(({ by }) => cluster.ownersOf(by).at(-1)?.name ?? by.metadata.name));
      const own = cluster.ownersOf(pod).at(-1)?.name;
      return {
        target: refTo('Pod', pod),
        ...fields,
        ports: [...new Set(taken.map(({ port, protocol }) => `${port}/${protocol}`))],
        holders: taken.slice(0, 6).map(({ node, by }) => `${node}: ${by.metadata.namespace}/${by.metadata.name}`),
        ownReplicas: own ? owners.has(own) && owners.size === 1 : false,
      };
    }),
});
