import { buffer } from 'node:stream/consumers';
import { connect, type ClientHttp2Session } from 'node:http2';

/** An API object as it is written and read. */
export interface Manifest {
  apiVersion?: string;
  kind: string;
  metadata: { name: string; namespace?: string; [field: string]: unknown };
  [field: string]: unknown;
}

/** An answer of the API server. */
export interface Answer {
  status: number;
  body: Manifest;
}

/** One line of a watch. */
export interface WatchEvent {
  type: string;
  object: Manifest;
}

/** Talks to the API server over one HTTP/2 connection. */
export class Api {
  readonly #session: ClientHttp2Session;
  readonly #token: string;

  constructor(server: string, token: string) {
    this.#session = connect(server, { rejectUnauthorized: false });
    this.#session.setMaxListeners(0);
    this.#session.on('error', () => undefined); // every request in flight fails by itself
    this.#token = token;
  }

  #stream(method: string, path: string, accept: string, body?: string) {
    const headers = { ':method': method, ':path': path, authorization: `Bearer ${this.#token}` };
    const stream = this.#session.request({
      ...headers,
      accept,
      ...(body && { 'content-type': 'application/json' }),
    });
    stream.end(body);
    return stream;
  }

  #open(method: string, path: string, body?: string) {
    return this.#stream(method, path, 'application/json', body).setEncoding('utf8');
  }

  /** An object in another form than JSON. */
  bytes(path: string, accept: string): Promise<Buffer> {
    return buffer(this.#stream('GET', path, accept));
  }

  request(method: string, path: string, body?: object): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const stream = this.#open(method, path, body && JSON.stringify(body));
      let status = 0;
      let text = '';
      stream.on('response', (headers) => (status = Number(headers[':status'])));
      stream.on('data', (chunk: string) => (text += chunk));
      stream.on('error', reject);
      stream.on('end', () => resolve({ status, body: JSON.parse(text || '{}') as Manifest }));
    });
  }

  /** Calls back for every change from now on, until the connection is closed; the server ends a watch that lags behind. */
  async watch(path: string, changed: (event: WatchEvent) => void): Promise<void> {
    const { body } = await this.request('GET', `${path}?limit=1`);
    let version = String(body.metadata['resourceVersion']);
    const open = (): void => {
      const stream = this.#open('GET', `${path}?watch=1&resourceVersion=${version}`);
      let rest = '';
      stream.on('data', (chunk: string) => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          const event = JSON.parse(line) as WatchEvent;
          if (event.type === 'ERROR') continue;
          version = String(event.object.metadata['resourceVersion']);
          changed(event);
        }
      });
      stream.on('error', () => undefined);
      stream.on('end', () => void (this.#session.destroyed || open()));
    };
    open();
  }

  close(): void {
    this.#session.destroy();
  }
}
