import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Staged } from './stage.ts';

const NAMESPACED =
  'events,persistentvolumeclaims,replicasets,deployments,statefulsets,daemonsets,jobs,cronjobs,secrets';
const CLUSTER_WIDE = 'nodes,persistentvolumes,storageclasses';

/** What a person without k8sdoctor would save: `kubectl get … -o json` and the logs. Gives the folder. */
export async function dump({ cluster, namespace, pod }: Staged, folder: string): Promise<string> {
  await mkdir(join(folder, namespace, pod), { recursive: true });
  const gets: [string, string[]][] = [
    ['pods.json', ['get', 'pods', '-A', '-o', 'json']],
    ['namespace.json', ['get', NAMESPACED, '-n', namespace, '-o', 'json']],
    ['cluster.json', ['get', CLUSTER_WIDE, '-o', 'json']],
    ['leases.json', ['get', 'leases', '-n', 'kube-system', '-o', 'json']],
  ];
  for (const [file, args] of gets) {
    const { stdout } = await cluster.kubectl(args);
    await writeFile(join(folder, file), stdout);
  }
  const names = await cluster.kubectl([
    'get',
    'pod',
    pod,
    '-n',
    namespace,
    '-o',
    'jsonpath={.spec.initContainers[*].name} {.spec.containers[*].name}',
  ]);
  for (const container of names.stdout.split(/\s+/).filter(Boolean)) {
    for (const [previous, ending] of [
      [[], 'log'],
      [['--previous'], 'previous.log'],
    ] as const) {
      const { code, stdout } = await cluster.kubectl([
        'logs',
        pod,
        '-n',
        namespace,
        '-c',
        container,
        '--tail=200',
        ...previous,
      ]);
      if (code === 0) await writeFile(join(folder, namespace, pod, `${container}.${ending}`), stdout);
    }
  }
  return folder;
}
