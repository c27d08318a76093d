import { DoctorError } from '../model/error.ts';
import type { Kind } from '../model/objects.ts';
import type { ClusterReader } from '../model/reader.ts';
import type { Collected } from './build.ts';
import { Ledger, slim } from './ledger.ts';

/** What a drain plan is worked out from, all namespaces of it: replacements land anywhere. */
export const PLANNED: Kind[] = [
  'nodes',
  'pods',
  'poddisruptionbudgets',
  'namespaces',
  'replicasets',
  'deployments',
  'statefulsets',
  'daemonsets',
  'jobs',
  'services',
  'endpointslices',
  'persistentvolumeclaims',
  'persistentvolumes',
  'storageclasses',
  'volumeattachments',
  'csinodes',
  'csidrivers',
  'csistoragecapacities',
  'validatingwebhookconfigurations',
  'mutatingwebhookconfigurations',
];

const AT_ONCE = 6;

/** Reads what a drain plan needs: one list for each kind, in pages of `limit`. Without nodes and pods there is no plan. */
export async function collectMaintenance(reader: ClusterReader, limit?: number): Promise<Collected> {
  const ledger = new Ledger(reader);
  const queue = PLANNED.values();
  const work = async (): Promise<void> => {
    for (const kind of queue) {
      const result = await ledger.read({ kind, project: slim(kind), ...(limit !== undefined && { limit }) });
      const vital = kind === 'nodes' || kind === 'pods';
      if (!vital || result.outcome === 'read') continue;
      throw new DoctorError(
        result.outcome === 'denied' ? 'denied' : 'server',
        {
          en: `${kind} could not be read: ${result.detail ?? result.outcome}`,
          zh: `无法读取 ${kind}：${result.detail ?? result.outcome}`,
        },
        { hint: { en: 'k8sdoctor rbac drain prints the rights it needs', zh: '用 k8sdoctor rbac drain 查看所需权限' } },
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return ledger.finish();
}
