import type { AnyObject, Kind, ObjectOf } from '../model/objects.ts';
import { slim, type Ledger } from './ledger.ts';

const APPS = new Set<Kind>(['deployments', 'replicasets', 'statefulsets', 'daemonsets']);

/** Whether a workload's controller has not seen its newest spec, or has made fewer pods than it wants. */
function lags(kind: Kind, object: AnyObject, pods: unknown[]): boolean {
  if (!APPS.has(kind) && kind !== 'jobs') return false;
  const { metadata, spec, status } = object as ObjectOf<'deployments'>;
  if (APPS.has(kind) && (metadata.generation ?? 0) > (status?.observedGeneration ?? 0)) return true;
  if (kind === 'jobs') {
    const { spec: of, status: now } = object as ObjectOf<'jobs'>;
    return pods.length === 0 && !of?.suspend && (now?.conditions ?? []).length === 0;
  }
  const wanted = kind === 'daemonsets' ? (status?.desiredNumberScheduled ?? 0) : (spec?.replicas ?? 1);
  return pods.length < wanted;
}

/** What a workload needs around it: the nodes of a DaemonSet, the Service of a StatefulSet, a sign of life of the controllers that lag. */
export async function readAround(
  ledger: Ledger,
  of: { kind: Kind; namespace: string; object: AnyObject; pods: unknown[] },
): Promise<void> {
  const { kind, namespace, object, pods } = of;
  const { serviceName } = (object as ObjectOf<'statefulsets'>).spec ?? {};
  await Promise.all([
    kind === 'daemonsets' && ledger.read({ kind: 'nodes', project: slim('nodes') }),
    kind === 'statefulsets' && serviceName && ledger.read({ kind: 'services', namespace, name: serviceName }),
    lags(kind, object, pods) &&
      ledger.read({ kind: 'leases', namespace: 'kube-system', name: 'kube-controller-manager' }),
  ]);
}
