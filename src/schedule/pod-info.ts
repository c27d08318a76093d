import { claimNames, type ClaimUse } from '../model/claims.ts';
import type { ContainerPort, Pod, PodAffinityTerm } from '../model/objects.ts';
import { podRequests, type Amounts } from '../model/requests.ts';
import { parseTime } from '../model/time.ts';
import { selectorOf, type Labels, type Selector } from './selectors.ts';

/** A required term of pod (anti-)affinity, made ready. */
export interface Term {
  topologyKey: string;
  namespaces: Set<string>;
  namespaceSelector: Selector;
  selector: Selector;
}

/** Whether a term speaks of a pod; the labels are those of the pod's namespace. Source: kube-scheduler/framework, AffinityTerm.Matches. */
export const termMatches = (term: Term, { metadata }: Pod, namespaceLabels: Labels): boolean =>
  (term.namespaces.has(metadata.namespace) || term.namespaceSelector.matches(namespaceLabels)) &&
  term.selector.matches(metadata.labels);

/**
 * What matchLabelKeys and mismatchLabelKeys add to a label selector. The API server writes it into the selector when the pod is
 * made; a manifest that was never applied lacks it. Source: pkg/registry/core/pod/strategy.go, applyLabelKeysToLabelSelector.
 */
export function merged(
  selector: PodAffinityTerm['labelSelector'],
  labels: Labels,
  { match = [], mismatch = [] }: { match?: string[] | undefined; mismatch?: string[] | undefined },
): Selector {
  const asked = (keys: string[], operator: string) =>
    keys.flatMap((key) =>
      labels && Object.hasOwn(labels, key) ? [{ key, operator, values: [labels[key] ?? ''] }] : [],
    );
  return selectorOf(selector, [...asked(match, 'In'), ...asked(mismatch, 'NotIn')]);
}

function termOf(pod: Pod, term: PodAffinityTerm): Term {
  const { namespaces = [], namespaceSelector, topologyKey = '', labelSelector } = term;
  const own = namespaces.length === 0 && !namespaceSelector ? [pod.metadata.namespace] : namespaces;
  return {
    topologyKey,
    namespaces: new Set(own),
    namespaceSelector: selectorOf(namespaceSelector),
    selector: merged(labelSelector, pod.metadata.labels, {
      match: term.matchLabelKeys,
      mismatch: term.mismatchLabelKeys,
    }),
  };
}

const NO_PORTS: ContainerPort[] = [];
const NO_TERMS: Term[] = [];
const NO_CLAIMS: ClaimUse[] = [];

/** The ports a pod takes on its node: those of app containers and sidecars. Source: scheduler/util/utils.go, GetHostPorts. */
function hostPortsOf({ spec }: Pod): ContainerPort[] {
  let found = NO_PORTS;
  const look = (ports: ContainerPort[] | undefined): void => {
    for (const port of ports ?? [])
      if ((port.hostPort ?? 0) > 0) found = found === NO_PORTS ? [port] : [...found, port];
  };
  for (const { restartPolicy, ports } of spec?.initContainers ?? []) if (restartPolicy === 'Always') look(ports);
  for (const { ports } of spec?.containers ?? []) look(ports);
  return found;
}

/** A pod with what the scheduler works out once for it. */
export class PodInfo {
  readonly pod: Pod;
  readonly priority: number;
  readonly hostPorts: ContainerPort[];
  readonly antiTerms: Term[];
  readonly claims: ClaimUse[];
  /** What it takes on its node, resizing in progress included, or what it asks for while it has none. */
  readonly requests: Amounts;
  #terms: Term[] | undefined;

  constructor(pod: Pod, bound = Boolean(pod.spec?.nodeName)) {
    this.pod = pod;
    this.priority = pod.spec?.priority ?? 0;
    this.hostPorts = hostPortsOf(pod);
    this.requests = podRequests(pod, bound);
    const uses = pod.spec?.volumes?.some(({ ephemeral, persistentVolumeClaim }) => ephemeral ?? persistentVolumeClaim);
    this.claims = uses ? claimNames(pod) : NO_CLAIMS;
    const anti = pod.spec?.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    this.antiTerms = anti ? anti.map((term) => termOf(pod, term)) : NO_TERMS;
  }

  /** The required terms of pod affinity. */
  get terms(): Term[] {
    const terms = this.pod.spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    this.#terms ??= terms ? terms.map((term) => termOf(this.pod, term)) : NO_TERMS;
    return this.#terms;
  }

  /** When it was started; what has not been counts as started now. */
  get started(): number {
    return parseTime(this.pod.status?.startTime) ?? Number.POSITIVE_INFINITY;
  }

  is(other: PodInfo): boolean {
    const [a, b] = [this.pod.metadata, other.pod.metadata];
    if (a.uid && b.uid) return a.uid === b.uid;
    return a.name === b.name && a.namespace === b.namespace;
  }
}
