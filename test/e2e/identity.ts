import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { Cluster } from '../cluster/cluster.ts';

/** Writes the cluster's kubeconfig with another identity, and another server if one is named, into a folder. */
export async function kubeconfigWith(
  cluster: Cluster,
  folder: string,
  name: string,
  user: object,
  server?: string,
): Promise<string> {
  const { stdout } = await cluster.kubectl(['config', 'view', '--raw', '--minify', '-o', 'json']);
  const base = JSON.parse(stdout) as { clusters: { cluster: Record<string, unknown> }[] };
  const file = join(folder, `${name}.yaml`);
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [{ name: 'test', cluster: { ...base.clusters[0]?.cluster, ...(server && { server }) } }],
    users: [{ name, user }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: name } }],
  };
  await writeFile(file, dump(content));
  return file;
}

/** A kubeconfig of a ServiceAccount of the cluster. */
export async function kubeconfigOfAccount(
  cluster: Cluster,
  folder: string,
  { namespace, name }: { namespace: string; name: string },
): Promise<string> {
  const token = (await cluster.kubectl(['create', 'token', name, '-n', namespace])).stdout.trim();
  return kubeconfigWith(cluster, folder, name, { token });
}
