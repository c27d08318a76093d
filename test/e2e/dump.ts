import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kind } from '../../src/model/objects.ts';
import { kinds, resources } from '../../src/model/resources.ts';
import type { Staged } from './stage.ts';

/** Read in a way of their own, or not to be had on every cluster. */
const OTHERWISE: Kind[] = ['pods', 'leases', 'podmetrics'];

const listed = (namespaced: boolean): string =>
  kinds.filter((kind) => resources[kind].namespaced === namespaced && !OTHERWISE.includes(kind)).join(',');

/** The pod that is diagnosed, or all of the namespace when a workload is. */
async function podsOf({ cluster, namespace, kind, name }: Staged): Promise<string[]> {
  if (kind === 'pod') return [name];
  const { stdout } = await cluster.kubectl([
    'get',
    'pods',
    '-n',
    namespace,
    '-o',
    'jsonpath={.items[*].metadata.name}',
  ]);
  return stdout.split(/\s+/).filter(Boolean);
}

const CONTAINERS = 'jsonpath={.spec.initContainers[*].name} {.spec.containers[*].name}';

async function dumpLogs({ cluster, namespace }: Staged, pod: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const names = await cluster.kubectl(['get', 'pod', pod, '-n', namespace, '-o', CONTAINERS]);
  for (const container of names.stdout.split(/\s+/).filter(Boolean)) {
    for (const [previous, ending] of [
      [[], 'log'],
      [['--previous'], 'previous.log'],
    ] as const) {
      const args = ['logs', pod, '-n', namespace, '-c', container, '--tail=200', ...previous];
      const { code, stdout } = await cluster.kubectl(args);
      if (code === 0) await writeFile(join(folder, `${container}.${ending}`), stdout);
    }
  }
}

/** What a person without k8sdoctor would save: `kubectl get … -o json` and the logs. Gives the folder. */
export async function dump(staged: Staged, folder: string): Promise<string> {
  const { cluster, namespace } = staged;
  await mkdir(folder, { recursive: true });
  const gets: [string, string[]][] = [
    ['pods.json', ['get', 'pods', '-A', '-o', 'json']],
    ['namespace.json', ['get', listed(true), '-n', namespace, '-o', 'json']],
    ['node-events.json', ['get', 'events', '-n', 'default', '-o', 'json']],
    ['cluster.json', ['get', listed(false), '-o', 'json']],
    ['leases.json', ['get', 'leases', '-n', 'kube-system', '-o', 'json']],
    ['node-leases.json', ['get', 'leases', '-n', 'kube-node-lease', '-o', 'json']],
  ];
  for (const [file, args] of gets) {
    const { stdout } = await cluster.kubectl(args);
    await writeFile(join(folder, file), stdout);
  }
  for (const pod of await podsOf(staged)) await dumpLogs(staged, pod, join(folder, namespace, pod));
  return folder;
}
