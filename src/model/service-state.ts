import type { Cluster } from './cluster.ts';
import { nearest } from './near.ts';
import type { EndpointSlice, Service } from './network-shapes.ts';
import type { Container, Kind, Pod } from './objects.ts';
import { isFinished } from './pod.ts';
import { matchesLabels } from './selector.ts';

/** How a Service stands for somebody who wants to reach it. */
export type ServiceState =
  | 'missing'
  | 'elsewhere' // only other namespaces have a Service of that name
  | 'external' // a name outside the cluster
  | 'unmanaged' // no selector and no endpoints that somebody made
  | 'no-pods' // its selector matches no pod that has an address
  | 'not-ready' // pods, but none of them ready
  | 'no-such-port'
  | 'no-target-port' // its targetPort is a name that no container of its pods gives to a port
  | 'ready';

/** A Service that was looked up by a host name. */
export interface ServiceSeen {
  namespace: string;
  name: string;
  /** null: it could not be read, so nothing is known. */
  state: ServiceState | null;
  clusterIP: string | null;
  headless: boolean;
  ports: string[];
  /** Its ports that lead to no port of its ready pods: `80 → web`. */
  unserved: string[];
  selector: string | null;
  notReady: string[];
  readyCount: number;
  /** The ports that its pods name. */
  podPorts: string[];
  matching: string[];
  near: string | null;
  elsewhere: string[];
}

/** The label by which EndpointSlices name their Service. */
export const SERVICE_NAME = 'kubernetes.io/service-name';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** The Service that a host name would mean inside a pod of that namespace; undefined for a name that can only be outside. */
export function serviceOf(host: string, namespace: string): { namespace: string; name: string } | undefined {
  const labels = host.toLowerCase().split('.');
  if (labels.length === 0 || labels.some((label) => !LABEL.test(label))) return undefined;
  if (labels.length > 1 && /^(?:com|org|net|io|local)$/.test(labels.at(-1) ?? '') && !labels.includes('svc'))
    return undefined;
  const svc = labels.indexOf('svc');
  if (svc >= 2) return { name: labels[svc - 2] ?? '', namespace: labels[svc - 1] ?? '' };
  if (svc === 1 || labels.length > 2) return undefined;
  return { name: labels[0] ?? '', namespace: labels[1] ?? namespace };
}

/** Whether a list that would show an object was read: of its namespace or of all, whole or by the given label. */
function wasListed(cluster: Cluster, kind: Kind, namespace: string, label: string): boolean {
  return cluster.snapshot.coverage.some(({ subject, outcome, scope }) => {
    if (subject !== kind || outcome !== 'read') return false;
    const words = scope.split(' ');
    const at = words.indexOf('-n');
    const by = words.indexOf('-l');
    return (
      (at < 0 || words[at + 1] === namespace) &&
      (by < 0 || words[by + 1] === label) &&
      !words.includes('--field-selector')
    );
  });
}

const selectorText = (selector: Record<string, string> = {}): string | null =>
  Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(',') || null;

/**
 * The ports of a Service for which no slice with ready endpoints has one: a targetPort by name that the pods do not have is left out
 * there. Source: pkg/controller/endpointslice, getEndpointPorts; kube-proxy refuses connections to such a port.
 */
export function unservedPorts({ spec }: Service, slices: EndpointSlice[]): { port?: number; targetPort: string }[] {
  const leading = slices.filter(({ endpoints }) => endpoints?.some(({ conditions }) => conditions?.ready !== false));
  const served = new Set(leading.flatMap(({ ports = [] }) => ports.map(({ name }) => name ?? '')));
  return (spec?.ports ?? [])
    .filter(
      ({ name, targetPort }) => typeof targetPort === 'string' && !/^\d+$/.test(targetPort) && !served.has(name ?? ''),
    )
    .map(({ port, targetPort }) => ({ ...(port !== undefined && { port }), targetPort: String(targetPort) }));
}

const endpointsOf = (slices: EndpointSlice[]) =>
  slices.flatMap(({ endpoints = [] }) => endpoints).filter(({ conditions }) => conditions?.terminating !== true);

const namedPorts = (containers: Container[] = []): string[] =>
  containers.flatMap(({ ports = [] }) => ports.flatMap((p) => (p.name ? `${p.name} (${p.containerPort})` : [])));

/** A pod without an address is in no EndpointSlice, although it is there: Pending, or still being set up. */
const isComing = (pod: Pod): boolean => !pod.status?.podIP && !pod.metadata.deletionTimestamp && !isFinished(pod);

