import { BlockList, isIP } from 'node:net';

type Env = Record<string, string | undefined>;

const family = (ip: string): 'ipv4' | 'ipv6' => (isIP(ip) === 6 ? 'ipv6' : 'ipv4');

function isLoopback(ip: string): boolean {
  const loopback = new BlockList(); // here, as most runs have no proxy and a list takes 1 ms to make
  loopback.addSubnet('127.0.0.0', 8);
  loopback.addAddress('::1', 'ipv6');
  return loopback.check(ip, family(ip));
}

function inSubnet(host: string, entry: string): boolean {
  const [net = '', bits = ''] = entry.split('/');
  if (
    !isIP(host) ||
    !isIP(net) ||
    isIP(net) !== isIP(host) ||
    !/^\d{1,3}$/.test(bits) ||
    Number(bits) > (isIP(net) === 6 ? 128 : 32)
  )
    return false;
  const list = new BlockList();
  list.addSubnet(net, Number(bits), family(net));
  return list.check(host, family(host));
}

function excepted(host: string, port: string, entry: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return inSubnet(host, entry);
  const [, name = entry, only] = /^(.*?)(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (only && only !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '').replace(/^\*/, '');
  return bare.startsWith('.') ? host.endsWith(bare) : host === bare || host.endsWith(`.${bare}`);
}

/**
 * The proxy for a server from HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as Go programs (kubectl) understand them:
 * never for this machine. Source: golang.org/x/net/http/httpproxy.
 */
export function proxyFor(server: string, env: Env): string | undefined {
  const url = new URL(server);
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const proxy = env[name] || env[name.toLowerCase()];
  if (!proxy || host === 'localhost' || (isIP(host) && isLoopback(host))) return undefined;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const exceptions = (env['NO_PROXY'] || env['no_proxy'] || '').toLowerCase().split(',');
  if (exceptions.some((entry) => entry.trim() && excepted(host, port, entry.trim()))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}
