import { shapes } from '../model/objects.ts';
import type { Query, ReadResult } from '../model/reader.ts';
import type { Ledger } from './ledger.ts';

const PULL_TYPE = 'kubernetes.io/dockerconfigjson';
const NOT_FOR_PULLING = `type!=${PULL_TYPE},type!=kubernetes.io/dockercfg`;

const identity = (item: unknown): string[] => {
  const metadata = shapes.secrets(item)?.metadata;
  return metadata ? [`${metadata.namespace}/${metadata.name}`] : [];
};

/**
 * Reads Secrets of a namespace, or of all, as metadata, which does not hold their type; the server filters by type though. A Secret
 * that is in the list of the others gets type `other`, the rest are for pulling images (the old `dockercfg` counts as the new
 * spelling). `inTurn` keeps to one request at a time.
 */
export async function readPullSecrets(ledger: Ledger, namespace?: string, { inTurn = false } = {}): Promise<void> {
  const all: Query = { kind: 'secrets', ...(namespace && { namespace }) };
  const others: Query = { ...all, fieldSelector: NOT_FOR_PULLING };
  const asked = inTurn ? undefined : ledger.ask(others);
  const withType = async (read: ReadResult): Promise<unknown[]> => {
    const rest = await (asked ?? ledger.ask(others));
    if (rest.outcome !== 'read') {
      if (read.outcome === 'read') ledger.note(others, rest);
      return read.items;
    }
    const other = new Set(rest.items.flatMap(identity));
    return read.items.map((item) => {
      const [id] = identity(item);
      return id ? { ...(item as object), type: other.has(id) ? 'other' : PULL_TYPE } : item;
    });
  };
  await Promise.all([ledger.read(all, withType), asked]);
}
