import http, { type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import tlsModule, { type SecureContext } from 'node:tls';
import type { Credentials, TlsOptions } from './credentials.ts';
import type { RequestTrace } from './options.ts';
import type { Stream } from './stream.ts';

/** A whole answer. */
export interface Answer {
  status: number;
  contentType: string;
  /** The server's clock, RFC 1123. */
  date: string | undefined;
  retryAfter: string | undefined;
  location: string | undefined;
  body: string;
  /** A body that is no text. */
  binary?: Buffer;
  /** Size of the body, unpacked. */
  bytes: number;
}

/** One request. */
export interface Request {
  path: string;
  accept: string;
  /** Longest time until the whole answer is here, in milliseconds. */
  timeout: number;
  /** What changes the cluster; absent: a GET. */
  change?: Change;
}

/** The part of a request that changes something. */
export interface Change {
  method: 'POST' | 'PATCH' | 'DELETE';
  contentType: string;
  body: string;
}

/** The content type of Kubernetes' protobuf. */
export const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** How many requests are on the wire at once; the rest wait in line. */
const AT_ONCE = 8;
/** Longest wait for a connection and TLS, so that a dead address is told within seconds. */
const CONNECT_TIMEOUT = 10_000;
/** An answer larger than this cannot be a page of 500 objects (etcd holds at most 1.5 MB of each). */
const LARGEST = 1_000_000_000;

const AGENT = { 'User-Agent': 'k8sdoctor' };

class TimedOut extends Error {
  readonly code = 'ETIMEDOUT';
}

/** All of a stream, by its events: a pipeline and an async iterator cost more than the short answers they would carry. */
function bytesOf(stream: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST) stream.destroy(new Error(`the answer is larger than ${LARGEST} bytes`));
      else chunks.push(chunk);
    });
    stream.once('end', () => {
      resolve(Buffer.concat(chunks));
      chunks.length = 0; // the kept connection holds on to its last listeners
    });
    stream.once('error', reject);
    // the connection broke in the middle; after `end` this changes nothing
    stream.once('close', () => reject(Object.assign(new Error('aborted'), { code: 'ECONNRESET' })));
  });
}

/** The smallest and largest room that is made at once for what is unpacked: what a packed answer says of its size may be wrong. */
const ROOM = [1 << 16, 1 << 26] as const;

/** Unpacks an answer into a buffer of the size that its last four bytes tell (RFC 1952, ISIZE), so that it need not be put together. */
async function unpacked(packed: Buffer): Promise<Buffer> {
  const { gunzip } = await import('node:zlib');
  const size = packed.length > 4 ? packed.readUInt32LE(packed.length - 4) : 0;
  const chunkSize = Math.min(Math.max(size + 64, ROOM[0]), ROOM[1]);
  return new Promise((resolve, reject) => {
    gunzip(packed, { chunkSize, maxOutputLength: LARGEST }, (error, plain) => (error ? reject(error) : resolve(plain)));
  });
}

async function bodyOf(response: IncomingMessage): Promise<Buffer> {
  const bytes = await bytesOf(response);
  return response.headers['content-encoding'] === 'gzip' ? unpacked(bytes) : bytes;
}

async function answerOf(response: IncomingMessage): Promise<Answer> {
  const { 'content-type': contentType = '', date, 'retry-after': retryAfter, location } = response.headers;
  const bytes = await bodyOf(response);
  const isText = !contentType.startsWith(PROTOBUF);
  return {
    status: response.statusCode ?? 0,
    contentType,
    date,
    retryAfter,
    location,
    body: isText ? bytes.toString('utf8') : '',
    ...(!isText && { binary: bytes }),
    bytes: bytes.length,
  };
}

/** Ends a request that takes too long to connect or to be answered whole; call the result when it has ended. */
function limitTime(request: ClientRequest, timeout: number, secure: boolean): () => void {
  const giveUp = (what: string) => request.destroy(new TimedOut(what));
  const whole = setTimeout(giveUp, timeout, `no answer within ${Math.ceil(timeout / 100) / 10} s`);
  let connecting: NodeJS.Timeout | undefined;
  request.on('socket', (socket) => {
    if (!socket.connecting) return;
    connecting = setTimeout(giveUp, Math.min(timeout, CONNECT_TIMEOUT), 'no connection');
    socket.once(secure ? 'secureConnect' : 'connect', () => clearTimeout(connecting));
  });
  return () => {
    clearTimeout(whole);
    clearTimeout(connecting);
  };
}

