import type { Agent, IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Credentials } from './credentials.ts';
import type { RequestTrace } from './options.ts';

// An import of node:http touches every export of it, and one of them loads all of fetch: 25 ms that nothing here uses.
const http = process.getBuiltinModule('node:http');
const https = process.getBuiltinModule('node:https');

/** A whole answer. */
export interface Answer {
  status: number;
  contentType: string;
  /** The server's clock, RFC 1123. */
  date: string | undefined;
  retryAfter: string | undefined;
  location: string | undefined;
  body: string;
}

/** One request. */
export interface Request {
  path: string;
  accept: string;
  /** Longest time until the whole answer is here, in milliseconds. */
  timeout: number;
}

/** How many requests are on the wire at once; the rest wait in line. */
const AT_ONCE = 8;
/** Longest wait for a connection and TLS, so that a dead address is told within seconds. */
const CONNECT_TIMEOUT = 10_000;
/** An answer larger than this cannot be a page of 500 objects (etcd holds at most 1.5 MB of each). */
const LARGEST = 1_000_000_000;

class TimedOut extends Error {
  readonly code = 'ETIMEDOUT';
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const take = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > LARGEST) throw new Error(`the answer is larger than ${LARGEST} bytes`);
    chunks.push(chunk);
  };
  const sink = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) take(chunk);
  };
  if (response.headers['content-encoding'] === 'gzip') {
    const { createGunzip } = await import('node:zlib');
    await pipeline(response, createGunzip(), sink);
  } else {
    await pipeline(response, sink);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Sends GET requests to one server over a few kept connections. */
export class HttpClient {
  readonly #base: URL;
  readonly #agent: Agent;
  readonly #onRequest: ((trace: RequestTrace) => void) | undefined;

  constructor(server: string, onRequest?: (trace: RequestTrace) => void) {
    this.#base = new URL(server);
    const options = { keepAlive: true, maxSockets: AT_ONCE, scheduling: 'lifo' as const };
    this.#agent = this.#base.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
    this.#onRequest = onRequest;
  }

  /** The answer, whatever its status; throws what Node throws when there is none. */
  async get(request: Request, credentials: Credentials): Promise<Answer> {
    const start = performance.now();
    let status: number | string = 'failed';
    try {
      const answer = await this.#send(request, credentials);
      status = answer.status;
      return answer;
    } catch (error) {
      status = (error as NodeJS.ErrnoException).code ?? status;
      throw error;
    } finally {
      this.#onRequest?.({
        method: 'GET',
        path: request.path,
        status,
        milliseconds: Math.round(performance.now() - start),
      });
    }
  }

  #send({ path, accept, timeout }: Request, { headers, tls, agent }: Credentials): Promise<Answer> {
    const { protocol, hostname, port, pathname } = this.#base;
    if (agent) Object.assign(agent, { keepAlive: true, maxSockets: AT_ONCE });
    return new Promise((resolve, reject) => {
      const request = (protocol === 'https:' ? https : http).request({
        protocol,
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port: port || undefined,
        path: `${pathname.replace(/\/$/, '')}${path}`,
        headers: { Accept: accept, 'Accept-Encoding': 'gzip', 'User-Agent': 'k8sdoctor', ...headers },
        agent: agent ?? this.#agent,
        ...tls,
      });
      const giveUp = (what: string) => request.destroy(new TimedOut(what));
      const whole = setTimeout(giveUp, timeout, `no answer within ${timeout / 1000} s`);
      let connecting: NodeJS.Timeout | undefined;
      const done = (): void => {
        clearTimeout(whole);
        clearTimeout(connecting);
      };
      request.on('socket', (socket) => {
        if (!socket.connecting) return;
        connecting = setTimeout(giveUp, Math.min(timeout, CONNECT_TIMEOUT), 'no connection');
        socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', () => clearTimeout(connecting));
      });
      request.on('error', (error) => {
        done();
        reject(error);
      });
      request.on('response', (response) => {
        clearTimeout(connecting);
        const { 'content-type': contentType = '', date, 'retry-after': retryAfter, location } = response.headers;
        bodyOf(response)
          .then(
            (body) => resolve({ status: response.statusCode ?? 0, contentType, date, retryAfter, location, body }),
            reject,
          )
          .finally(done);
      });
      request.end();
    });
  }
}
