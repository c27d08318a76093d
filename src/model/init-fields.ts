import { awaitedState } from './awaited-state.ts';
import type { Cluster } from './cluster.ts';
import { commandOf, listenPort, misfitOf } from './crash-fields.ts';
import { lastSeen } from './event.ts';
import type { BlockingInit } from './init.ts';
import type { InitWait } from './init-wait.ts';
import { isAbout } from './killer.ts';
import type { Pod } from './objects.ts';
import { containersOf, startedAt } from './pod.ts';
import { probeBudget, probeNumbers, probePort, probeSummary } from './probe.ts';
import { serviceOf, serviceSeen, type ServiceSeen } from './service-state.ts';
import { parseTime } from './time.ts';
import type { Place } from './wait-target.ts';

/** States of a Service in which waiting for it is in vain as long as nobody does something. */
const BAD = ['missing', 'elsewhere', 'no-pods', 'not-ready', 'no-such-port', 'no-target-port', 'unmanaged'];

type Looked = Place & { seen: ServiceSeen | undefined };

function look(place: Place, pod: Pod, cluster: Cluster): Looked {
  const { namespace } = pod.metadata;
  const byIp = cluster.all('services').find(({ spec }) => spec?.clusterIP === place.host);
  const ref = byIp ? byIp.metadata : serviceOf(place.host, namespace);
  return { ...place, seen: ref && serviceSeen(ref, place.port, namespace, cluster) };
}

/** The one of the named places that the container most likely waits for: what its log complains of, else one that is not there. */
function placeWaitedFor(
  { places, line }: Pick<InitWait, 'places' | 'line'>,
  pod: Pod,
  cluster: Cluster,
): Looked | undefined {
  const looked = places
    .map((place) => look(place, pod, cluster))
    .filter(
      ({ guess, seen }) =>
        !guess || (seen && seen.state !== 'missing' && seen.state !== 'elsewhere' && seen.state !== null),
    );
  const [first] = looked;
  if (line !== null && first && line.includes(first.host)) return first;
  return looked.find(({ seen }) => BAD.includes(seen?.state ?? '')) ?? first;
}

/** Whether a pod asks the resolver of its node, which knows no Service. Source: pkg/kubelet/network/dns, getPodDNSType. */
const asksNodeResolver = ({ spec }: Pod): boolean =>
  spec?.dnsPolicy === 'Default' ||
  (spec?.hostNetwork === true && (spec.dnsPolicy ?? 'ClusterFirst') === 'ClusterFirst');

/** Where on the network the container wants to go, and how the Service of that name stands. */
export function placeFields(wait: Pick<InitWait, 'places' | 'line'>, pod: Pod, cluster: Cluster) {
  const place = placeWaitedFor(wait, pod, cluster);
  const seen = place?.seen;
  return {
    nodeResolver: asksNodeResolver(pod),
    hostNetwork: pod.spec?.hostNetwork === true,
    host: place?.host ?? null,
    port: place?.port ?? null,
    address: place ? `${place.host}${place.port ? `:${place.port}` : ''}` : null,
    service: seen?.name ?? null,
    serviceNamespace: seen?.namespace ?? null,
    serviceState: seen?.state ?? null,
    headless: seen?.headless ?? false,
    clusterIP: seen?.clusterIP ?? null,
    servicePorts: seen?.ports ?? [],
    unservedPorts: seen?.unserved ?? [],
    podPorts: seen?.podPorts ?? [],
    selector: seen?.selector ?? null,
    notReadyPods: seen?.notReady ?? [],
    firstNotReady: seen?.notReady[0] ?? null,
    matchingPods: seen?.matching ?? [],
    readyEndpoints: seen?.readyCount ?? 0,
    nearService: seen?.near ?? null,
    elsewhere: seen?.elsewhere ?? [],
    elsewhereText: seen?.elsewhere.join(', ') || null,
  };
}

/** The object that the container waits for with kubectl or the like, and how it stands. */
export function awaitedFields({ awaited }: InitWait, pod: Pod, cluster: Cluster) {
  const { namespace } = pod.metadata;
  const resource = awaited?.kind.toLowerCase() ?? null;
  return {
    awaitedKind: awaited?.kind ?? null,
    awaited: awaited ? (awaited.name ? `${resource}/${awaited.name}` : `${resource}s -l ${awaited.selector}`) : null,
    awaitedObject: awaited?.name ? `${awaited.kind}/${awaited.name}` : null,
    awaitedNamespace: awaited ? (awaited.namespace ?? namespace) : null,
    awaitedState: awaited ? awaitedState(awaited, namespace, cluster) : null,
  };
}

/** What the startup probe of a sidecar asks and last saw: the containers after it wait until it succeeds. */
export function startupFields(pod: Pod, { container }: BlockingInit, log: string, cluster: Cluster) {
  const { spec, specPath, type } = container;
  const probe = type === 'sidecar' ? spec.startupProbe : undefined;
  const since = parseTime(container.status?.state?.running?.startedAt) ?? 0;
  const failure = cluster
    .eventsAbout('Pod', pod)
    .find(
      (e) =>
        e.reason === 'Unhealthy' &&
        isAbout(e, container.name) &&
        /startup probe/i.test(e.message ?? '') &&
        lastSeen(e) >= since,
    );
  const message = failure?.message?.replace(/^Startup probe failed: /i, '').trim() || null;
  const asked = Number(probe && probePort(probe, spec)) || null;
  const listens = listenPort(log);
  return {
    probePath: probe ? `${specPath}.startupProbe` : null,
    probe: probe ? probeSummary(probe, spec) : null,
    probeNumbers: probe ? probeNumbers(probe) : null,
    probeBudget: probe ? probeBudget(probe) : null,
    probeMessage: message,
    probeMisfit: probe ? misfitOf(message, asked, listens) : null,
    listenPort: listens,
  };
}

/** Where the pod stands in its init containers, and for how long. */
export function stepFields(pod: Pod, { container, index, count, state }: BlockingInit, cluster: Cluster) {
  const { status, spec, specPath, statusPath, type } = container;
  const all = containersOf(pod);
  const at = all.findIndex(({ name }) => name === container.name);
  const runningFor = cluster.age(status?.state?.running?.startedAt) ?? null;
  return {
    type,
    state,
    step: index,
    steps: count,
    runningFor,
    waitedFor: runningFor ?? cluster.age(startedAt(pod)) ?? 0,
    restarts: status?.restartCount ?? 0,
    serviceAccount: pod.spec?.serviceAccountName ?? 'default',
    waitingContainers: all.slice(at + 1).map(({ name }) => name),
    command: commandOf(container),
    loops: /\b(?:until|while|for)\b|wait/i.test([...(spec.command ?? []), ...(spec.args ?? [])].join(' ')),
    image: spec.image ?? null,
    specPath,
    statusPath,
    statePath: `${statusPath}.state`,
  };
}
