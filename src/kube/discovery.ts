import { bool, list, obj, str } from '../model/shape.ts';
import { wordsOf } from './list.ts';
import type { Session } from './session.ts';

/** A kind as the API server describes it. */
export interface ServedKind {
  apiVersion: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  /** Whether it has a status of its own, which a controller writes. */
  hasStatus: boolean;
}

/** What came of asking for a kind; `unknown` when the API is not there (yet). */
export type Discovered = { outcome: 'served'; served: ServedKind } | { outcome: 'unknown' | 'failed'; detail: string };

const resourceList = obj({
  resources: list(obj({ name: str, singularName: str, kind: str, namespaced: bool, shortNames: list(str) })),
});
const group = obj({ preferredVersion: obj({ groupVersion: str }) });

const root = (apiVersion: string): string => (apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`);

async function getJson(session: Session, path: string): Promise<{ body: unknown } | { failure: Discovered }> {
  const got = await session.get(path, 'application/json');
  if (!got.ok) return { failure: { outcome: 'failed', detail: got.detail } };
  if (got.answer.status === 200) return { body: JSON.parse(got.answer.body) as unknown };
  const { message } = wordsOf(got.answer);
  return { failure: { outcome: got.answer.status === 404 ? 'unknown' : 'failed', detail: message } };
}

async function find(
  session: Session,
  apiVersion: string,
  is: (resource: { name: string; singular: string; kind: string; short: string[] }) => boolean,
): Promise<Discovered> {
  const got = await getJson(session, root(apiVersion));
  if ('failure' in got) return got.failure;
  const all = resourceList(got.body)?.resources ?? [];
  const found = all.find(
    ({ name = '', singularName = '', kind = '', shortNames = [] }) =>
      !name.includes('/') && is({ name, singular: singularName, kind, short: shortNames }),
  );
  if (!found) return { outcome: 'unknown', detail: `${apiVersion} has no such kind` };
  const { name: plural = '', kind = '', namespaced = false } = found;
  const hasStatus = all.some(({ name }) => name === `${plural}/status`);
  return { outcome: 'served', served: { apiVersion, kind, plural, namespaced, hasStatus } };
}

/** The kind of a manifest, as the API server serves it. */
export const discoverKind = (session: Session, apiVersion: string, kind: string): Promise<Discovered> =>
  find(session, apiVersion, (resource) => resource.kind === kind);

/** The kind that a person means by `widgets.example.com`, in the version the server prefers. */
export async function discoverWord(session: Session, word: string): Promise<Discovered> {
  const [name = '', ...rest] = word.toLowerCase().split('.');
  if (rest.length === 0) return { outcome: 'unknown', detail: `${word} names no API group` };
  const got = await getJson(session, `/apis/${rest.map(encodeURIComponent).join('.')}`);
  if ('failure' in got) return got.failure;
  const apiVersion = group(got.body)?.preferredVersion?.groupVersion ?? '';
  return find(session, apiVersion, ({ name: plural, singular, kind, short }) =>
    [plural, singular, kind.toLowerCase(), ...short].includes(name),
  );
}
