import { HOSTILE } from '../render/hostile.ts';
import { IDENTITY } from '../../src/collect/redact.ts';
import type { Random } from '../random.ts';
import { bareSecret, MARK, secretText } from './secrets.ts';

/** What a case is made of: API objects, logs, and later bytes. */
export interface Material {
  objects: unknown[];
  logs: { namespace: string; pod: string; container: string; previous: boolean; text?: string }[];
}

type Holder = Record<string, unknown> | unknown[];
/** A place in the objects: what holds it, under which key. */
interface Place {
  holder: Holder;
  key: string | number;
  value: unknown;
}

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

const isNode = (object: unknown): boolean => (object as { kind?: unknown } | null | undefined)?.kind === 'Node';

/** Nodes are many and large in recordings; what a diagnosis is about is hit more often. */
function keyIn(holder: Holder, random: Random, isTop: boolean): string | number | undefined {
  const names: (string | number)[] = Array.isArray(holder) ? [...holder.keys()] : Object.keys(holder);
  const few =
    isTop && random.chance(0.8) ? names.filter((name) => !isNode((holder as unknown[])[Number(name)])) : names;
  return few.length > 0 ? random.pick(few) : undefined;
}

/** Walks down at random: every level is as likely as the leaves below it. */
function place(material: Material, random: Random): Place | undefined {
  let holder: Holder = material.objects;
  for (let depth = 0; depth < 24; depth++) {
    const key = keyIn(holder, random, depth === 0);
    if (key === undefined) return undefined;
    const value: unknown = (holder as Record<string | number, unknown>)[key];
    if (!isHolder(value) || Object.keys(value).length === 0 || (depth > 0 && random.chance(0.15)))
      return { holder, key, value };
    holder = value;
  }
  return undefined;
}

const put = ({ holder, key }: Place, value: unknown): void => {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
};

const WRONG: ((random: Random) => unknown)[] = [
  () => null,
  () => true,
  () => '',
  () => 0,
  () => -1,
  () => 1e308,
  () => Number.MAX_SAFE_INTEGER,
  () => 0.1,
  () => [],
  () => ({}),
  () => [null],
  () => [[]],
  () => [{}],
  () => ({ '': null }),
  () => 'x'.repeat(20_000),
  () => ({ __proto__: null, constructor: { prototype: { polluted: true } } }),
  () => JSON.parse('{"__proto__": {"polluted": true}}') as unknown,
  () => 'constructor',
  () => '__proto__',
  () => '99999999999999999999Gi',
  () => '-1Mi',
  () => '1e9999',
  () => 'NaN',
  (random) => '{'.repeat(1 + random.below(4)) + '{name}',
  () => '$(rm -rf /)',
  () => "'; rm -rf / #",
  () => '*',
  () => '(((((((((('.repeat(20),
  () => '\\',
];

const TIMES = [
  '0000-00-00T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '1970-01-01T00:00:00Z',
  '2026-01-01T00:00:00.123456Z',
  '2026-01-01T00:00:00+14:00',
  '2026-13-45T99:99:99Z',
  'yesterday',
  '',
  '+275760-09-13T00:00:00Z',
];

function nest(value: unknown, random: Random): unknown {
  let nested = value;
  for (let depth = 1 + random.below(60); depth > 0; depth--) nested = random.chance(0.5) ? [nested] : { a: nested };
  return nested;
}

function spliced(text: string, piece: string, random: Random): string {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + piece + text.slice(at);
}

/** One kind of damage; a place it does not fit is left alone. */
type Mutation = (material: Material, random: Random) => void;

const atPlace =
  (change: (place: Place, random: Random, material: Material) => void): Mutation =>
  (material, random) => {
    const found = place(material, random);
    if (found) change(found, random, material);
  };

const onString =
  (change: (text: string, random: Random, key: string | number) => string): Mutation =>
  (material, random) => {
    for (let tries = 0; tries < 12; tries++) {
      const found = place(material, random);
      if (!found || typeof found.value !== 'string') continue;
      put(found, change(found.value, random, found.key));
      return;
    }
  };

const SHOWN = new Set(
  'message reason image imageID name nodeName path claimName secretName phase type key value operator effect storageClassName'.split(
    ' ',
  ),
);

