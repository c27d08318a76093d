/** How many pods an application has. */
export const PODS_EACH = 5;

/** The number of the application that all others are copies of; no copy has it. */
const SEED = 99_999;

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const digits = (value: number): string => `${value}`.padStart(5, '0');

const suffix = (value: number): string =>
  Array.from({ length: 5 }, (_, at) => LETTERS[Math.floor(value / LETTERS.length ** at) % LETTERS.length]).join('');

const UIDS = ['Pod', 'ReplicaSet', 'Deployment', 'Former', 'Service', 'ConfigMap', 'EndpointSlice', 'Node'] as const;
type Named = (typeof UIDS)[number];

const uid = (kind: Named, index: number): string =>
  `${`${UIDS.indexOf(kind) + 1}`.padStart(8, '0')}-0000-4000-8000-${`${index}`.padStart(12, '0')}`;

/** Names that have the same width in every copy, so that they can be exchanged in the bytes of a stored object. */
export const named = {
  namespace: (index: number): string => `team-${digits(index)}`,
  node: (index: number): string => `node-${digits(index)}`,
  app: (index: number): string => `service-${digits(index)}`,
  pod: (app: number, index: number): string => `service-${digits(app)}-5d4f8c7b9d-${suffix(app * PODS_EACH + index)}`,
  uid,
};

/** The names that the seed of all copies has. */
export const seed = {
  namespace: named.namespace(SEED),
  node: named.node(SEED),
  app: named.app(SEED),
  pod: named.pod(SEED, 0),
  uid: (kind: Named): string => uid(kind, SEED),
};

/** Which copy an object is to be. */
export interface Copy {
  namespace: number;
  app: number;
  pod: number;
  node: number;
}

/** What no two pods have in common though it names nothing: the token volume, and the ids of containers. */
const VOLUME = /^kube-api-access-/;
const OF_ONE_POD = ['kube-api-access-[a-z0-9]{5}', 'containerd://[0-9a-f]{64}'];

const NAMES = new RegExp(
  [seed.pod, seed.app, seed.namespace, seed.node, `0000000\\d-0000-4000-8000-0000000${SEED}`, ...OF_ONE_POD].join('|'),
  'g',
);

/** The bytes, or any text, of the seed with the names of a copy. */
export function renamed(text: string, { namespace, app, pod, node }: Copy): string {
  const pods = app * PODS_EACH + pod;
  return text.replaceAll(NAMES, (word) => {
    if (word === seed.pod) return named.pod(app, pod);
    if (word === seed.app) return named.app(app);
    if (word === seed.namespace) return named.namespace(namespace);
    if (word === seed.node) return named.node(node);
    if (VOLUME.test(word)) return `kube-api-access-${suffix(pods)}`;
    if (word.startsWith('containerd:')) return `containerd://${`${pods}`.padStart(8, '0').repeat(8)}`;
    const kind = UIDS[Number(word[7]) - 1] ?? 'Pod';
    return uid(kind, kind === 'Pod' ? pods : kind === 'Node' ? node : app);
  });
}
