import { readFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { DoctorError } from '../model/error.ts';
import { bool, list, map, obj, str, type Of } from '../model/shape.ts';

const cluster = obj({
  server: str,
  'certificate-authority': str,
  'certificate-authority-data': str,
  'insecure-skip-tls-verify': bool,
  'tls-server-name': str,
  'proxy-url': str,
});
const exec = obj({
  apiVersion: str,
  command: str,
  args: list(str),
  env: list(obj({ name: str, value: str })),
  installHint: str,
  interactiveMode: str,
  provideClusterInfo: bool,
});
const user = obj({
  'client-certificate': str,
  'client-certificate-data': str,
  'client-key': str,
  'client-key-data': str,
  token: str,
  tokenFile: str,
  username: str,
  password: str,
  as: str,
  'as-uid': str,
  'as-groups': list(str),
  'as-user-extra': map(list(str)),
  exec,
  'auth-provider': obj({ name: str, config: map(str) }),
});
const context = obj({ cluster: str, user: str, namespace: str });
const file = obj({
  'current-context': str,
  clusters: list(obj({ name: str, cluster })),
  users: list(obj({ name: str, user })),
  contexts: list(obj({ name: str, context })),
});

export type ClusterEntry = Of<typeof cluster>;
export type UserEntry = Of<typeof user>;
export type ContextEntry = Of<typeof context>;
export type ExecEntry = Of<typeof exec>;

/** All kubeconfig files as one, as kubectl merges them. */
export interface KubeConfig {
  /** The files that were read. */
  files: string[];
  currentContext: string | undefined;
  clusters: Map<string, ClusterEntry>;
  users: Map<string, UserEntry>;
  contexts: Map<string, ContextEntry>;
}

type Env = Record<string, string | undefined>;

/** The files kubectl would read, and whether each must exist. Source: client-go tools/clientcmd/loader.go. */
export function kubeconfigPaths(explicit: string | undefined, env: Env): { paths: string[]; required: boolean } {
  if (explicit) return { paths: [explicit], required: true };
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter(Boolean);
  if (listed.length > 0) return { paths: [...new Set(listed)], required: false };
  const home = env['HOME'] ?? env['USERPROFILE'];
  return { paths: home ? [join(home, '.kube', 'config')] : [], required: false };
}

function unreadable(path: string, error: unknown): DoctorError {
  const { code, message } = error as NodeJS.ErrnoException;
  const why =
    code === 'ENOENT'
      ? { en: 'there is no such file', zh: '文件不存在' }
      : code === 'EACCES'
        ? { en: 'no permission to read it', zh: '没有读取权限' }
        : code === 'EISDIR'
          ? { en: 'it is a directory', zh: '这是一个目录' }
          : { en: message, zh: message };
  return new DoctorError(
    'kubeconfig',
    { en: `kubeconfig ${path}: ${why.en}`, zh: `kubeconfig ${path}：${why.zh}` },
    {
      hint: {
        en: 'give the right path with --kubeconfig or in KUBECONFIG',
        zh: '请用 --kubeconfig 或 KUBECONFIG 指定正确的路径',
      },
      cause: error,
    },
  );
}

async function parse(text: string, path: string): Promise<unknown> {
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      // flow-style YAML may begin like JSON
    }
  }
  const { CORE_SCHEMA, loadAll, mergeTag } = await import('js-yaml');
  try {
    return loadAll(text, { schema: CORE_SCHEMA.withTags(mergeTag) })[0]; // kubectl reads the first document
  } catch (error) {
    const { reason, mark } = error as { reason?: string; mark?: { line?: number } };
    const line = mark?.line === undefined ? undefined : mark.line + 1;
    throw new DoctorError(
      'kubeconfig',
      {
        en: `kubeconfig ${path}${line ? `, line ${line}` : ''}: not valid YAML (${reason ?? 'cannot be parsed'})`,
        zh: `kubeconfig ${path}${line ? ` 第 ${line} 行` : ''}：不是有效的 YAML（${reason ?? '无法解析'}）`,
      },
      { hint: { en: 'correct the file, or fetch it again', zh: '请修正该文件，或重新获取' }, cause: error },
    );
  }
}

/** Paths in a kubeconfig are relative to the file they stand in; a bare exec command is looked up in PATH. */
function absolute<T extends ClusterEntry | UserEntry>(entry: T, fields: (keyof T)[], base: string): T {
  const result = { ...entry };
  for (const field of fields) {
    const path = result[field];
    if (typeof path === 'string' && path && !isAbsolute(path)) result[field] = join(base, path) as T[keyof T];
  }
  return result;
}

function absoluteUser(entry: UserEntry, base: string): UserEntry {
  const result = absolute(entry, ['client-certificate', 'client-key', 'tokenFile'], base);
  const command = result.exec?.command;
  if (command && /[/\\]/.test(command) && !isAbsolute(command))
    result.exec = { ...result.exec, command: join(base, command) };
  return result;
}

function read(path: string, required: boolean): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!required && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; // as kubectl: KUBECONFIG may name what is not there
    throw unreadable(path, error);
  }
}

function put<T>(into: Map<string, T>, name: string | undefined, value: T | undefined): void {
  if (name && value && !into.has(name)) into.set(name, value);
}

/** Reads and merges the kubeconfig files: the first file that names a thing wins. */
export async function readKubeconfig(explicit: string | undefined, env: Env): Promise<KubeConfig> {
  const { paths, required } = kubeconfigPaths(explicit, env);
  const config: KubeConfig = {
    files: [],
    currentContext: undefined,
    clusters: new Map(),
    users: new Map(),
    contexts: new Map(),
  };
  for (const path of paths) {
    const text = read(path, required);
    if (text === undefined) continue;
    const parsed = await parse(text, path);
    const content = file(parsed ?? {});
    if (!content) {
      throw new DoctorError('kubeconfig', {
        en: `kubeconfig ${path}: not a kubeconfig (it holds no mapping)`,
        zh: `kubeconfig ${path}：不是 kubeconfig（内容不是映射）`,
      });
    }
    const base = dirname(resolve(path));
    config.files.push(path);
    config.currentContext ||= content['current-context'] || undefined;
    for (const { name, cluster: c } of content.clusters ?? [])
      put(config.clusters, name, c && absolute(c, ['certificate-authority'], base));
    for (const { name, user: u } of content.users ?? []) put(config.users, name, absoluteUser(u ?? {}, base));
    for (const { name, context: c } of content.contexts ?? []) put(config.contexts, name, c);
  }
  return config;
}
