import type { Cluster } from './cluster.ts';
import { canonicalImage, flawOf, mendedImage, movedTo, type ImageReference } from './image.ts';
import { nearest } from './near.ts';
import type { Pod } from './objects.ts';
import { pullProblem, shortError, whereabouts } from './pull-error.ts';
import { isOnNode, knownTags, type Pull, type PullSecrets } from './pull.ts';

/** What the reference asks for, what is wrong with it, and what may have been meant. */
export function imageFields(image: string, reference: ImageReference | undefined, cluster: Cluster) {
  const tags = reference ? knownTags(reference, cluster) : [];
  const { tag, digest, implicitLatest = false } = reference ?? {};
  const better = tag && !digest ? (nearest(tag, tags)[0] ?? (tags.length === 1 ? tags[0] : undefined)) : undefined;
  const bare = tag && !implicitLatest ? image.slice(0, -tag.length - 1) : image;
  return {
    image,
    registry: reference?.registry ?? null,
    repository: reference?.repository ?? null,
    tag: tag ?? null,
    digest: digest ?? null,
    implicitLatest,
    flaw: flawOf(image) ?? null,
    mendedImage: mendedImage(image) ?? null,
    fullImage: reference ? canonicalImage(reference) : null,
    movedTo: (reference && movedTo(reference)) ?? null,
    knownTags: tags,
    suggestedImage: better ? `${bare}:${better}` : null,
  };
}

/** The node that pulls: its architecture, whether it is one of kind, and whether it has the image already. */
export function nodeFields(pod: Pod, reference: ImageReference | undefined, cluster: Cluster) {
  const node = cluster.node(pod.spec?.nodeName);
  const [scheme, , , kindCluster] = node?.spec?.providerID?.split('/') ?? [];
  return {
    nodeArch: node?.status?.nodeInfo?.architecture ?? null,
    nodeOs: node?.status?.nodeInfo?.operatingSystem ?? null,
    kindCluster: scheme === 'kind:' ? (kindCluster ?? 'kind') : null,
    onNode: (reference && isOnNode(reference, node)) ?? null,
  };
}

/** The runtime's error, sorted and taken apart. */
export function errorFields({ error, fromEvent }: Pull, statusPath: string, reference: ImageReference | undefined) {
  const where = error ? whereabouts(error) : undefined;
  return {
    error: error ?? null,
    shortError: error ? shortError(error) : null,
    errorSource: fromEvent ? 'event Failed' : `${statusPath}.state.waiting.message`,
    problem: error ? pullProblem(error, reference?.repository) : null,
    endpoint: where?.endpoint ?? null,
    address: where?.address ?? null,
    dnsServer: where?.dnsServer ?? null,
  };
}

/** The pod's pull secrets, the first of each sort for commands, and the name a Secret must give the registry. */
export function secretFields(secrets: PullSecrets, reference: ImageReference | undefined) {
  const { named, missing, wrongType, known } = secrets;
  return {
    pullSecrets: named,
    pullSecret: named[0] ?? null,
    missingSecrets: missing,
    missingSecret: missing[0] ?? null,
    wrongTypeSecrets: wrongType,
    wrongTypeSecret: wrongType[0] ?? null,
    secretsRead: known,
    // `docker login` has always filed Docker Hub under this address, and the kubelet looks for it there
    authServer: reference?.registry === 'docker.io' ? 'https://index.docker.io/v1/' : (reference?.registry ?? null),
  };
}