/** Strings of pods, events and claims that reports show. */
function shownPlaces(value: unknown, into: Place[] = [], depth = 0): Place[] {
  if (!isHolder(value) || depth > 12) return into;
  for (const [key, entry] of Object.entries(value)) {
    const shown = SHOWN.has(key) || Array.isArray(value);
    if (typeof entry === 'string' && shown)
      into.push({ holder: value, key: Array.isArray(value) ? Number(key) : key, value: entry });
    else shownPlaces(entry, into, depth + 1);
  }
  return into;
}

const onShown =
  (change: (text: string, random: Random, key: string | number) => string): Mutation =>
  (material, random) => {
    const object = random.pick([{}, ...material.objects.filter((one) => !isNode(one))]);
    const places = shownPlaces(object);
    const messages = places.filter(({ key }) => key === 'message');
    const from = messages.length > 0 && random.chance(0.5) ? messages : places;
    const found = from.length > 0 ? random.pick(from) : undefined;
    if (found) put(found, change(String(found.value), random, found.key));
  };

/** The same to all that a report may show, so that something of it is shown. */
const everywhere =
  (change: (text: string, random: Random) => string): Mutation =>
  (material, random) => {
    for (const object of material.objects.filter((one) => !isNode(one))) {
      for (const found of shownPlaces(object)) {
        const text = String(found.value);
        const identifies = typeof found.key === 'string' && IDENTITY.has(found.key);
        const isFlag = text.startsWith('-'); // its value may stand in the next string
        if (!identifies && !isFlag && !text.includes(MARK) && random.chance(0.7)) put(found, change(text, random));
      }
    }
    for (const log of material.logs) {
      if (log.text?.includes(MARK)) continue;
      log.text =
        log.text
          ?.split('\n')
          .map((line) => change(line, random))
          .join('\n') ?? '';
    }
  };

const appended =
  (change: (random: Random) => string) =>
  (text: string, random: Random): string => {
    const lines = text.split('\n');
    const at = random.below(lines.length);
    lines[at] = random.chance(0.5) ? `${lines[at]} ${change(random)}` : `${change(random)} ${lines[at]}`;
    return lines.join('\n');
  };

const drop: Mutation = atPlace(({ holder, key }) => {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
});

const duplicate: Mutation = atPlace((found, random) => {
  const { holder, value, key } = found;
  const copies = Array.from({ length: random.chance(0.05) ? 300 : 1 + random.below(3) }, () => structuredClone(value));
  if (Array.isArray(holder)) holder.splice(Number(key), 0, ...copies);
  else put({ ...found, key: `${key}2` }, copies[0]);
});

/** Takes a value from elsewhere, of whatever form it is. */
const transplant: Mutation = (material, random) => {
  const [from, to] = [place(material, random), place(material, random)];
  if (from && to) put(to, structuredClone(from.value));
};

const reorder: Mutation = atPlace((found, random) => {
  const { value } = found;
  if (Array.isArray(value))
    put(
      found,
      value
        .map((entry: unknown) => ({ entry, at: random.next() }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ entry }) => entry),
    );
  else if (isHolder(value)) put(found, Object.fromEntries(Object.entries(value).toReversed()));
});

const retime: Mutation = onString((text, random) =>
  /^\d{4}-\d\d-\d\dT/.test(text) || random.chance(0.05) ? random.pick(TIMES) : text,
);

const withSecret: Mutation = onString((text, random, key) =>
  (typeof key === 'string' && IDENTITY.has(key)) || text.includes(MARK)
    ? text
    : random.chance(0.5)
      ? `${text} ${secretText(random)}`
      : secretText(random),
);

/** Places that say themselves that they hold a secret. */
const secretPlace: Mutation = (material, random) => {
  const secret = bareSecret(random);
  const pods = material.objects.filter((object) => (object as { kind?: unknown } | null)?.kind === 'Pod');
  const pod = random.pick([...pods, {}]) as { spec?: { containers?: unknown }; metadata?: { annotations?: unknown } };
  const containers = pod.spec?.containers;
  const container = Array.isArray(containers)
    ? (containers[0] as Record<string, unknown> | null | undefined)
    : undefined;
  const form = random.below(4);
  if (form === 0 && isHolder(container)) container['env'] = [{ name: 'DB_PASSWORD', value: secret }];
  else if (form === 1 && isHolder(container)) container['args'] = ['--password', secret];
  else if (form === 2 && isHolder(pod.metadata)) {
    const applied = JSON.stringify({ spec: { env: [{ name: 'API_TOKEN', value: secret }] } });
    pod.metadata.annotations = { 'kubectl.kubernetes.io/last-applied-configuration': applied };
  } else {
    const metadata = { name: 'regcred', namespace: 'shop' };
    material.objects.push({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata,
      type: 'Opaque',
      data: { k: secret },
      stringData: { k: secret },
    });
  }
};

