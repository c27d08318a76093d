import { DoctorError, type ErrorCode } from '../model/error.ts';
import type { Text } from '../model/text.ts';

/** Where requests go, as errors name it. */
export interface Place {
  server: string;
  context: string | undefined;
  /** The proxy in between, without its password. */
  proxy?: string;
}

/** A failed connection, before any HTTP answer; `code` is Node's or OpenSSL's. */
export interface Failure {
  code: string;
  message: string;
}

/** What Node, OpenSSL or we call the failure of a request. */
export function failureOf(error: unknown): Failure {
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: unknown[] };
  if (Array.isArray(errors) && errors.length > 0 && !message) return failureOf(errors.at(-1)); // AggregateError of several addresses
  return { code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : String(error) };
}

const CHECK_SERVER: Text = {
  en: 'check the server address: kubectl config view --minify',
  zh: '请检查服务器地址：kubectl config view --minify',
};

/** First match wins; the pattern is tried on `code message`. Remedies name the field of the kubeconfig or the flag. */
const REMEDIES: [RegExp, Text, Text][] = [
  [
    /Bad response: \d+|Proxy|SocksClient|Socks5/,
    { en: 'the proxy does not let us through', zh: '代理拒绝转发' },
    {
      en: 'check proxy-url in the kubeconfig, HTTPS_PROXY and NO_PROXY',
      zh: '请检查 kubeconfig 中的 proxy-url 以及 HTTPS_PROXY、NO_PROXY',
    },
  ],
  [
    /ECONNREFUSED/,
    { en: 'connection refused', zh: '连接被拒绝' },
    {
      en: 'nothing listens there: is the API server (or the tunnel to it) running? kubectl config get-contexts shows other clusters',
      zh: '该地址没有服务在监听：API server（或到它的隧道）是否在运行？kubectl config get-contexts 可查看其他集群',
    },
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    { en: 'the host name cannot be resolved', zh: '无法解析主机名' },
    {
      en: 'check DNS, the VPN and the server address in the kubeconfig',
      zh: '请检查 DNS、VPN 以及 kubeconfig 中的服务器地址',
    },
  ],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN/,
    { en: 'no answer', zh: '没有响应' },
    {
      en: 'check the VPN, the firewall and the server address; --request-timeout allows more time',
      zh: '请检查 VPN、防火墙和服务器地址；可用 --request-timeout 延长等待时间',
    },
  ],
  [
    /CERT_HAS_EXPIRED|certificate has expired/,
    { en: "the server's certificate has expired", zh: '服务器证书已过期' },
    {
      en: 'renew it on the control plane (kubeadm: kubeadm certs check-expiration), or check this machine’s clock',
      zh: '请在控制平面上续签（kubeadm：kubeadm certs check-expiration），或检查本机时钟',
    },
  ],
  [
    /CERT_NOT_YET_VALID/,
    { en: "the server's certificate is not valid yet", zh: '服务器证书尚未生效' },
    { en: 'check the clock of this machine and of the server', zh: '请检查本机和服务器的时钟' },
  ],
  [
    /ERR_TLS_CERT_ALTNAME_INVALID/,
    { en: "the server's certificate is for other names", zh: '服务器证书不包含该主机名' },
    {
      en: 'use a server address the certificate names, or set tls-server-name in the kubeconfig',
      zh: '请使用证书中包含的地址，或在 kubeconfig 中设置 tls-server-name',
    },
  ],
  [
    /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET)|CERT_UNTRUSTED|CERT_SIGNATURE_FAILURE|INVALID_CA/,
    { en: "the server's certificate is signed by an unknown authority", zh: '服务器证书由未知的 CA 签发' },
    {
      en: 'the cluster may have been rebuilt: fetch its kubeconfig again, or set certificate-authority; --insecure-skip-tls-verify skips the check',
      zh: '集群可能已重建：请重新获取 kubeconfig，或设置 certificate-authority；--insecure-skip-tls-verify 可跳过校验',
    },
  ],
  [
    /ALERT_(?:CERTIFICATE|BAD_CERTIFICATE|UNKNOWN_CA|HANDSHAKE)|_ALERT_/,
    { en: 'the server refuses our client certificate', zh: '服务器拒绝了客户端证书' },
    {
      en: 'the client certificate is expired or from another cluster: fetch the kubeconfig again',
      zh: '客户端证书已过期或属于其他集群：请重新获取 kubeconfig',
    },
  ],
  [
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|EPROTO|HTTP_REQUEST/,
    { en: 'the server does not speak TLS', zh: '服务器未使用 TLS' },
    {
      en: 'the address may need http:// instead of https:// (kubectl proxy does), or the port is another service',
      zh: '该地址可能应使用 http:// 而不是 https://（如 kubectl proxy），或端口属于其他服务',
    },
  ],
  [
    /HPE_/,
    { en: 'the answer is not HTTP', zh: '响应不是 HTTP' },
    {
      en: 'the address may need https:// instead of http://, or the port is another service',
      zh: '该地址可能应使用 https:// 而不是 http://，或端口属于其他服务',
    },
  ],
  [
    /ECONNRESET|EPIPE|socket hang up|aborted/,
    { en: 'the connection was cut', zh: '连接被中断' },
    {
      en: 'the server, a proxy or a load balancer closed it; an https:// server under an http:// address does so too',
      zh: '服务器、代理或负载均衡器关闭了连接；用 http:// 访问 https:// 服务也会如此',
    },
  ],
];

