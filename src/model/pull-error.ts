/** What kept an image from being pulled, read from the runtime's words. */
export type PullProblem = (typeof SIGNS)[number][0] | 'other';

/**
 * The words of containerd, CRI-O, Docker and the registries, lower case; the first that matches counts, so narrow ones stand
 * before wide ones: «no match for platform in manifest: not found» is no missing tag.
 */
const SIGNS = [
  ['short-name', /short-name .* did not resolve|no unqualified-search registries|short-name resolution/],
  [
    'platform',
    /no match for platform|no matching manifest for|no image found in (?:image index|manifest list) for|cannot be used on this platform|does not match the (?:specified|requested) platform/,
  ],
  [
    'manifest-format',
    /schema ?1\b|prettyjws|unsupported (?:manifest )?media ?type|media ?type \S+ (?:is )?(?:no longer|not) supported/,
  ],
  ['disk-full', /no space left on device|disk quota exceeded/],
  ['signature', /signaturevalidationfailed|signature validation failed|source image rejected|image rejected by policy/],
  ['proxy', /proxyconnect|proxy authentication required/],
  ['rate-limit', /toomanyrequests|429 too many requests|rate limit|status code:? 429|ratelimit/],
  ['plain-http', /server gave http response to https client|first record does not look like a tls handshake/],
  ['tls-expired', /certificate has expired|is not yet valid/],
  [
    'tls-hostname',
    /certificate is (?:not )?valid for|any ip sans|not valid for any names|relies on legacy common name|cannot validate certificate for/,
  ],
  ['tls-authority', /unknown authority|self[- ]signed certificate|certificate is not trusted/],
  ['dns', /no such host|name or service not known/],
  ['dns-down', /lookup \S+(?: on \S+)?: .*|temporary failure in name resolution/],
  ['refused', /connection refused/],
  ['unroutable', /no route to host|network is unreachable|host is down/],
  [
    'server-error',
    /\b50\d (?:internal|bad|service|gateway|not impl)|internal server error|bad gateway|service unavailable|gateway time-?out|registryunavailable|registry is unavailable/,
  ],
  ['timeout', /i\/o timeout|handshake timeout|deadline ?exceeded|client\.timeout|awaiting headers|timed out/],
  ['interrupted', /unexpected eof|\beof\b|connection reset|broken pipe|context canceled|stream error/],
  ['no-credentials', /failed to fetch anonymous token|no basic auth credentials/],
  [
    'credentials-refused',
    /failed to fetch oauth token|incorrect username or password|invalid username|authorization token has expired|invalid_grant|(?:invalid|bad) credentials/,
  ],
  ['denied', /insufficient_scope|pull access denied|no pull access|may require (?:'docker login'|authorization)/],
  [
    'forbidden',
    /403 forbidden|status code:? 403|\bdenied: |access to the resource is denied|access forbidden|permission \S+ denied/,
  ],
  ['unauthorized', /401 unauthorized|status code:? 401|unauthorized|authentication required/],
  [
    'repository-unknown',
    /name[ _]unknown|repository name not known|repository \S*\s*(?:not found|does not exist)|repository with name .* does not exist|project \S+ not found/,
  ],
  [
    'tag-unknown',
    /manifest[ _]unknown|manifest for \S+ not found|tag \S+ (?:not found|does not exist)|artifact \S+ not found|image manifest not found/,
  ],
  ['not-found', /not ?found|\b404\b/],
] as const;

/** An error without what it only quotes: URLs, quoted references, and the image itself (which may be called `ratelimit`). */
function ownWords(error: string, repository: string | undefined): string {
  const name = repository?.replace(/^library\//, '');
  return error
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(/https?:\/\/\S+/g, 'url')
    .split(' ')
    .map((word) => (name && word.length > name.length && `/${word}`.includes(`/${name}`) ? 'image' : word))
    .join(' ')
    .toLowerCase();
}

/** Sorts a runtime's pull error into one of the known problems; `repository` is the path of the image it is about. */
export function pullProblem(error: string, repository?: string): PullProblem {
  const words = ownWords(error, repository);
  return SIGNS.find(([, sign]) => sign.test(words))?.[0] ?? 'other';
}

/** Who was asked in vain: the host of the request (a mirror's, where one is configured), the address dialled, the DNS server. */
export interface Whereabouts {
  endpoint: string | undefined;
  address: string | undefined;
  dnsServer: string | undefined;
}

/** Reads the host, address and DNS server out of a runtime's pull error. */
export function whereabouts(error: string): Whereabouts {
  const lookup = /lookup ([^\s:]+)(?: on ([^\s:]+(?::\d+)?|\[[^\]]+\](?::\d+)?):)?/.exec(error);
  return {
    endpoint:
      /https?:\/\/(?:[^/\s"?]*@)?([^/\s"?]+)/.exec(error)?.[1] ??
      /pulling from host (\S+)/.exec(error)?.[1] ??
      lookup?.[1],
    address: /(?:dial tcp|read tcp \S+->) ?((?:\d+\.){3}\d+:\d+|\[[^\]]+\]:\d+)/.exec(error)?.[1],
    dnsServer: lookup?.[2],
  };
}

const BACK_OFF = /^Back-off pulling image "[^"]*"(?:: )?/;
const KIND_OF_FAILURE = /^(?:ErrImagePull|RegistryUnavailable|SignatureValidationFailed): /;

/** The root error in a waiting container's message; undefined where an older kubelet says only that it backs off. */
export const rootError = (message: string | undefined): string | undefined =>
  message?.replace(BACK_OFF, '').replace(KIND_OF_FAILURE, '').trim() || undefined;

/** The root error in the message of an event Failed; undefined for the kind of Failed event that repeats the reason only. */
export const eventError = (message: string | undefined): string | undefined =>
  /^Failed to pull image "[^"]*": (.+)$/s.exec(message ?? '')?.[1];

/** What runtimes put before an error: where they were, not what went wrong. */
const PREAMBLES = [
  /^rpc error: code = \w+ desc = /,
  /^(?:failed to pull and unpack image|failed to resolve reference|failed to resolve image) "[^"]*": /,
  /^(?:failed to do request|failed to copy|httpReadSeeker|failed open|copying system image from manifest list): /,
  /^(?:Head|Get) "[^"]*": /,
  /^unexpected status(?: code)? https?:\/\/\S+: /,
  /^unexpected status from (?:HEAD|GET) request to \S+: /,
  /^(?:initializing source|pinging container registry|reading manifest) \S+(?: in \S+)?: /,
];

/** The error without the parts that repeat the image and the steps: what a person reads first. */
export function shortError(error: string): string {
  let short = error;
  for (let before = ''; before !== short;) {
    before = short;
    for (const preamble of PREAMBLES) short = short.replace(preamble, '');
  }
  return short;
}
