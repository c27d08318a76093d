import { posix } from 'node:path';
import type { Pod } from './objects.ts';
import type { PodContainer } from './pod.ts';

const TOKEN_MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What is mounted where, without the token that every pod has: `/etc/app from config (subPath app.yaml)`. */
export const mountsOf = ({ spec }: PodContainer): string | null =>
  (spec.volumeMounts ?? [])
    .filter(({ mountPath }) => mountPath !== TOKEN_MOUNT)
    .map(
      ({ name, mountPath, subPath, readOnly }) =>
        `${mountPath} from ${name}${subPath ? ` (subPath ${subPath})` : ''}${readOnly ? ' read-only' : ''}`,
    )
    .join(', ') || null;

const folder = (path = ''): string => posix.normalize(`${path}/`);

/** Whether anything is mounted where client libraries look for the token of the ServiceAccount. */
export const hasToken = ({ spec }: PodContainer): boolean =>
  (spec.volumeMounts ?? []).some(({ mountPath }) => folder(TOKEN_MOUNT).startsWith(folder(mountPath)));

/** The innermost mount in which a program lies; nothing for a bare name, which is looked for in several directories. */
export function mountAround({ spec }: PodContainer, program: string) {
  const isAbsolute = program.startsWith('/');
  if (!program.includes('/') || (!isAbsolute && !spec.workingDir)) return undefined;
  const path = posix.join(isAbsolute ? '/' : (spec.workingDir ?? '/'), program);
  return (spec.volumeMounts ?? [])
    .filter(({ mountPath }) => path.startsWith(folder(mountPath)))
    .toSorted((a, b) => folder(a.mountPath).length - folder(b.mountPath).length)
    .at(-1);
}

const IS_DIRECTORY = /is ?a ?directory|\beisdir\b/i;

/**
 * The mount of one key of a ConfigMap or Secret that the container found to be a directory. Keys are files: kubelet makes a directory
 * for a subPath that is not there. Source: pkg/volume/util/subpath, SafeMakeDir.
 */
export function directoryMount({ spec: { volumes = [] } = {} }: Pod, { spec }: PodContainer, said: string) {
  const lines = said.split('\n').filter((line) => IS_DIRECTORY.test(line));
  for (const { name, mountPath, subPath } of spec.volumeMounts ?? []) {
    if (!subPath || !mountPath || !lines.some((line) => line.toLowerCase().includes(mountPath.toLowerCase()))) continue;
    const { configMap, secret } = volumes.find((volume) => volume.name === name) ?? {};
    const items = configMap?.items ?? secret?.items ?? [];
    if (items.some(({ path }) => path?.startsWith(`${subPath}/`))) continue; // a directory by intent
    const source = configMap ? `configmap/${configMap.name}` : secret && `secret/${secret.secretName}`;
    if (source) return { directoryMount: mountPath, subPath, keySource: source };
  }
  return { directoryMount: null, subPath: null, keySource: null };
}
