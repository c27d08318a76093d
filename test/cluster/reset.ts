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

const outsideSystem = '--field-selector=metadata.namespace!=kube-system';

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
  await emptyDefaultNamespace(kubectl);
  await deletePods(kubectl, ['--grace-period=1']); // before their owners go: a grace period once begun is not cut short
  await remove(kubectl, await testNamespaces(kubectl));
  await remove(kubectl, await extras());
  const patient = Date.now() + 15_000;
  await until('everything to be deleted', { timeoutMs: 120_000, everyMs: 500 }, async () => {
    await deletePods(kubectl, Date.now() < patient ? ['--grace-period=1'] : ['--grace-period=0', '--force']);
    await dropFinalizers(kubectl);
    const pods = await must(kubectl, ['get', 'pods', '-A', outsideSystem, '-o', 'name']);
    const left = [...(await extras()), ...(await testNamespaces(kubectl)), ...lines(pods)];
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
  const kept = ['service/kubernetes', 'configmap/kube-root-ca.crt'];
  const names = found.filter((name) => !kept.includes(name) && !name.startsWith('pod/'));
  await remove(kubectl, names, ['-n', 'default', '--cascade=orphan']);
}

async function deletePods(kubectl: Kubectl, how: readonly string[]): Promise<void> {
  await must(kubectl, ['delete', 'pods', '-A', outsideSystem, '--wait=false', '--ignore-not-found', ...how]);
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
