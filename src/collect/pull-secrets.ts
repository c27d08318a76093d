import { shapes } from '../model/objects.ts';
import type { Query, ReadResult } from '../model/reader.ts';
import type { Ledger } from './ledger.ts';

const PULL_TYPE = 'kubernetes.io/dockerconfigjson';
const NOT_FOR_PULLING = `type!=${PULL_TYPE},type!=kubernetes.io/dockercfg`;

/**
 * Reads the namespace's Secrets as metadata, which does not hold their type; the server filters by type though. A Secret that is
 * in the list of the others gets type `other`, the rest are for pulling images (the old `dockercfg` counts as the new spelling).
 */
export async function readPullSecrets(ledger: Ledger, namespace: string): Promise<void> {
  const others: Query = { kind: 'secrets', namespace, fieldSelector: NOT_FOR_PULLING };
  const asked = ledger.ask(others);
  const withType = async (all: ReadResult): Promise<unknown[]> => {
    const rest = await asked;
    if (rest.outcome !== 'read') {
      if (all.outcome === 'read') ledger.note(others, rest);
      return all.items;
    }
    const names = new Set(rest.items.flatMap((item) => shapes.secrets(item)?.metadata.name ?? []));
    return all.items.map((item) => {
      const secret = shapes.secrets(item);
      return secret ? { ...(item as object), type: names.has(secret.metadata.name) ? 'other' : PULL_TYPE } : item;
    });
  };
  await Promise.all([ledger.read({ kind: 'secrets', namespace }, withType), asked]);
}
