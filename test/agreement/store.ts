import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Manifest } from './api.ts';

/** Where etcd keeps each kind, below `/registry/`. Source: pkg/registry, the storage of each resource. */
const FOLDERS: Record<string, string> = {
  Node: 'minions',
  Pod: 'pods',
  Namespace: 'namespaces',
  PersistentVolumeClaim: 'persistentvolumeclaims',
  PersistentVolume: 'persistentvolumes',
  StorageClass: 'storageclasses',
  CSINode: 'csinodes',
  CSIDriver: 'csidrivers',
  CSIStorageCapacity: 'csistoragecapacities',
  VolumeAttachment: 'volumeattachments',
  PodDisruptionBudget: 'poddisruptionbudgets',
};

const API_VERSIONS: Record<string, string> = {
  StorageClass: 'storage.k8s.io/v1',
  CSINode: 'storage.k8s.io/v1',
  CSIDriver: 'storage.k8s.io/v1',
  CSIStorageCapacity: 'storage.k8s.io/v1',
  VolumeAttachment: 'storage.k8s.io/v1',
  PodDisruptionBudget: 'policy/v1',
};

/** The API version that a kind is written in. */
export const apiVersionOf = (kind: string): string => API_VERSIONS[kind] ?? 'v1';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const keyOf = ({ kind, metadata: { namespace, name } }: Manifest): string =>
  `/registry/${FOLDERS[kind]}/${namespace ? `${namespace}/` : ''}${name}`;

/** The object as etcd holds it: with a version, a uid and a time of creation. */
const complete = (object: Manifest): Manifest => ({
  apiVersion: apiVersionOf(object.kind),
  ...object,
  metadata: { uid: randomUUID(), creationTimestamp: '2026-01-01T00:00:00Z', ...object.metadata },
});

/** The end of the range of all keys that begin so. */
const after = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCodePoint(prefix.codePointAt(prefix.length - 1)! + 1);

/** What the API server keeps, written past it: a whole cluster in one transaction. */
export class Store {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(url: string) {
    this.#url = url;
  }

  #post(path: string, body: object): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const outgoing = request(`${this.#url}${path}`, { method: 'POST', agent: this.#agent }, (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(text) as Record<string, unknown>);
          else reject(new Error(`etcd answered ${response.statusCode}: ${text.slice(0, 500)}`));
        });
      });
      outgoing.on('error', reject);
      outgoing.end(JSON.stringify(body));
    });
  }

  /** Replaces everything by these objects; gives them back as they are now. */
  async replace(objects: Manifest[]): Promise<Manifest[]> {
    const whole = objects.map(complete);
    const prefixes = [...Object.values(FOLDERS), 'events'].map((folder) => `/registry/${folder}/`);
    await this.#post('/v3/kv/txn', {
      success: prefixes.map((prefix) => ({
        requestDeleteRange: { key: base64(prefix), rangeEnd: base64(after(prefix)) },
      })),
    });
    const puts = whole.map((object) => ({
      requestPut: { key: base64(keyOf(object)), value: base64(JSON.stringify(object)) },
    }));
    if (puts.length > 0) await this.#post('/v3/kv/txn', { success: puts });
    return whole;
  }

  /** Writes objects at keys below `/registry/`, as many as one transaction holds. */
  async put(entries: { key: string; value: Buffer }[]): Promise<void> {
    const success = entries.map(({ key, value }) => ({
      requestPut: { key: base64(`/registry/${key}`), value: value.toString('base64') },
    }));
    await this.#post('/v3/kv/txn', { success });
  }

  /** Forgets what was there before, so that the store does not grow. */
  async compact(): Promise<void> {
    const status = await this.#post('/v3/kv/range', { key: base64('/none') });
    const { revision } = status['header'] as { revision: string };
    await this.#post('/v3/kv/compaction', { revision });
  }

  close(): void {
    this.#agent.destroy();
  }
}
