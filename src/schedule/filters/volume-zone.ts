import type { PersistentVolume } from '../../model/objects.ts';
import { classOf } from '../../model/volume-match.ts';
import type { NodeInfo } from '../node-info.ts';
import { checking, CLAIM_KINDS, SKIP, type Plugin } from '../plugin.ts';
import { table } from '../../model/table.ts';

const CURRENT = table<string>({
  'failure-domain.beta.kubernetes.io/zone': 'topology.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region': 'topology.kubernetes.io/region',
});
const LABELS = [...Object.keys(CURRENT), ...Object.values(CURRENT)];

/** What a zone label of a volume asks of a node; several zones are joined by `__`. */
interface Zone {
  volume: string;
  key: string;
  values: Set<string>;
}

/** Source: cloud-provider/volume/helpers/zones.go, LabelZonesToSet: an empty zone makes the label count for nothing. */
const zonesOf = ({ metadata: { name, labels } }: PersistentVolume): Zone[] =>
  LABELS.flatMap((key) => {
    const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
    const zones = value?.split('__').map((zone) => zone.trim()) ?? [];
    return value === undefined || zones.includes('') ? [] : [{ volume: name, key, values: new Set(zones) }];
  });

const isZoned = (node: NodeInfo): boolean => LABELS.some((key) => node.label(key) !== undefined);

function fits(node: NodeInfo, { key, values }: Zone): boolean {
  const own = node.label(key) ?? node.label(CURRENT[key] ?? key);
  return own !== undefined && values.has(own);
}

/** VolumeZone: a volume's zone and region labels must be the node's, if the node has any. */
export const volumeZone: Plugin = {
  name: 'VolumeZone',
  states: 'first',
  needs: ({ claims }) => (claims.length > 0 ? CLAIM_KINDS : []),
  prepare: ({ pod }, { cluster }) => {
    const zones: Zone[] = [];
    for (const { persistentVolumeClaim } of pod.spec?.volumes ?? []) {
      if (!persistentVolumeClaim) continue;
      const name = persistentVolumeClaim.claimName ?? '';
      const claim = cluster.find('persistentvolumeclaims', pod.metadata.namespace, name);
      if (!claim) return { kind: 'reject', text: `persistentvolumeclaim "${name}" not found` };
      const volumeName = claim.spec?.volumeName;
      if (!volumeName) {
        const className = classOf(claim);
        if (!className) return { kind: 'reject', text: 'PersistentVolumeClaim had no pv name and storageClass name' };
        const storageClass = cluster.find('storageclasses', '', className);
        if (!storageClass) return { kind: 'reject', text: `storageclass.storage.k8s.io "${className}" not found` };
        if (storageClass.volumeBindingMode === 'WaitForFirstConsumer') continue;
        return { kind: 'reject', text: 'PersistentVolume had no name' };
      }
      const volume = cluster.find('persistentvolumes', '', volumeName);
      if (!volume) return { kind: 'reject', text: `persistentvolume "${volumeName}" not found` };
      zones.push(...zonesOf(volume));
    }
    if (zones.length === 0) return SKIP;
    return checking((node) => {
      if (!isZoned(node)) return [];
      const wrong = zones.find((zone) => !fits(node, zone));
      const text = 'node(s) had no available volume zone';
      return wrong ? [{ plugin: 'VolumeZone', text, unresolvable: true, volume: { volume: wrong.volume } }] : [];
    });
  },
};
