import { Api, type Manifest } from '../agreement/api.ts';
import type { ControlPlane } from '../agreement/control-plane.ts';
import { Store } from '../agreement/store.ts';
import { application } from './dress.ts';
import { PODS_EACH, renamed, seed, type Copy } from './names.ts';
import { archetype, type Condition } from './population.ts';
import { surroundings } from './surroundings.ts';

/** How large a cluster is. */
export interface Size {
  pods: number;
  nodes: number;
  deployments: number;
  namespaces: number;
}

/** The proportions of a cluster with so many pods. */
export const sizeOf = (pods: number): Size => ({
  pods,
  nodes: Math.ceil((pods * 334) / 10_000),
  deployments: Math.ceil(pods / PODS_EACH),
  namespaces: Math.ceil(pods / 100),
});

/** Where the API has each kind, and where etcd keeps it. Source: pkg/registry, the storage of each resource. */
const PLACES: Record<string, { api: string; resource: string; folder?: string }> = {
  Pod: { api: '/api/v1', resource: 'pods' },
  Node: { api: '/api/v1', resource: 'nodes', folder: 'minions' },
  Namespace: { api: '/api/v1', resource: 'namespaces' },
  Service: { api: '/api/v1', resource: 'services', folder: 'services/specs' },
  ConfigMap: { api: '/api/v1', resource: 'configmaps' },
  ServiceAccount: { api: '/api/v1', resource: 'serviceaccounts' },
  Deployment: { api: '/apis/apps/v1', resource: 'deployments' },
  ReplicaSet: { api: '/apis/apps/v1', resource: 'replicasets' },
  EndpointSlice: { api: '/apis/discovery.k8s.io/v1', resource: 'endpointslices' },
  Lease: { api: '/apis/coordination.k8s.io/v1', resource: 'leases' },
};

const BATCH_BYTES = 4_000_000;
const CONDITIONS: Condition[] = ['healthy', 'crashing', 'image', 'pending'];

/** One Deployment in a hundred of each sort is broken, and all its pods are. */
const conditionOf = (app: number): Condition => CONDITIONS[app % 100] ?? 'healthy';

/** An object as etcd holds it, with the names of the seed in it. */
interface Stored {
  key: string;
  bytes: string;
}

const must = (status: number, body: Manifest): Manifest => {
  if (status > 299) throw new Error(`the API server answered ${status}: ${JSON.stringify(body)}`);
  return body;
};

/** Lets the API server complete an object, with the managedFields that its writers leave, and takes it in the form it is stored in. */
async function stored(api: Api, object: Manifest): Promise<Stored> {
  const { kind, metadata, status } = object;
  const place = PLACES[kind];
  if (!place) throw new Error(`where is ${kind}?`);
  const { api: group, resource, folder = resource } = place;
  const { name, namespace, uid } = metadata;
  const path = `${group}/${namespace ? `namespaces/${namespace}/` : ''}${resource}`;
  const writer = kind === 'Pod' ? 'kube-controller-manager' : 'helm';
  const made = must(...(await answer(api, 'POST', `${path}?fieldManager=${writer}`, object)));
  if (status) {
    const manager = kind === 'Pod' || kind === 'Node' ? 'kubelet' : 'kube-controller-manager';
    must(...(await answer(api, 'PUT', `${path}/${name}/status?fieldManager=${manager}`, { ...made, status })));
  }
  const bytes = await api.bytes(`${path}/${name}`, 'application/vnd.kubernetes.protobuf');
  await answer(api, 'DELETE', `${path}/${name}?gracePeriodSeconds=0`);
  const given = made.metadata['uid'];
  const own = bytes.toString('latin1');
  return {
    key: `${folder}/${namespace ? `${namespace}/` : ''}${name}`,
    bytes: typeof uid === 'string' && typeof given === 'string' ? own.replaceAll(given, uid) : own,
  };
}

async function answer(api: Api, method: string, path: string, body?: object): Promise<[number, Manifest]> {
  const got = await api.request(method, path, body);
  return [got.status, got.body];
}

/** Writes copies into etcd in large transactions. */
class Writer {
  readonly #store: Store;
  #batch: { key: string; value: Buffer }[] = [];
  #bytes = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  async copy({ key, bytes }: Stored, copy: Copy): Promise<void> {
    const value = Buffer.from(renamed(bytes, copy), 'latin1');
    this.#batch.push({ key: renamed(key, copy), value });
    this.#bytes += value.length;
    if (this.#bytes > BATCH_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    if (batch.length > 0) await this.#store.put(batch);
  }
}

