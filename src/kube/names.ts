import type { Kind } from '../model/objects.ts';
import { pathOf, resources } from '../model/resources.ts';
import { list, obj, str } from '../model/shape.ts';
import { openSession } from './connect.ts';
import { readKubeconfig } from './kubeconfig-file.ts';
import type { ConnectOptions } from './options.ts';

/** More names than this help nobody who is typing one. */
const MOST = 500;
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

const answer = obj({ items: list(obj({ metadata: obj({ name: str }) })) });

/** The first names of a kind, by one request that is never repeated; throws when they cannot be had. */
export async function namesOf(kind: Kind, options: ConnectOptions): Promise<string[]> {
  const { session, target } = await openSession(options);
  const path = pathOf(kind, resources[kind].namespaced ? target.namespace : undefined);
  const got = await session.get(`${path}?limit=${MOST}`, METADATA, { retry: false });
  if (!got.ok || got.answer.status !== 200) return [];
  const items = answer(JSON.parse(got.answer.body))?.items ?? [];
  return items.flatMap(({ metadata }) => metadata?.name ?? []);
}

/** The names a kubeconfig holds; nothing is sent. */
export async function kubeconfigNames(
  of: 'contexts' | 'clusters' | 'users',
  { kubeconfig, env = process.env }: ConnectOptions,
): Promise<string[]> {
  return [...(await readKubeconfig(kubeconfig, env))[of].keys()];
}
