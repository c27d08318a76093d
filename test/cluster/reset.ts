import { must, type Kubectl } from './kubectl.ts';
import { until } from './process.ts';
import { restoreNodes } from './restore-nodes.ts';

/** Kinds without a namespace that tests make objects of. */
const clusterScoped = [
  'persistentvolumes,storageclasses,csidrivers,volumeattachments,priorityclasses,runtimeclasses',
  'clusterroles,clusterrolebindings,ingressclasses,certificatesigningrequests',
  'validatingwebhookconfigurations,mutatingwebhookconfigurations,validatingadmissionpolicies',
  'validatingadmissionpolicybindings,apiservices,customresourcedefinitions',
].join(',');

const systemNamespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Names (`kind/name`) of all objects without a namespace that a reset may have to delete. */
export async function listClusterScoped(kubectl: Kubectl): Promise<string[]> {
  return lines(await must(kubectl, ['get', clusterScoped, '-o', 'name']));
}

/** Deletes what tests left in the cluster, until only the baseline is there, and makes the nodes as they were. */
export async function resetCluster(kubectl: Kubectl, baseline: readonly string[]): Promise<void> {
  const extras = async () => (await listClusterScoped(kubectl)).filter((name) => !baseline.includes(name));
  // First what could refuse or hold up the rest.
  await remove(
    kubectl,
    (await extras()).filter((name) => /webhookconfiguration|admissionpolic|apiservice/.test(name)),
  );
  await restoreNodes(kubectl);
  await remove(kubectl, await testNamespaces(kubectl));
  await emptyDefaultNamespace(kubectl);
  await hurryPods(kubectl);
  await remove(kubectl, await extras());
  await until('everything to be deleted', { timeoutMs: 120_000, everyMs: 500 }, async () => {
    await dropFinalizers(kubectl);
    const left = [...(await extras()), ...(await testNamespaces(kubectl))];
    if (left.length > 0) throw new Error(`left: ${left.join(' ')}`);
    return true;
  });
}

async function testNamespaces(kubectl: Kubectl): Promise<string[]> {
  const names = lines(await must(kubectl, ['get', 'namespaces', '-o', 'name']));
  return names.filter((name) => !systemNamespaces.includes(name.replace('namespace/', '')));
}

async function emptyDefaultNamespace(kubectl: Kubectl): Promise<void> {
  const kinds = 'all,configmaps,secrets,persistentvolumeclaims,poddisruptionbudgets,ingresses,networkpolicies';
  const rest = 'resourcequotas,limitranges,roles,rolebindings';
  const found = lines(await must(kubectl, ['get', `${kinds},${rest}`, '-n', 'default', '-o', 'name']));
  const names = found.filter((name) => !['service/kubernetes', 'configmap/kube-root-ca.crt'].includes(name));
  await remove(kubectl, names, ['-n', 'default']);
}

/** Cuts short the grace periods of the pods that are going. */
async function hurryPods(kubectl: Kubectl): Promise<void> {
  const elsewhere = '--field-selector=metadata.namespace!=kube-system';
  await must(kubectl, ['delete', 'pods', '-A', elsewhere, '--grace-period=1', '--wait=false', '--ignore-not-found']);
}

/** Takes the finalizers from objects that are being deleted: nothing will ever answer those that a test made up. */
async function dropFinalizers(kubectl: Kubectl): Promise<void> {
  const found = lines(await must(kubectl, ['api-resources', '--verbs=list,delete,patch', '-o', 'name']));
  const kinds = found.filter((name) => !name.startsWith('events')).join(',');
  const { items } = JSON.parse(await must(kubectl, ['get', kinds, '-A', '-o', 'json'])) as { items: Deletable[] };
  for (const { kind, apiVersion, metadata } of items) {
    if (!metadata.deletionTimestamp || !metadata.finalizers?.length) continue;
    const [version, group] = apiVersion.split('/').toReversed();
    const type = group ? `${kind}.${version}.${group}` : kind;
    const where = metadata.namespace ? ['-n', metadata.namespace] : [];
    const patch = '{"metadata":{"finalizers":null}}';
    await kubectl(['patch', type, metadata.name, ...where, '--type=merge', '-p', patch]); // it may be gone by now
  }
}

interface Deletable {
  kind: string;
  apiVersion: string;
  metadata: { name: string; namespace?: string; deletionTimestamp?: string; finalizers?: string[] };
}

async function remove(kubectl: Kubectl, names: readonly string[], where: readonly string[] = []): Promise<void> {
  if (names.length > 0) await must(kubectl, ['delete', '--ignore-not-found', '--wait=false', ...where, ...names]);
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}
