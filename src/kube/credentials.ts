import { readFileSync } from 'node:fs';
import type { Agent, OutgoingHttpHeaders } from 'node:http';
import tlsModule from 'node:tls';
import type { KubeConfig } from '@kubernetes/client-node/dist/config.js';
import { DoctorError } from '../model/error.ts';
import { redactText } from '../model/redact.ts';
import type { Text } from '../model/text.ts';
import type { UserEntry } from './kubeconfig-file.ts';
import { proxyFor } from './proxy.ts';
import type { Target } from './target.ts';

/** What TLS needs to know. */
export interface TlsOptions {
  ca?: Buffer;
  cert?: Buffer | string;
  key?: Buffer | string;
  servername?: string;
  rejectUnauthorized?: boolean;
}

/** How one identity is shown to the server. */
export interface Credentials {
  headers: OutgoingHttpHeaders;
  tls: TlsOptions;
  /** The agent to use when a proxy stands in between. */
  agent?: Agent;
  /** Ask again after this time (milliseconds since the epoch). */
  expires: number;
}

/** What credentials depend on besides the kubeconfig. */
export interface Surroundings {
  env: Record<string, string | undefined>;
  now: () => number;
}

/** A kubelet rotates service account tokens; client-go reads the file again once a minute. */
const TOKEN_FILE_LIFE = 60_000;

function fileOrData(file: string | undefined, data: string | undefined, what: Text): Buffer | undefined {
  if (data) return Buffer.from(data, 'base64'); // client-go prefers the data when both are there
  if (!file) return undefined;
  try {
    return readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DoctorError(
      'kubeconfig',
      {
        en: `cannot read the ${what.en} ${file}: ${code ?? message}`,
        zh: `无法读取${what.zh} ${file}：${code ?? message}`,
      },
      {
        hint: {
          en: 'the kubeconfig names this file; correct the path or fetch the kubeconfig again',
          zh: 'kubeconfig 引用了该文件；请修正路径或重新获取 kubeconfig',
        },
        cause: error,
      },
    );
  }
}

function tlsOf({ cluster, user }: Target): TlsOptions {
  const ca = fileOrData(cluster['certificate-authority'], cluster['certificate-authority-data'], {
    en: 'certificate authority',
    zh: 'CA 证书',
  });
  const cert = fileOrData(user['client-certificate'], user['client-certificate-data'], {
    en: 'client certificate',
    zh: '客户端证书',
  });
  const key = fileOrData(user['client-key'], user['client-key-data'], { en: 'client key', zh: '客户端私钥' });
  const servername = cluster['tls-server-name'];
  return {
    ...(ca && { ca }),
    ...(cert && { cert }),
    ...(key && { key }),
    ...(servername && { servername }),
    ...(cluster['insecure-skip-tls-verify'] && { rejectUnauthorized: false }),
  };
}

function impersonation(user: UserEntry): OutgoingHttpHeaders {
  if (!user.as) return {};
  const extra = Object.entries(user['as-user-extra'] ?? {}).map(([key, values]) => [
    `Impersonate-Extra-${encodeURIComponent(key)}`,
    values,
  ]);
  return {
    'Impersonate-User': user.as,
    ...(user['as-uid'] && { 'Impersonate-Uid': user['as-uid'] }),
    ...(user['as-groups']?.length && { 'Impersonate-Group': user['as-groups'] }),
    ...(Object.fromEntries(extra) as OutgoingHttpHeaders),
  };
}

const bearer = (token: string): OutgoingHttpHeaders => ({ Authorization: `Bearer ${token.trim()}` });

const base64 = (buffer: Buffer | undefined): string | undefined => buffer?.toString('base64');

/** The target in client-node's words. */
function asClientNode(target: Target, proxyUrl: string | undefined): Parameters<KubeConfig['loadFromClusterAndUser']> {
  const { cluster, user, server } = target;
  const tls = tlsOf(target);
  const [ca, cert, key] = [tls.ca, tls.cert as Buffer | undefined, tls.key as Buffer | undefined].map(base64);
  return [
    {
      name: 'cluster',
      server,
      // client-node refuses plain http unless told not to verify what cannot be verified there
      skipTLSVerify: Boolean(cluster['insecure-skip-tls-verify']) || server.startsWith('http:'),
      ...(ca && { caData: ca }),
      ...(proxyUrl && { proxyUrl }),
      ...(cluster['tls-server-name'] && { tlsServerName: cluster['tls-server-name'] }),
    },
    {
      name: target.userName ?? 'user',
      ...(cert && { certData: cert }),
      ...(key && { keyData: key }),
      ...(user['auth-provider'] && { authProvider: user['auth-provider'] }),
    },
  ];
}

