import type { Cluster } from './cluster.ts';
import { firstSeen, lastSeen, timesSeen } from './event.ts';
import { canonicalImage, parseImage, type ImageReference } from './image.ts';
import type { Event, Node, Pod } from './objects.ts';
import { containersOf, startedAt, type PodContainer } from './pod.ts';
import { eventError, rootError } from './pull-error.ts';

/** Waiting reasons that mean: the container's image cannot be had. Source: pkg/kubelet/images/types.go, cri-api errors. */
const NO_IMAGE = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
  'RegistryUnavailable',
  'SignatureValidationFailed',
]);
const ABOUT_TO_START = new Set(['ContainerCreating', 'PodInitializing']);

/** A container without its image: why, in the kubelet's words, or since when the pull has been running. */
export interface Pull {
  reason: string;
  error: string | undefined;
  /** Whether the error is known from an event only. */
  fromEvent: boolean;
  /** When the pull in progress began, in milliseconds, when none has failed before. */
  pullingSince: number | undefined;
  /** When the first attempt began. */
  since: number | undefined;
  /** How often it was tried; null when no event tells. */
  attempts: number | null;
}

function pullEvents(pod: Pod, { specPath, spec, name }: PodContainer, cluster: Cluster): Event[] {
  const path = specPath.replace(/\[.*\]$/, `{${name}}`); // spec.containers{app}, as the kubelet writes it
  return cluster
    .eventsAbout('Pod', pod)
    .filter(({ involvedObject, message }) =>
      involvedObject?.fieldPath ? involvedObject.fieldPath === path : message?.includes(`"${spec.image}"`),
    );
}

const at = (event: Event | undefined): number => (event ? lastSeen(event) : -1);

/** How the pull of a waiting container's image stands; undefined when it has its image or has not asked for it yet. */
export function pullOf(pod: Pod, container: PodContainer, cluster: Cluster): Pull | undefined {
  const waiting = container.status?.state?.waiting;
  const reason = waiting?.reason ?? '';
  if (!NO_IMAGE.has(reason) && !ABOUT_TO_START.has(reason)) return undefined;
  const events = pullEvents(pod, container, cluster);
  const newest = (wanted: string): Event | undefined =>
    events.find((e) => e.reason === wanted && (wanted !== 'Failed' || eventError(e.message)));
  const [pulling, failed, pulled] = [newest('Pulling'), newest('Failed'), newest('Pulled')];
  const first = Math.min(...events.filter((e) => e.reason === 'Pulling').map(firstSeen));
  const about = {
    since: Number.isFinite(first) ? first : startedAt(pod),
    attempts: pulling ? timesSeen(pulling) : null,
  };
  const said = eventError(failed?.message);
  if (NO_IMAGE.has(reason)) {
    const error = rootError(waiting?.message);
    return { ...about, reason, error: error ?? said, fromEvent: !error, pullingSince: undefined };
  }
  if (at(pulled) >= Math.max(at(pulling), at(failed))) return undefined;
  // the kubelet forgets the reason when it restarts, and shows ContainerCreating during the next attempt
  if (failed) return { ...about, reason: 'ErrImagePull', error: said, fromEvent: true, pullingSince: undefined };
  return { ...about, reason, error: undefined, fromEvent: false, pullingSince: at(pulling) };
}

/** The images a node lists; the kubelet lists the 50 largest (nodeStatusMaxImages). */
const LISTED = 50;

/** Whether a node has an image; undefined when its list does not tell. */
export function isOnNode(image: ImageReference, node: Node | undefined): boolean | undefined {
  const images = node?.status?.images;
  if (!images) return undefined;
  const wanted = canonicalImage(image);
  const known = images.some(({ names }) =>
    names?.some((name) => {
      const reference = parseImage(name);
      return reference && canonicalImage(reference) === wanted;
    }),
  );
  return known || (images.length < LISTED ? false : undefined);
}

const repositoryKey = ({ registry, repository }: ImageReference): string => `${registry}/${repository}`;

/** The tags of each repository that nodes have or containers run. */
function tagsByRepository(cluster: Cluster): Map<string, Set<string>> {
  const onNodes = cluster
    .all('nodes')
    .flatMap(({ status }) => (status?.images ?? []).flatMap(({ names }) => names ?? []));
  const running = cluster
    .all('pods')
    .flatMap((pod) => containersOf(pod).flatMap(({ spec, status }) => (status?.imageID ? (spec.image ?? []) : [])));
  const tags = new Map<string, Set<string>>();
  for (const name of new Set([...onNodes, ...running])) {
    const image = parseImage(name);
    if (!image?.tag) continue;
    const known = tags.get(repositoryKey(image)) ?? new Set();
    tags.set(repositoryKey(image), known.add(image.tag));
  }
  return tags;
}

/** The tags of the same repository that are known to exist: nodes have them, or containers of other pods run them. */
export function knownTags(image: ImageReference, cluster: Cluster): string[] {
  const tags = cluster.derived(tagsByRepository).get(repositoryKey(image)) ?? [];
  return [...tags].filter((known) => known !== image.tag).toSorted();
}

const FOR_PULLING = new Set(['kubernetes.io/dockerconfigjson', 'kubernetes.io/dockercfg']);

/** The Secrets a pod names for pulling, and which of them are not there or are of a type that the kubelet passes over in silence. */
export interface PullSecrets {
  named: string[];
  missing: string[];
  wrongType: string[];
  /** Whether it is known of each that it is there and of what type it is. */
  known: boolean;
}

/** Looks up a pod's pull secrets; where Secrets may not be read, the kubelet's event tells which are missing. */
export function pullSecretsOf(pod: Pod, cluster: Cluster): PullSecrets {
  const named = (pod.spec?.imagePullSecrets ?? []).flatMap(({ name }) => name || []);
  const secret = (name: string) => cluster.find('secrets', pod.metadata.namespace, name);
  const event = cluster.eventsAbout('Pod', pod).find(({ reason }) => reason === 'FailedToRetrieveImagePullSecret');
  const told = /\(([^)]*)\)/.exec(event?.message ?? '')?.[1]?.split(/,\s*/) ?? [];
  const missing = (name: string): boolean => (cluster.hasRead('secrets') ? !secret(name) : told.includes(name));
  return {
    named,
    missing: named.filter(missing),
    known: cluster.hasRead('secrets') && named.every((name) => missing(name) || secret(name)?.type !== undefined),
    wrongType: named.filter((name) => {
      const type = secret(name)?.type;
      return type !== undefined && !FOR_PULLING.has(type);
    }),
  };
}