/** What an application of one condition is copied from. */
interface Template {
  parts: Stored[];
  pod: Stored;
  events: Manifest[];
}

async function templateOf(api: Api, condition: Condition, size: Size): Promise<Template> {
  const { pod, events } = await archetype(condition, size.nodes);
  const parts: Stored[] = [];
  for (const object of application(pod, condition === 'healthy' ? PODS_EACH : 0)) parts.push(await stored(api, object));
  return { parts, pod: await stored(api, pod), events };
}

/** The events about one pod; the API server takes them like any other writer's. */
function eventsFor(events: Manifest[], copy: Copy): Manifest[] {
  return events.map((event, index) => {
    const { resourceVersion: _, uid: __, ...metadata } = event.metadata;
    const about = { namespace: seed.namespace, name: seed.pod, uid: seed.uid('Pod') };
    const own = {
      ...event,
      metadata: { ...metadata, name: `${seed.pod}.18ea0608ac4ad9f${index}`, namespace: seed.namespace },
      involvedObject: { ...(event['involvedObject'] as object), ...about },
    };
    return JSON.parse(renamed(JSON.stringify(own), copy)) as Manifest;
  });
}

/** Writes one application; gives the events that are told of its pods: all of what fails, and of every tenth that is well. */
async function fillApplication(writer: Writer, template: Template, app: number, size: Size): Promise<Manifest[]> {
  const namespace = app % size.namespaces;
  const events: Manifest[] = [];
  for (let pod = 0; pod < PODS_EACH; pod++) {
    const at = app * PODS_EACH + pod;
    const copy = { namespace, app, pod, node: at % size.nodes };
    if (pod === 0) for (const part of template.parts) await writer.copy(part, copy);
    await writer.copy(template.pod, copy);
    if (conditionOf(app) !== 'healthy' || at % 10 === 0) events.push(...eventsFor(template.events, copy));
  }
  return events;
}

const CHUNK = 500;
const TRIES = 10;

async function postOnce(plane: ControlPlane, events: Manifest[]): Promise<void> {
  const api = new Api(plane.apiserver, plane.token);
  const left = events.values();
  const work = async (): Promise<void> => {
    for (const event of left) {
      const path = `/api/v1/namespaces/${event.metadata.namespace}/events`;
      const [status, body] = await answer(api, 'POST', path, event);
      if (status !== 409) must(status, body); // 409: it had arrived before the connection broke
    }
  };
  try {
    await Promise.all(Array.from({ length: 16 }, work));
  } finally {
    api.close();
  }
}

/** Posts through the API server, many at once; on a busy machine connections break. */
async function post(plane: ControlPlane, events: Manifest[]): Promise<void> {
  for (let at = 0; at < events.length; at += CHUNK) {
    for (let tries = 1; ; tries++) {
      try {
        await postOnce(plane, events.slice(at, at + CHUNK));
        break;
      } catch (error) {
        if (tries === TRIES) throw error;
      }
    }
  }
}

/** Fills an API server with a cluster of this size, most of it past the server in the form in which the server stores it. */
export async function fill(plane: ControlPlane, size: Size, kubelet: number): Promise<{ events: number }> {
  const { apiserver, etcd, token } = plane;
  const api = new Api(apiserver, token);
  const store = new Store(etcd);
  const writer = new Writer(store);
  const templates = new Map<Condition, Template>();
  for (const condition of CONDITIONS) templates.set(condition, await templateOf(api, condition, size));
  const { node } = await archetype('healthy', size.nodes);
  const around = surroundings(node, kubelet);
  for (const object of around.ofNode) {
    const whole = await stored(api, object);
    for (let i = 0; i < size.nodes; i++) await writer.copy(whole, { namespace: 0, app: 0, pod: 0, node: i });
  }
  for (const object of around.ofNamespace) {
    const whole = await stored(api, object);
    for (let i = 0; i < size.namespaces; i++) await writer.copy(whole, { namespace: i, app: 0, pod: 0, node: 0 });
  }
  for (const object of around.once)
    must(...(await answer(api, 'POST', `/apis/coordination.k8s.io/v1/namespaces/kube-system/leases`, object)));
  const events: Manifest[] = [];
  for (let app = 0; app < size.deployments; app++) {
    const template = templates.get(conditionOf(app));
    if (template) events.push(...(await fillApplication(writer, template, app, size)));
  }
  await writer.flush();
  await post(plane, events);
  api.close();
  store.close();
  return { events: events.length };
}
