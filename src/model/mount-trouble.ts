import type { Cluster } from './cluster.ts';
import { unboundClaims } from './claim-state.ts';
import { tellingOf, volumeErrors, type Told } from './mount-events.ts';
import type { MountProblem } from './mount-error.ts';
import type { Pod } from './objects.ts';
import { lastLife, volumesPassed } from './startup.ts';
import { fileRefsOf, lookUpFile, type FileRef } from './volume-config.ts';
import { sourceOf, volumeCalled, type VolumeSource } from './volume-source.ts';

/** One thing that is wrong with one volume. */
export interface Trouble {
  /** `appeared`: what the kubelet missed is there by now, so that its next attempt succeeds. */
  problem: MountProblem | 'appeared';
  /** What was told last; absent when only the look-up shows it. */
  told?: Told;
  source?: VolumeSource;
  file?: FileRef;
  key?: string;
  /** The claim behind it is not usable, which is a finding of its own. */
  claimUnbound: boolean;
}

const FILE_PROBLEM = /^(?:config-map|secret)(?:-key)?-missing$/;

/** The reference that «configmap "x" not found» or «references non-existent secret key: k» is about. */
function fileTold({ error, problem }: Told, refs: FileRef[]): { file: FileRef | undefined; key?: string } {
  const kind = problem.startsWith('secret') ? 'Secret' : 'ConfigMap';
  const of = refs.filter((ref) => ref.kind === kind);
  const key = /key: (\S+)/.exec(error)?.[1];
  if (key) return { file: of.find(({ keys }) => keys.includes(key)), key };
  const name = /"([^"]+)" (?:is )?not found/i.exec(error)?.[1];
  return { file: of.find((ref) => ref.name === name) };
}

function fromTold(pod: Pod, told: Told, source: VolumeSource | undefined, cluster: Cluster): Trouble {
  const about = { told, ...(source && { source }), claimUnbound: false };
  if (!FILE_PROBLEM.test(told.problem)) return { ...about, problem: told.problem };
  const refs = fileRefsOf(pod).filter(({ volume }) => !source || volume === source.volume);
  const { file, key } = fileTold(told, refs);
  if (!file) return { ...about, problem: told.problem, ...(key && { key }) };
  const now = lookUpFile(pod, file, cluster);
  const missing = file.kind === 'Secret' ? 'secret-missing' : 'config-map-missing';
  const found = { ...about, file, ...(key && { key }) };
  if (now.state === 'missing') return { ...found, problem: missing };
  const [lacking] = now.keys;
  if (now.state === 'key-missing' && lacking) return { ...found, problem: 'config-map-key-missing', key: lacking };
  if (now.state === 'there' || (told.problem === missing && cluster.find('secrets', pod.metadata.namespace, file.name)))
    return { ...found, problem: 'appeared' };
  return { ...found, problem: told.problem };
}

/** References that lead nowhere, whether or not an event has told so. */
function fromLookUp(pod: Pod, cluster: Cluster): Trouble[] {
  return fileRefsOf(pod).flatMap((file): Trouble[] => {
    const { state, keys } = lookUpFile(pod, file, cluster);
    if (state === 'missing')
      return [{ problem: file.kind === 'Secret' ? 'secret-missing' : 'config-map-missing', file, claimUnbound: false }];
    return keys.map((key) => ({ problem: 'config-map-key-missing' as const, file, key, claimUnbound: false }));
  });
}

const identity = ({ problem, source, file, key }: Trouble): string =>
  file ? [problem, file.kind, file.name, key].join('|') : [problem, source?.volume].join('|');

/** All that is known to be wrong with the volumes of a pod whose containers have not started. */
export function volumeTroubles(pod: Pod, cluster: Cluster): Trouble[] {
  const sources = (pod.spec?.volumes ?? []).map((volume) => sourceOf(pod, volume, cluster));
  const errors = volumeErrors(pod, cluster);
  const byVolume = Map.groupBy(
    errors.flatMap((told) => (told.names.length > 0 ? told.names : ['']).map((name) => ({ name, told }))),
    ({ name }) => volumeCalled(name, sources)?.volume ?? name,
  );
  const told = [...byVolume].flatMap(([name, list]) =>
    tellingOf(list.map((entry) => entry.told)).map((one) => fromTold(pod, one, volumeCalled(name, sources), cluster)),
  );
  const looked = volumesPassed(pod, cluster) <= lastLife(pod) ? fromLookUp(pod, cluster) : [];
  const troubles = [...new Map([...looked, ...told].map((trouble) => [identity(trouble), trouble])).values()];
  const unbound = new Set(unboundClaims(pod, cluster).map(({ volume }) => volume));
  return troubles.map((trouble) => ({ ...trouble, claimUnbound: unbound.has(trouble.source?.volume ?? '') }));
}
