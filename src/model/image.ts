/** The parts of an image reference as the container runtime completes it. */
export interface ImageReference {
  /** Host and port; `docker.io` when the reference names none. */
  registry: string;
  /** Path in the registry; `library/busybox` for `busybox`. */
  repository: string;
  /** Undefined for a reference by digest alone. */
  tag: string | undefined;
  digest: string | undefined;
  /** Whether the tag is `latest` only because none was written. */
  implicitLatest: boolean;
}

const HUB = 'docker.io';
const DIGEST = /^(?<name>.*)@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})$/;
const TAG = /^(?<name>.*?):(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})$/;
const PATH = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const HOST =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d+)?$/;

/** Host and path; the first part is a host only with a dot, a colon or a capital in it, or as `localhost`. */
function splitHost(name: string): [host: string, path: string] {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  if (first !== 'localhost' && !/[.:A-Z]/.test(first)) return [HUB, name];
  return [first === 'index.docker.io' ? HUB : first, name.slice(slash + 1)];
}

/**
 * Parses an image reference; undefined for one that no runtime takes.
 * Grammar: github.com/distribution/reference, normalize.go, splitDockerDomain.
 */
export function parseImage(image: string): ImageReference | undefined {
  const { name: undigested = image, digest } = DIGEST.exec(image)?.groups ?? {};
  const [host, rest] = splitHost(undigested);
  const { name: path = rest, tag } = TAG.exec(rest)?.groups ?? {};
  const repository = host === HUB && !path.includes('/') ? `library/${path}` : path;
  if (!HOST.test(host) || !PATH.test(repository)) return undefined;
  return {
    registry: host,
    repository,
    tag: tag ?? (digest ? undefined : 'latest'),
    digest,
    implicitLatest: !tag && !digest,
  };
}

/** The one spelling of a reference that `docker.io/library/x:latest` and `x` share; a digest wins over a tag. */
export const canonicalImage = ({ registry, repository, tag, digest }: ImageReference): string =>
  `${registry}/${repository}${digest ? `@${digest}` : `:${tag}`}`;

const SCHEME = /^[a-z]+:\/\//i;
/** `${TAG}`, `$(TAG)`, `{{ .Values.tag }}`, `<tag>`, `%TAG%`, or a part that came out empty. */
const UNFILLED = /\$[{(A-Za-z_]|\{\{|\}\}|<[^>]*>|%\w+%|:$|:@|@$|\/:|^[/:]|\/\//;

/** What is wrong with a reference that cannot be parsed. */
export type Flaw = 'unfilled' | 'scheme' | 'uppercase' | 'other';

/** Says why a reference is none: a template left unfilled, a URL, capitals; undefined for a good one. */
export function flawOf(image: string): Flaw | undefined {
  if (parseImage(image)) return undefined;
  if (UNFILLED.test(image.replace(SCHEME, ''))) return 'unfilled';
  if (SCHEME.test(image)) return 'scheme';
  return parseImage(image.toLowerCase()) ? 'uppercase' : 'other';
}

/** The reference that was probably meant: without its scheme, in lower case; undefined when that is none either. */
export function mendedImage(image: string): string | undefined {
  if (flawOf(image) === 'unfilled') return undefined;
  const bare = image.replace(SCHEME, '');
  const at = bare.search(/[:@][^/]*$/);
  const [name, end] = at > 0 ? [bare.slice(0, at), bare.slice(at)] : [bare, ''];
  const mended = name.toLowerCase() + end;
  return mended !== image && parseImage(mended) ? mended : undefined;
}

/** Where an image that is no longer served from its old place has gone: k8s.gcr.io, and Bitnami's versioned images. */
export function movedTo(image: ImageReference): string | undefined {
  const { registry, repository } = image;
  const place = (to: string): string => canonicalImage({ ...image, registry: '', repository: '' }).replace(/^\//, to);
  if (registry === 'k8s.gcr.io') return place(`registry.k8s.io/${repository}`);
  if (registry.endsWith('gcr.io') && repository.startsWith('google_containers/')) {
    return place(`registry.k8s.io/${repository.slice('google_containers/'.length)}`);
  }
  if (registry === HUB && repository.startsWith('bitnami/')) {
    return place(`docker.io/bitnamilegacy/${repository.slice('bitnami/'.length)}`);
  }
  return undefined;
}
