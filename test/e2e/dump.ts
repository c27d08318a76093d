import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kind } from '../../src/model/objects.ts';
import { kinds } from '../../src/model/resources.ts';
import type { Staged } from './stage.ts';

/** Read everywhere, or not to be had on every cluster. */
const OTHERWISE: Kind[] = ['pods', 'leases', 'podmetrics'];

interface Container {
  name: string;
}
interface Pod {
  kind: string;
  metadata: { name: string; namespace: string };
  spec: { initContainers?: Container[]; containers: Container[] };
  status?: Record<string, (Container & { restartCount?: number })[] | undefined>;
}

async function dumpLogs({ cluster, namespace }: Staged, pod: Pod, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  for (const { name } of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    const status = [...initContainerStatuses, ...containerStatuses].find((one) => one.name === name);
    for (const [previous, ending] of [
      [[], 'log'],
      ...(status?.restartCount ? [[['--previous'], 'previous.log'] as const] : []),
    ] as const) {
      const args = ['logs', pod.metadata.name, '-n', namespace, '-c', name, '--tail=200', ...previous];
      const { code, stdout } = await cluster.kubectl(args);
      if (code === 0) await writeFile(join(folder, `${name}.${ending}`), stdout);
    }
  }
}

/** What a person without k8sdoctor would save: `kubectl get … -o json` and the logs. Gives the folder. */
export async function dump(staged: Staged, folder: string): Promise<string> {
  const { cluster, namespace, kind, name } = staged;
  await mkdir(folder, { recursive: true });
  const save = async (file: string, ...what: string[]): Promise<string> => {
    const { stdout } = await cluster.kubectl(['get', ...what, '-o', 'json']);
    await writeFile(join(folder, file), stdout);
    return stdout;
  };
  const everywhere = await save('everywhere.json', 'pods,leases', '-A');
  await save('namespace.json', kinds.filter((each) => !OTHERWISE.includes(each)).join(','), '-n', namespace);
  await save('node-events.json', 'events', '-n', 'default');
  const { items } = JSON.parse(everywhere) as { items: Pod[] };
  const pods = items.filter(
    (pod) =>
      pod.kind === 'Pod' && pod.metadata.namespace === namespace && (kind !== 'pod' || pod.metadata.name === name),
  );
  for (const pod of pods) await dumpLogs(staged, pod, join(folder, namespace, pod.metadata.name));
  return folder;
}
