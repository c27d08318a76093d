import { X509Certificate } from 'node:crypto';
import type { Credentials } from './credentials.ts';
import type { Expired } from './errors.ts';

const expired = (what: string, zh: string, at: Date): Expired => {
  const when = at.toISOString().replace('.000Z', 'Z');
  return { what: { en: `${what} expired at ${when}`, zh: `${zh}已于 ${when} 过期` } };
};

function jwtExpiry(token: string): Date | undefined {
  try {
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      exp?: unknown;
    } | null;
    return typeof payload?.exp === 'number' ? new Date(payload.exp * 1000) : undefined;
  } catch {
    return undefined; // an opaque token tells nothing
  }
}

/** Whether our own token or certificate had run out by the given time: the usual reason for a 401. */
export function expiredBy(now: number, { headers, tls }: Credentials): Expired {
  const token = /^Bearer (.+)$/.exec(String(headers['Authorization'] ?? ''))?.[1];
  const tokenEnd = token && jwtExpiry(token);
  if (tokenEnd && tokenEnd.getTime() <= now) return expired('the token', 'token ', tokenEnd);
  if (!tls.cert || token) return undefined;
  try {
    const certificateEnd = new Date(new X509Certificate(tls.cert).validTo);
    return certificateEnd.getTime() <= now
      ? expired('the client certificate', '客户端证书', certificateEnd)
      : undefined;
  } catch {
    return undefined;
  }
}