/** The words for a failed connection, and the remedy. */
export function wordsFor({ code, message }: Failure): { what: Text; hint: Text } {
  const known = REMEDIES.find(([pattern]) => pattern.test(`${code} ${message}`));
  if (known) return { what: known[1], hint: known[2] };
  const line = message.split('\n')[0] || code;
  return { what: { en: line, zh: line }, hint: CHECK_SERVER };
}

function where({ server, context, proxy }: Place): Text {
  const en = [context && `context ${context}`, proxy && `through proxy ${proxy}`].filter(Boolean).join(', ');
  const zh = [context && `上下文 ${context}`, proxy && `经代理 ${proxy}`].filter(Boolean).join('，');
  return { en: en ? `${server} (${en})` : server, zh: zh ? `${server}（${zh}）` : server };
}

/** Latin letters are set apart from Chinese ones; a bracket needs no blank. */
const apart = (zh: string): string => (zh.endsWith('）') ? zh : `${zh} `);

/** What OpenSSL and Node say of certificates, keys and tokens they cannot use, before anything is sent. */
const UNUSABLE = /^ERR_(?:OSSL|CRYPTO|INVALID_CHAR|TLS_INVALID|SSL_(?:NO|KEY|CA|EE))|KEY_VALUES_MISMATCH|PEM|asn1/i;

function unusable(place: Place, { code, message }: Failure, cause: unknown): DoctorError {
  const at = where(place);
  const why =
    code === 'ERR_INVALID_CHAR'
      ? 'the token holds characters that no header may hold'
      : (message.split('\n')[0] ?? code);
  return new DoctorError(
    'kubeconfig',
    { en: `the credentials for ${at.en} cannot be used: ${why}`, zh: `${apart(at.zh)}的凭据无法使用：${why}` },
    {
      hint: {
        en: 'certificate, key or token in the kubeconfig is damaged or they do not belong together: fetch it again',
        zh: 'kubeconfig 中的证书、私钥或 token 已损坏或不匹配：请重新获取',
      },
      cause,
    },
  );
}

/** No connection to the API server: what is wrong with it, and what helps. */
export function unreachable(place: Place, cause: unknown): DoctorError {
  const failure = failureOf(cause);
  if (UNUSABLE.test(failure.code)) return unusable(place, failure, cause);
  const { what, hint } = wordsFor(failure);
  const at = where(place);
  return new DoctorError(
    'unreachable',
    { en: `cannot reach the API server ${at.en}: ${what.en}`, zh: `无法连接 API server ${at.zh}：${what.zh}` },
    { hint, cause },
  );
}

/** Why a 401 came, as far as our own credentials tell it. */
export type Expired = { what: Text } | undefined;

/** The server does not know who we are. */
export function unauthorized(place: Place, user: string | undefined, expired: Expired): DoctorError {
  const at = where(place);
  const who = user ? { en: `user ${user}`, zh: `用户 ${user}` } : { en: 'our credentials', zh: '当前凭据' };
  return new DoctorError(
    'unauthorized',
    {
      en: `${at.en} does not accept ${who.en}: ${expired?.what.en ?? 'Unauthorized (401)'}`,
      zh: `${apart(at.zh)}不接受${who.zh}：${expired?.what.zh ?? '未授权（401）'}`,
    },
    {
      hint: {
        en: 'the login has expired or belongs to another cluster: log in again (or fetch the kubeconfig again), then: kubectl auth whoami',
        zh: '登录已过期或属于其他集群：请重新登录（或重新获取 kubeconfig），再用 kubectl auth whoami 确认',
      },
    },
  );
}

/** Something answered, but not a Kubernetes API server, or not in one piece. */
export function notAnApiServer(place: Place, detail: Text, code: ErrorCode = 'server'): DoctorError {
  const at = where(place);
  return new DoctorError(
    code,
    {
      en: `${at.en} does not answer as a Kubernetes API server: ${detail.en}`,
      zh: `${apart(at.zh)}的响应不像 Kubernetes API server：${detail.zh}`,
    },
    {
      hint: {
        en: 'a proxy or a login page may stand in between: check the server address, HTTPS_PROXY and NO_PROXY',
        zh: '中间可能有代理或登录页：请检查服务器地址以及 HTTPS_PROXY、NO_PROXY',
      },
    },
  );
}