const onLog =
  (change: (text: string, random: Random) => string): Mutation =>
  (material, random) => {
    if (material.logs.length === 0) return;
    const log = random.pick(material.logs);
    log.text = change(log.text ?? '', random);
  };

const cyclicOwners: Mutation = (material, random) => {
  const all = material.objects.filter(
    (object): object is { kind: string; apiVersion: string; metadata: Record<string, unknown> } =>
      isHolder((object as { metadata?: unknown } | null)?.metadata),
  );
  if (all.length === 0) return;
  const [a, b] = [random.pick(all), random.pick(all)];
  const refer = (to: typeof a) => [
    { apiVersion: to.apiVersion, kind: to.kind, name: to.metadata['name'], uid: to.metadata['uid'], controller: true },
  ];
  a.metadata['ownerReferences'] = refer(b);
  b.metadata['ownerReferences'] = refer(a);
};

/** Every kind of damage, by name. */
export const mutations: Record<string, Mutation> = {
  drop,
  wrongType: atPlace((found, random) => put(found, random.pick(WRONG)(random))),
  nest: atPlace((found, random) => put(found, nest(found.value, random))),
  duplicate,
  transplant,
  reorder,
  retime,
  truncate: onString((text, random) => text.slice(0, random.below(text.length + 1))),
  shownEscapes: onShown((text, random) => spliced(text, random.pick(Object.values(HOSTILE)), random)),
  logLineEscapes: onLog(appended((random) => random.pick(Object.values(HOSTILE)))),
  floodEscapes: everywhere((text, random) => spliced(text, random.pick(Object.values(HOSTILE)), random)),
  escapes: onString((text, random) => spliced(text, random.pick(Object.values(HOSTILE)), random)),
  logEscapes: onLog((text, random) => spliced(text, random.pick(Object.values(HOSTILE)), random)),
  logLong: onLog(
    (text, random) =>
      text + `${random.pick(['a', '"', '\\', '=', '(', 'password=', ' ', '\n', '\u001b['])}`.repeat(50_000),
  ),
  cyclicOwners,
};

/** Ways a secret comes into a recording; done last, for other damage would cut it off from what tells that it is one. */
export const secretMutations: Record<string, Mutation> = {
  secret: withSecret,
  secretPlace,
  floodSecrets: everywhere((text, random) =>
    random.chance(0.5) ? `${text} ${secretText(random)}` : `${secretText(random)} ${text}`,
  ),
  shownSecret: onShown((text, random, key) =>
    (typeof key === 'string' && IDENTITY.has(key)) || text.includes(MARK) ? text : appended(secretText)(text, random),
  ),
  logLineSecret: onLog((text, random) => (text.includes(MARK) ? text : appended(secretText)(text, random))),
  logSecret: onLog((text, random) => (text.includes(MARK) ? text : spliced(text, `\n${secretText(random)}\n`, random))),
};

/** Damage to the text of a file: what a copy, a shell or an editor can do to it. */
export const textMutations: Record<string, (bytes: Buffer, random: Random) => Buffer> = {
  cut: (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  hole: (bytes, random) => {
    const at = random.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.below(200))]);
  },
  flip: (bytes, random) => {
    const copy = Buffer.from(bytes);
    for (let i = 0; i < 8 && copy.length > 0; i++) copy[random.below(copy.length)] = random.below(256);
    return copy;
  },
  bom: (bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]),
  utf16: (bytes) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le')]),
  crlf: (bytes) => Buffer.from(bytes.toString('utf8').replaceAll('\n', '\r\n')),
  twice: (bytes) => Buffer.concat([bytes, Buffer.from('\n'), bytes]),
  tail: (bytes, random) =>
    Buffer.concat([bytes, Buffer.from(random.pick(['\n---\n', '}', '\nbye\n', '\0', '\n...\n', ']']))]),
};