function stateOf(
  service: Service,
  port: number | null,
  cluster: Cluster,
  { ready, all, coming, unserved }: { ready: number; all: number; coming: number; unserved: { port?: number }[] },
): ServiceState | null {
  const { namespace, name } = service.metadata;
  const { type, selector, ports = [], publishNotReadyAddresses } = service.spec ?? {};
  const headless = service.spec?.clusterIP === 'None';
  if (type === 'ExternalName') return 'external';
  const listed = wasListed(cluster, 'endpointslices', namespace, `${SERVICE_NAME}=${name}`);
  if (listed && all === 0 && coming === 0) return selectorText(selector) ? 'no-pods' : 'unmanaged';
  if (listed && ready === 0 && (coming > 0 || !publishNotReadyAddresses)) return 'not-ready';
  if (port !== null && !headless && ports.length > 0 && !ports.some((p) => p.port === port)) return 'no-such-port';
  const asked = ports.filter((p) => port === null || p.port === port);
  const inVain = asked.length > 0 && asked.every((p) => unserved.some((own) => own.port === p.port));
  if (listed && ready > 0 && !headless && inVain) return 'no-target-port';
  return listed ? 'ready' : null;
}

const servicesByName = (cluster: Cluster): Map<string, Service[]> =>
  Map.groupBy(cluster.all('services'), ({ metadata }) => metadata.name);

function absent(namespace: string, name: string, own: string, cluster: Cluster): ServiceSeen {
  const others = (cluster.derived(servicesByName).get(name) ?? []).filter(
    ({ metadata }) => metadata.namespace !== namespace,
  );
  const here = cluster.in('services', namespace);
  // `git.corp` may be a name outside the cluster: only a namespace that has Services is known to be one
  const isNamespace = namespace === own || here.length > 0;
  const missing = isNamespace && cluster.isMissing('services', namespace, name);
  return {
    namespace,
    name,
    state: missing ? (others.length > 0 ? 'elsewhere' : 'missing') : null,
    clusterIP: null,
    headless: false,
    ports: [],
    unserved: [],
    selector: null,
    notReady: [],
    readyCount: 0,
    podPorts: [],
    matching: [],
    near:
      nearest(
        name,
        here.map(({ metadata }) => metadata.name),
        1,
      )[0] ?? null,
    elsewhere: others
      .map(({ metadata }) => metadata.namespace)
      .toSorted()
      .slice(0, 5),
  };
}

/** A Service as somebody in namespace `own` sees it who asks for this port of it. */
export function serviceSeen(
  { namespace, name }: { namespace: string; name: string },
  port: number | null,
  own: string,
  cluster: Cluster,
): ServiceSeen {
  const service = cluster.find('services', namespace, name);
  if (!service) return absent(namespace, name, own, cluster);
  const slices = cluster
    .in('endpointslices', namespace)
    .filter(({ metadata }) => metadata.labels?.[SERVICE_NAME] === name);
  const endpoints = endpointsOf(slices);
  const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false);
  const unserved = unservedPorts(service, slices);
  const { selector, clusterIP, ports = [] } = service.spec ?? {};
  const pods = selector
    ? cluster.in('pods', namespace).filter((pod) => matchesLabels({ matchLabels: selector }, pod.metadata.labels))
    : [];
  const coming = endpoints.length > 0 ? [] : pods.filter((pod) => isComing(pod)).map(({ metadata }) => metadata.name);
  return {
    namespace,
    name,
    state: stateOf(service, port, cluster, {
      ready: ready.length,
      all: endpoints.length,
      coming: coming.length,
      unserved,
    }),
    clusterIP: clusterIP && clusterIP !== 'None' ? clusterIP : null,
    headless: clusterIP === 'None',
    ports: ports.map((p) => `${p.port ?? '?'}${p.name ? ` (${p.name})` : ''}`),
    unserved: unserved.map((p) => `${p.port ?? '?'} → ${p.targetPort}`),
    selector: selectorText(selector),
    notReady: [
      ...new Set([
        ...endpoints
          .filter(({ conditions }) => conditions?.ready === false)
          .map(({ targetRef, addresses }) => targetRef?.name ?? addresses?.[0] ?? '?'),
        ...coming,
      ]),
    ].slice(0, 5),
    readyCount: ready.length,
    podPorts: [...new Set(pods.flatMap(({ spec }) => namedPorts(spec?.containers)))].slice(0, 8),
    matching: pods.map(({ metadata }) => metadata.name).slice(0, 5),
    near: null,
    elsewhere: [],
  };
}
