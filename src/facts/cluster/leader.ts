import { defineFact, refTo, type Row } from '../define.ts';
import type { ObjectOf } from '../../model/objects.ts';
import { parseTime } from '../../model/time.ts';

const COMPONENTS = new Set(['kube-scheduler', 'kube-controller-manager', 'cloud-controller-manager']);
const DURATION = 15;

type Lease = ObjectOf<'leases'>;

/** So many terms without a renewal, beside leases of the same list and of others that were perhaps read later. */
const MISSED = 4;
const MISSED_BESIDE_OTHERS = 20;

const newestOf = (leases: Lease[]): number =>
  leases.reduce((newest, { spec }) => Math.max(newest, parseTime(spec?.renewTime) ?? 0), 0);

/** The components that elect a leader, and when the leader last renewed its Lease: nobody in charge for 4 terms is no hiccup. */
export default defineFact({
  needs: ['leases', 'pods'],
  derive: (cluster) => {
    const all = cluster.all('leases');
    const newest = newestOf(all);
    const newestBeside = newestOf(all.filter(({ metadata }) => metadata.namespace === 'kube-system'));
    return cluster.examined('leases').flatMap((lease): Row[] => {
      const { namespace, name } = lease.metadata;
      const renewed = parseTime(lease.spec?.renewTime);
      if (namespace !== 'kube-system' || !COMPONENTS.has(name) || renewed === undefined) return [];
      // in a recording put together from several reads, only what was read with it can tell its age
      const age = Math.round((newest - renewed) / 1000);
      const term = lease.spec?.leaseDurationSeconds ?? DURATION;
      const pods = cluster.all('pods').filter(({ metadata }) => metadata.labels?.['component'] === name);
      return [
        {
          target: refTo('Lease', lease),
          component: name,
          age,
          renewed: lease.spec?.renewTime ?? null,
          holder: lease.spec?.holderIdentity ?? null,
          stale: newestBeside - renewed > MISSED * term * 1000 || age > MISSED_BESIDE_OTHERS * term,
          pods: pods.map(({ metadata }) => metadata.name),
        },
      ];
    });
  },
});
