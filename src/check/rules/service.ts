import type { EndpointSlice, Service } from '../../model/network-shapes.ts';
import { unservedPorts } from '../../model/service-state.ts';
import { shapes } from '../../model/objects.ts';
import { ready, rule, waits, type Around, type State } from '../define.ts';

const OF_SERVICE = 'kubernetes.io/service-name';

const slicesOf = ({ metadata }: Service, slices: EndpointSlice[]): EndpointSlice[] =>
  slices.filter(
    (slice) => slice.metadata.labels?.[OF_SERVICE] === metadata.name && slice.metadata.namespace === metadata.namespace,
  );

/** How many addresses are behind a Service, and how many of them are ready; one of two families counts once. */
function addressesOf(service: Service, slices: EndpointSlice[]): { all: number; ready: number } {
  const byFamily = [...Map.groupBy(slicesOf(service, slices), ({ addressType }) => addressType).values()].map(
    (alike) => {
      const endpoints = alike.flatMap((slice) => slice.endpoints ?? []);
      return { all: endpoints.length, ready: endpoints.filter(({ conditions }) => conditions?.ready !== false).length };
    },
  );
  return byFamily.toSorted((a, b) => b.ready - a.ready)[0] ?? { all: 0, ready: 0 };
}

/** Services that rightly have no ready endpoint: names of others, without selector, without an address of their own. */
function isFree({ spec }: Service): boolean {
  return spec?.type === 'ExternalName' || Object.keys(spec?.selector ?? {}).length === 0 || spec?.clusterIP === 'None';
}

/** Ready pods are of no use when none of them has a port that the Service names. */
function portsState(service: Service, slices: EndpointSlice[]): State {
  const own = slicesOf(service, slices);
  const unserved = unservedPorts(service, own);
  if (unserved.length === 0 || unserved.length < (service.spec?.ports?.length ?? 0)) return ready();
  const names = unserved.map(({ targetPort }) => targetPort).join(', ');
  return waits(`no pod behind it has a port named ${names}`, `后端 Pod 没有名为 ${names} 的端口`);
}

/** A Service is ready when something ready is behind it, and a LoadBalancer has given it an address. */
export default rule(
  shapes.services,
  (service: Service, { endpointslices, scaledToZero }: Around): State => {
    const { spec, status } = service;
    if (spec?.type === 'LoadBalancer' && (status?.loadBalancer?.ingress ?? []).length === 0)
      return waits('no load balancer has given it an address yet', '负载均衡器尚未分配地址');
    if (isFree(service)) return ready();
    if (!endpointslices) return ready({ en: 'its endpoints could not be read', zh: '无法读取它的端点' });
    const addresses = addressesOf(service, endpointslices);
    if (addresses.ready > 0) return portsState(service, endpointslices);
    const selector = spec?.selector ?? {};
    if (scaledToZero(selector)) return ready({ en: 'its workload is scaled to 0', zh: '对应的工作负载副本数为 0' });
    const labels = Object.entries(selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(',');
    return addresses.all > 0
      ? waits(`none of ${addresses.all} endpoints is ready (${labels})`, `${addresses.all} 个端点均未就绪（${labels}）`)
      : waits(`no pod is behind it (${labels})`, `没有 Pod 匹配其选择器（${labels}）`);
  },
  ['endpointslices'],
);
