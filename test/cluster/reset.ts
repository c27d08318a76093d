import type { Kubectl } from './kubectl.ts';
import { until } from './process.ts';

/** Kinds without a namespace that tests make objects of. */
const clusterScoped = [
  ...['persistentvolumes', 'storageclasses', 'csidrivers', 'volumeattachments', 'priorityclasses', 'runtimeclasses'],
  ...['clusterroles', 'clusterrolebindings', 'ingressclasses', 'certificatesigningrequests'],
  ...['validatingwebhookconfigurations', 'mutatingwebhookconfigurations', 'validatingadmissionpolicies'],
  ...['validatingadmissionpolicybindings', 'apiservices', 'customresourcedefinitions'],
];

const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Names (`kind/name`) of all objects without a namespace that a reset may have to delete. */
export async function listClusterScoped(kubectl: Kubectl): Promise<string[]> {
  return lines(await must(kubectl, ['get', clusterScoped.join(','), '-o', 'name']));
}

/** Deletes what tests left in the cluster, until only the baseline is there, and makes the workers schedulable again. */
export async function resetCluster(kubectl: Kubectl, baseline: readonly string[]): Promise<void> {
  await restoreNodes(kubectl);
  const kept = new Set(baseline);
  const extra = (await listClusterScoped(kubectl)).filter((name) => !kept.has(name));
  const hooks = extra.filter((name) => name.includes('webhookconfiguration') || name.includes('admissionpolic'));
  await remove(kubectl, hooks); // first: they might refuse the rest
  const namespaces = lines(await must(kubectl, ['get', 'namespaces', '-o', 'name']));
  await remove(kubectl, namespaces.filter((name) => !systemNamespaces.includes(name.replace('namespace/', ''))));
  await emptyDefaultNamespace(kubectl);
  await remove(kubectl, extra.filter((name) => !hooks.includes(name)));
  await until('everything to be deleted', { timeoutMs: 120_000, everyMs: 500 }, async () => {
    await dropFinalizers(kubectl);
    const left = (await listClusterScoped(kubectl)).filter((name) => !kept.has(name));
    const stay = lines(await must(kubectl, ['get', 'namespaces', '-o', 'name']));
    return left.length === 0 && stay.length <= systemNamespaces.length;
  });
}

async function restoreNodes(kubectl: Kubectl): Promise<void> {
  const { items } = JSON.parse(await must(kubectl, ['get', 'nodes', '-o', 'json'])) as { items: Node[] };
  for (const { metadata, spec } of items) {
    const taints = (spec.taints ?? []).filter(({ key }) => key.startsWith('node.kubernetes.io/not-ready') || isRole(key));
    const patch = JSON.stringify({ spec: { unschedulable: null, taints } });
    await must(kubectl, ['patch', 'node', metadata.name, '--type=merge', '-p', patch]);
  }
}

interface Node {
  metadata: { name: string };
  spec: { taints?: { key: string }[] };
}

function isRole(key: string): boolean {
  return key === 'node-role.kubernetes.io/control-plane';
}

async function emptyDefaultNamespace(kubectl: Kubectl): Promise<void> {
  const kinds = 'all,configmaps,secrets,persistentvolumeclaims,poddisruptionbudgets,ingresses,networkpolicies';
  const { stdout } = await kubectl(['get', kinds, '-n', 'default', '-o', 'name']);
  const ours = ['service/kubernetes', 'configmap/kube-root-ca.crt'];
  const names = lines(stdout).filter((name) => !ours.includes(name));
  if (names.length > 0) await kubectl(['delete', '-n', 'default', '--ignore-not-found', '--wait=false', ...names]);
}

/** Takes the finalizers from objects that are being deleted, since nothing will ever answer a test's made-up finalizer. */
async function dropFinalizers(kubectl: Kubectl): Promise<void> {
  const found = await must(kubectl, ['api-resources', '--verbs=list,delete,patch', '--namespaced', '-o', 'name']);
  const kinds = [...lines(found).filter((name) => !name.startsWith('events')), 'persistentvolumes'].join(',');
  const { stdout } = await kubectl(['get', kinds, '-A', '-o', 'json']);
  const { items } = JSON.parse(stdout || '{"items":[]}') as { items: Deletable[] };
  for (const { kind, apiVersion, metadata } of items) {
    if (!metadata.deletionTimestamp || !metadata.finalizers?.length) continue;
    const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[1]}.${apiVersion.split('/')[0]}` : '';
    const where = metadata.namespace ? ['-n', metadata.namespace] : [];
    const patch = '{"metadata":{"finalizers":null}}';
    await kubectl(['patch', `${kind}${group}/${metadata.name}`, ...where, '--type=merge', '-p', patch]);
  }
}

interface Deletable {
  kind: string;
  apiVersion: string;
  metadata: { name: string; namespace?: string; deletionTimestamp?: string; finalizers?: string[] };
}

async function remove(kubectl: Kubectl, names: readonly string[]): Promise<void> {
  if (names.length > 0) await must(kubectl, ['delete', '--ignore-not-found', '--wait=false', ...names]);
}

async function must(kubectl: Kubectl, args: string[]): Promise<string> {
  const { stdout, stderr, code } = await kubectl(args);
  if (code !== 0) throw new Error(`kubectl ${args[0]} failed: ${stderr.trim()}`);
  return stdout;
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}
