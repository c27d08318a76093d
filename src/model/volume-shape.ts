import { bool, list, num, obj, present, scalar, str, type Of } from './shape.ts';

const item = obj({ key: str, path: str });
const configMap = obj({ name: str, optional: bool, items: list(item) });
const secretName = obj({ secretName: str, optional: bool, items: list(item) });
/** A Secret is called `name` in a projected volume and `secretName` elsewhere. */
const secretProjection = obj({ name: str, optional: bool, items: list(item) });
const projection = obj({
  configMap,
  secret: secretProjection,
  serviceAccountToken: obj({ audience: str, path: str, expirationSeconds: num }),
  downwardAPI: present,
  clusterTrustBundle: obj({ name: str, signerName: str, optional: bool }),
});

/** Where the data of a volume is, as pods and PersistentVolumes both spell it. */
export const backends = {
  hostPath: obj({ path: str, type: str }),
  csi: obj({ driver: str, volumeHandle: str, fsType: str, readOnly: bool }),
  nfs: obj({ server: str, path: str }),
  iscsi: obj({ targetPortal: str, iqn: str, readOnly: bool }),
  fc: present,
  cephfs: obj({ monitors: list(str), path: str }),
  rbd: obj({ monitors: list(str), image: str, pool: str, readOnly: bool }),
  glusterfs: obj({ endpoints: str, path: str }),
  flexVolume: obj({ driver: str }),
  awsElasticBlockStore: obj({ volumeID: str }),
  gcePersistentDisk: obj({ pdName: str, readOnly: bool }),
  azureDisk: obj({ diskName: str }),
  azureFile: obj({ shareName: str, secretName: str }),
  cinder: obj({ volumeID: str }),
  vsphereVolume: obj({ volumePath: str }),
  portworxVolume: obj({ volumeID: str }),
  quobyte: present,
  storageos: present,
  scaleIO: present,
  photonPersistentDisk: present,
};

/** The shape of a volume of a pod. */
export const volume = obj({
  ...backends,
  name: str,
  persistentVolumeClaim: obj({ claimName: str, readOnly: bool }),
  ephemeral: obj({ volumeClaimTemplate: obj({ spec: obj({ storageClassName: str, accessModes: list(str) }) }) }),
  emptyDir: obj({ medium: str, sizeLimit: scalar }),
  configMap,
  secret: secretName,
  projected: obj({ sources: list(projection) }),
  downwardAPI: present,
  image: obj({ reference: str, pullPolicy: str }),
  gitRepo: present,
});
export type Volume = Of<typeof volume>;
