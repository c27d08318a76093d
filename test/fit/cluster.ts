import { load, loadAll } from 'js-yaml';
import { fitOf } from '../../src/fit/fit.ts';
import { readManifests, type Where } from '../../src/fit/manifest.ts';
import type { Fit, WorkloadFit } from '../../src/model/fit.ts';
import type { Kind } from '../../src/model/objects.ts';
import { clusterOf, node, pod } from '../schedule/cluster.ts';

export { node, pod } from '../schedule/cluster.ts';

type Objects = Parameters<typeof clusterOf>[0];

/** What the manifests come to on a cluster of these objects. */
export function fitIn(
  objects: Objects,
  yaml: string,
  { denied = [], ...where }: Partial<Where> & { denied?: Kind[] } = {},
): Fit {
  const manifests = readManifests(loadAll(yaml), { namespace: 'shop', ...where });
  return fitOf(clusterOf(objects, denied).snapshot, manifests);
}

/** What the first workload of the manifests comes to. */
export function firstIn(...given: Parameters<typeof fitIn>): WorkloadFit {
  const [first] = fitIn(...given).workloads;
  if (!first) throw new Error('no workload');
  return first;
}

/** How many pods land on each node, and how many more would: `{ w1: [2, 1] }`; nodes with none of either are left out. */
export const landed = ({ nodes }: WorkloadFit): Record<string, [number, number]> =>
  Object.fromEntries(
    nodes.filter(({ pods, more }) => pods + more > 0).map(({ node: name, pods, more }) => [name, [pods, more]]),
  );

/** Three nodes of 2 cpu and 4Gi, each in a zone of its own. */
export const three = ['w1', 'w2', 'w3'].map((name, i) => node(name, {}, {}, { zone: `z${i + 1}` }));

/** A pod that runs on a node and asks for so much cpu. */
export const running = (name: string, nodeName: string, cpu: string, more: object = {}) =>
  pod({ nodeName, containers: [{ name: 'app', resources: { requests: { cpu } } }], ...more }, { name });

/** A Deployment of pods labelled app=web that ask for so much cpu; `spec` is added to the pods'. */
export const deployment = (replicas: number, cpu: string, spec = ''): string => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  template:
    metadata: { labels: { app: web } }
    spec:
      containers: [{ name: app, resources: { requests: { cpu: "${cpu}" } } }]
${spec.replaceAll(/^(?=.)/gm, '      ')}
`;

/** An object written as YAML. */
export const object = (yaml: string): Objects[number] => load(yaml) as Objects[number];
