import { existsSync, readFileSync } from 'node:fs';
import { DoctorError } from '../model/error.ts';
import { nearest } from '../model/near.ts';
import type { Text } from '../model/text.ts';
import { readKubeconfig, type ClusterEntry, type KubeConfig, type UserEntry } from './kubeconfig-file.ts';
import type { ConnectOptions } from './options.ts';

/** One cluster and one identity: what a kubeconfig and the flags come to. */
export interface Target {
  server: string;
  context: string | undefined;
  userName: string | undefined;
  namespace: string;
  cluster: ClusterEntry;
  user: UserEntry;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

function missing(what: Text, name: string, names: Iterable<string>, { files }: KubeConfig): DoctorError {
  const all = [...names];
  const near = nearest(name, all);
  const shown = near.length > 0 ? near : all.slice(0, 5);
  const where = files.join(', ');
  return new DoctorError(
    'kubeconfig',
    {
      en: `no ${what.en} ${name}${where ? ` in ${where}` : ''}`,
      zh: `${where ? `${where} 中` : ''}没有${what.zh} ${name}`,
    },
    {
      hint:
        shown.length > 0
          ? { en: `there is: ${shown.join(', ')}`, zh: `现有：${shown.join('、')}` }
          : { en: 'kubectl config view shows what is configured', zh: 'kubectl config view 可查看现有配置' },
    },
  );
}

const CONTEXT: Text = { en: 'context', zh: '上下文' };
const CLUSTER: Text = { en: 'cluster', zh: '集群' };
const USER: Text = { en: 'user', zh: '用户' };

/** Inside a pod without a kubeconfig: the service account, as kubectl does it. */
function inCluster(
  env: Record<string, string | undefined>,
  folder: string,
): { cluster: ClusterEntry; user: UserEntry; namespace: string } | undefined {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  if (!host || !port || !existsSync(`${folder}/token`)) return undefined;
  const namespaceFile = `${folder}/namespace`;
  return {
    cluster: {
      server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
      'certificate-authority': `${folder}/ca.crt`,
    },
    user: { tokenFile: `${folder}/token` },
    namespace: env['POD_NAMESPACE'] ?? (existsSync(namespaceFile) ? readFileSync(namespaceFile, 'utf8').trim() : ''),
  };
}

function noCluster(config: KubeConfig, env: Record<string, string | undefined>): DoctorError {
  const places = config.files.length > 0 ? config.files.join(', ') : (env['KUBECONFIG'] ?? '~/.kube/config');
  return config.contexts.size > 0
    ? new DoctorError(
        'kubeconfig',
        { en: `${places}: no current context is set`, zh: `${places}：没有设置当前上下文` },
        {
          hint: {
            en: `choose one with --context: ${[...config.contexts.keys()].slice(0, 5).join(', ')}`,
            zh: `请用 --context 指定：${[...config.contexts.keys()].slice(0, 5).join('、')}`,
          },
        },
      )
    : new DoctorError(
        'kubeconfig',
        { en: `no cluster is configured (looked at ${places})`, zh: `没有配置任何集群（已查看 ${places}）` },
        {
          hint: {
            en: 'give --kubeconfig, set KUBECONFIG, or read a recording with --from',
            zh: '请指定 --kubeconfig 或设置 KUBECONFIG，也可用 --from 读取录制内容',
          },
        },
      );
}

function pick<T>(
  entries: Map<string, T>,
  flag: string | undefined,
  named: string | undefined,
  what: Text,
  config: KubeConfig,
): T | undefined {
  const name = flag ?? named;
  if (!name) return undefined;
  const entry = entries.get(name);
  if (!entry) throw missing(what, name, entries.keys(), config);
  return entry;
}

/** The flags on top of the cluster's entry. Source: client-go tools/clientcmd/client_config.go, getCluster. */
function overridden(cluster: ClusterEntry, options: ConnectOptions): ClusterEntry {
  const result = { ...cluster };
  if (options.server) {
    result.server = options.server;
    delete result['tls-server-name'];
  }
  if (options.insecureSkipTlsVerify) {
    result['insecure-skip-tls-verify'] = true;
    delete result['certificate-authority'];
    delete result['certificate-authority-data'];
  }
  return result;
}

function impersonating(user: UserEntry, { as, asGroup, asUid, token }: ConnectOptions): UserEntry {
  if ((asGroup?.length || asUid) && !as && !user.as) {
    throw new DoctorError(
      'usage',
      { en: '--as-group needs --as', zh: '--as-group 需要同时指定 --as' },
      { hint: { en: 'name the user to impersonate with --as', zh: '请用 --as 指定要模拟的用户' } },
    );
  }
  const result = { ...user };
  if (token) {
    result.token = token;
    delete result.tokenFile;
    delete result.exec;
    delete result['auth-provider'];
  }
  if (as) result.as = as;
  if (asGroup?.length) result['as-groups'] = asGroup;
  if (asUid) result['as-uid'] = asUid;
  return result;
}

function checked(server: string, context: string | undefined): string {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(server) ? server : `http://${server}`; // client-go rest/url_utils.go: no scheme is http
  if (!URL.canParse(full) || !/^https?:/i.test(full)) {
    const of = context ? ` (context ${context})` : '';
    throw new DoctorError(
      'kubeconfig',
      { en: `server ${server}${of} is not an http(s) address`, zh: `服务器 ${server}${of} 不是 http(s) 地址` },
      { hint: { en: 'write https://HOST:PORT', zh: '请写成 https://主机:端口' } },
    );
  }
  return full.replace(/\/+$/, '');
}

/** Where to connect and as whom, from flags, kubeconfig files or the pod's service account, by kubectl's rules. */
export async function findTarget(options: ConnectOptions): Promise<Target> {
  const env = options.env ?? process.env;
  const config = await readKubeconfig(options.kubeconfig, env);
  const contextName = options.context ?? config.currentContext;
  const context = contextName ? config.contexts.get(contextName) : undefined;
  if (contextName && !context) throw missing(CONTEXT, contextName, config.contexts.keys(), config);
  const pod =
    config.contexts.size + config.clusters.size === 0 && !options.server
      ? inCluster(env, options.serviceAccount ?? SERVICE_ACCOUNT)
      : undefined;
  const cluster = overridden(
    pod?.cluster ?? pick(config.clusters, options.cluster, context?.cluster, CLUSTER, config) ?? {},
    options,
  );
  const user = impersonating(pod?.user ?? pick(config.users, options.user, context?.user, USER, config) ?? {}, options);
  if (!cluster.server) throw noCluster(config, env);
  return {
    server: checked(cluster.server, contextName),
    context: contextName,
    userName: options.user ?? context?.user,
    namespace: options.namespace || context?.namespace || pod?.namespace || 'default',
    cluster,
    user,
  };
}
