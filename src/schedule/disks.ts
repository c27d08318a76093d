import type { Volume } from '../model/objects.ts';

/** Whether a volume is an in-tree disk that the scheduler compares between pods. */
export const isDisk = ({ gcePersistentDisk, awsElasticBlockStore, rbd, iscsi }: Volume): boolean =>
  Boolean(gcePersistentDisk ?? awsElasticBlockStore ?? rbd ?? iscsi);

/** Whether two pods may not mount the same disk on one node: unless both only read it. EBS not even then. */
export function clash(a: Volume, b: Volume): boolean {
  const [gce, otherGce] = [a.gcePersistentDisk, b.gcePersistentDisk];
  if (gce && otherGce && gce.pdName === otherGce.pdName && !(gce.readOnly && otherGce.readOnly)) return true;
  const [ebs, otherEbs] = [a.awsElasticBlockStore, b.awsElasticBlockStore];
  if (ebs && otherEbs && ebs.volumeID === otherEbs.volumeID) return true;
  const [iscsi, otherIscsi] = [a.iscsi, b.iscsi];
  if (iscsi && otherIscsi && iscsi.iqn === otherIscsi.iqn && !(iscsi.readOnly && otherIscsi.readOnly)) return true;
  const [rbd, otherRbd] = [a.rbd, b.rbd];
  if (!rbd || !otherRbd || rbd.pool !== otherRbd.pool || rbd.image !== otherRbd.image) return false;
  const shared = rbd.monitors?.some((monitor) => otherRbd.monitors?.includes(monitor)) ?? false;
  return shared && !(rbd.readOnly && otherRbd.readOnly);
}
