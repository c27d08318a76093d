import type { Cluster } from './cluster.ts';
import { nearest } from './near.ts';
import type { EndpointSlice, Service } from './network-shapes.ts';
import type { Kind } from './objects.ts';
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
  selector: string | null;
  notReady: string[];
  readyCount: number;
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

const endpointsOf = (slices: EndpointSlice[]) =>
  slices.flatMap(({ endpoints = [] }) => endpoints).filter(({ conditions }) => conditions?.terminating !== true);

function stateOf(
  service: Service,
  port: number | null,
  cluster: Cluster,
  ready: number,
  all: number,
): ServiceState | null {
  const { namespace, name } = service.metadata;
  const { type, selector, ports = [], publishNotReadyAddresses } = service.spec ?? {};
  const headless = service.spec?.clusterIP === 'None';
  if (type === 'ExternalName') return 'external';
  const listed = wasListed(cluster, 'endpointslices', namespace, `${SERVICE_NAME}=${name}`);
  if (listed && all === 0) return selectorText(selector) ? 'no-pods' : 'unmanaged';
  if (listed && ready === 0 && !publishNotReadyAddresses) return 'not-ready';
  if (port !== null && !headless && ports.length > 0 && !ports.some((p) => p.port === port)) return 'no-such-port';
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
    selector: null,
    notReady: [],
    readyCount: 0,
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
  const { selector, clusterIP, ports = [] } = service.spec ?? {};
  const pods = selector
    ? cluster.in('pods', namespace).filter((pod) => matchesLabels({ matchLabels: selector }, pod.metadata.labels))
    : [];
  return {
    namespace,
    name,
    state: stateOf(service, port, cluster, ready.length, endpoints.length),
    clusterIP: clusterIP && clusterIP !== 'None' ? clusterIP : null,
    headless: clusterIP === 'None',
    ports: ports.map((p) => `${p.port ?? '?'}${p.name ? ` (${p.name})` : ''}`),
    selector: selectorText(selector),
    notReady: [
      ...new Set(
        endpoints
          .filter(({ conditions }) => conditions?.ready === false)
          .map(({ targetRef, addresses }) => targetRef?.name ?? addresses?.[0] ?? '?'),
      ),
    ].slice(0, 5),
    readyCount: ready.length,
    matching: pods.map(({ metadata }) => metadata.name).slice(0, 5),
    near: null,
    elsewhere: [],
  };
}