/** client-node knows proxies and the older auth providers (OIDC), and is slow to load: only who needs these waits for it. */
async function viaClientNode(
  target: Target,
  proxyUrl: string | undefined,
): Promise<{ headers: OutgoingHttpHeaders; agent?: Agent }> {
  const client = await import('@kubernetes/client-node/dist/config.js');
  const config = new client.KubeConfig();
  config.loadFromClusterAndUser(...asClientNode(target, proxyUrl));
  const applied: { headers?: OutgoingHttpHeaders; agent?: Agent } = {};
  const provider = target.user['auth-provider']?.name;
  try {
    await config.applyToHTTPSOptions(applied as Parameters<typeof config.applyToHTTPSOptions>[0]);
  } catch (error) {
    const what = redactText(`${provider ?? proxyUrl ?? ''}: ${(error as Error).message}`);
    throw new DoctorError(
      provider ? 'unauthorized' : 'kubeconfig',
      { en: what, zh: what },
      { hint: { en: 'log in again, or correct the kubeconfig', zh: '请重新登录，或修正 kubeconfig' }, cause: error },
    );
  }
  const { headers = {}, agent } = applied;
  return { headers, ...(proxyUrl && agent && { agent }) };
}

/** `unused`: no cluster so far needs the public roots, and Node has none; `needed`: some cluster does, so they stay. */
let publicRoots: 'untouched' | 'unused' | 'needed' = 'untouched';

/** Node parses the 150 public roots it ships (7 ms) even where a CA of the cluster's own takes their place: only if a cluster needs them. */
function settlePublicRoots(needed: boolean): void {
  if (publicRoots === 'needed') return;
  const { getCACertificates, setDefaultCACertificates } = tlsModule;
  if (needed && publicRoots === 'unused')
    setDefaultCACertificates([...getCACertificates('bundled'), ...getCACertificates('extra')]);
  if (!needed) setDefaultCACertificates([]);
  publicRoots = needed ? 'needed' : 'unused';
}

async function identity(
  target: Target,
  { env, now }: Surroundings,
): Promise<{ headers: OutgoingHttpHeaders; tls?: TlsOptions; expires: number }> {
  const { user, cluster } = target;
  if (user.tokenFile) {
    const token = fileOrData(user.tokenFile, undefined, { en: 'token file', zh: 'token 文件' });
    return { headers: bearer(token?.toString('utf8') ?? ''), expires: now() + TOKEN_FILE_LIFE };
  }
  if (user.token) return { headers: bearer(user.token), expires: Infinity };
  if (user.username !== undefined) {
    const pair = Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64');
    return { headers: { Authorization: `Basic ${pair}` }, expires: Infinity };
  }
  if (user.exec) {
    const { execCredential } = await import('./exec.ts'); // most users have no plugin, and none of what runs one
    const { token, certificate, key, expires = Infinity } = await execCredential(user.exec, cluster, env);
    return {
      headers: token ? bearer(token) : {},
      ...(certificate && key && { tls: { cert: certificate, key } }),
      expires,
    };
  }
  return { headers: {}, expires: Infinity };
}

/** The credentials of a target, asked from files, plugins and providers now. */
export async function credentialsOf(target: Target, around: Surroundings): Promise<Credentials> {
  const { env, now } = around;
  const proxy = target.cluster['proxy-url'] ?? proxyFor(target.server, env);
  const { headers, tls, expires } = await identity(target, around);
  const needsClientNode = proxy || (target.user['auth-provider'] && !headers['Authorization']);
  const { headers: more, agent } = needsClientNode
    ? await viaClientNode(target, proxy)
    : { headers: {}, agent: undefined };
  const ownTls = tlsOf(target);
  settlePublicRoots(!ownTls.ca || Boolean(needsClientNode));
  return {
    headers: { ...more, ...headers, ...impersonation(target.user) },
    tls: { ...ownTls, ...tls },
    ...(agent && { agent }),
    expires: needsClientNode && target.user['auth-provider'] ? now() + TOKEN_FILE_LIFE : expires,
  };
}