/** Sends requests to one server over a few kept connections. */
export class HttpClient {
  readonly #base: URL;
  readonly #agent: Agent;
  readonly #onRequest: ((trace: RequestTrace) => void) | undefined;

  /** Agents of proxies that hold no more connections than ours. */
  readonly #bounded = new WeakSet<Agent>();
  readonly #contexts = new WeakMap<TlsOptions, SecureContext>();

  constructor(server: string, onRequest?: (trace: RequestTrace) => void) {
    this.#base = new URL(server);
    const options = { keepAlive: true, maxSockets: AT_ONCE, scheduling: 'lifo' as const };
    this.#agent = this.#base.protocol === 'https:' ? new https.Agent(options) : new http.Agent(options);
    this.#onRequest = onRequest;
  }

  /** The answer, whatever its status; throws what Node throws when there is none. */
  async send(request: Request, credentials: Credentials): Promise<Answer> {
    return this.#told(request, () => this.#send(request, credentials));
  }

  /** An answer that goes on and on, line by line; resolves when the server has ended it. */
  async stream(request: Stream, { headers, tls, agent }: Credentials): Promise<Answer> {
    const { stream } = await import('./stream.ts');
    const wire = { ...this.#wire(request.path, tls), headers: { Accept: request.accept, ...AGENT, ...headers } };
    return this.#told(request, () => stream(request, wire, agent ?? this.#agent));
  }

  async #told(request: { path: string; change?: Change }, send: () => Promise<Answer>): Promise<Answer> {
    const start = performance.now();
    let status: number | string = 'failed';
    let bytes = 0;
    try {
      const answer = await send();
      ({ status, bytes } = answer);
      return answer;
    } catch (error) {
      status = (error as NodeJS.ErrnoException).code ?? status;
      throw error;
    } finally {
      this.#onRequest?.({
        method: request.change?.method ?? 'GET',
        path: request.path,
        status,
        milliseconds: Math.round(performance.now() - start),
        bytes,
      });
    }
  }

  /** Certificates are parsed once, not for every connection. */
  #contextOf(tls: TlsOptions): SecureContext {
    let context = this.#contexts.get(tls);
    if (!context) this.#contexts.set(tls, (context = tlsModule.createSecureContext(tls)));
    return context;
  }

  /** Where a path is, and how the connection to it is secured. */
  #wire(path: string, tls: TlsOptions) {
    const { protocol, hostname, port, pathname } = this.#base;
    return {
      protocol,
      hostname: hostname.replace(/^\[|\]$/g, ''),
      port: port || undefined,
      path: `${pathname.replace(/\/$/, '')}${path}`,
      ...tls,
      ...(protocol === 'https:' && { secureContext: this.#contextOf(tls) }),
    };
  }

  #send({ path, accept, timeout, change }: Request, { headers, tls, agent }: Credentials): Promise<Answer> {
    if (agent && !this.#bounded.has(agent)) {
      Object.assign(agent, { keepAlive: true, maxSockets: AT_ONCE });
      this.#bounded.add(agent);
    }
    const secure = this.#base.protocol === 'https:';
    return new Promise((resolve, reject) => {
      const request = (secure ? https : http).request({
        ...this.#wire(path, tls),
        method: change?.method ?? 'GET',
        headers: {
          Accept: accept,
          'Accept-Encoding': 'gzip',
          ...AGENT,
          ...(change && { 'Content-Type': change.contentType, 'Content-Length': Buffer.byteLength(change.body) }),
          ...headers,
        },
        agent: agent ?? this.#agent,
      });
      const done = limitTime(request, timeout, secure);
      request.on('error', (error) => {
        done();
        reject(error);
      });
      request.on('response', (response) => {
        answerOf(response).then(resolve, reject).finally(done);
      });
      request.end(change?.body);
    });
  }
}
