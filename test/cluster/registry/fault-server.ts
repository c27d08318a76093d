// Plays broken registries; runs in a container of its own, so it uses nothing but Node.
// Environment: REGISTRY_DATA (a docker-registry folder with app:1.0), TLS (folder of tls.crt and tls.key), USERNAME, PASSWORD.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer as createTcp } from 'node:net';
import { join } from 'node:path';
import { FAULTS_HOST, faultPorts } from './faults.ts';
import { goodImage, slowImage, type ServedImage } from './served-image.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, path: string) => void;

const env = (name: string) => process.env[name] ?? '';

const good = goodImage(env('REGISTRY_DATA'));

/** An image of which no node has a part, so that a node cannot do without asking. */
const neverPulled = slowImage(good, 0);

const rateLimit: Handler = (request, response, path) => {
  if (path === '/v2/') return json(response, 200, {});
  if (request.method === 'HEAD') return sendManifest(request, response, neverPulled); // Docker Hub does not count these
  json(response, 429, {
    errors: [
      {
        code: 'TOOMANYREQUESTS',
        message: 'You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
      },
    ],
  });
};

const knownToken = createHash('sha256').update(env('PASSWORD')).digest('hex');

const tokenAuth: Handler = (request, response, path) => {
  if (path === '/token') return giveToken(request, response);
  const { authorization } = request.headers;
  if (authorization === `Bearer ${knownToken}`) return serve(good)(request, response, path);
  const repository = /^\/v2\/(.+)\/(?:manifests|blobs)\//.exec(path)?.[1] ?? '';
  const service = `${FAULTS_HOST}:${faultPorts.tokenAuth}`;
  const error = authorization ? ',error="insufficient_scope"' : '';
  const challenge = `Bearer realm="http://${service}/token",service="${service}",scope="repository:${repository}:pull"${error}`;
  response.setHeader('WWW-Authenticate', challenge);
  const detail = [{ Type: 'repository', Class: '', Name: repository, Action: 'pull' }];
  json(response, 401, { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required', detail }] });
};

function giveToken(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'POST') return json(response, 405, { details: 'method not allowed' });
  const { authorization } = request.headers;
  if (authorization === undefined) return json(response, 200, { token: 'anonymous', expires_in: 300 });
  const expected = Buffer.from(`${env('USERNAME')}:${env('PASSWORD')}`).toString('base64');
  if (authorization === `Basic ${expected}`) return json(response, 200, { token: knownToken, expires_in: 300 });
  json(response, 401, { details: 'incorrect username or password' });
}

const slowImages = new Map<string, ServedImage>();

const slow: Handler = (request, response, path) => {
  const [, repository = '', tag = ''] = /^\/v2\/(.+)\/manifests\/([^:]+)$/.exec(path) ?? [];
  const name = `${repository}:${tag}`;
  if (tag && !slowImages.has(name)) slowImages.set(name, slowImage(good, secondsOf(tag)));
  const image = tag
    ? slowImages.get(name)
    : [...slowImages.values()].find(({ blobs }) => blobs.has(path.split('/').at(-1) ?? ''));
  serve(image ?? good)(request, response, path);
};

function secondsOf(tag: string): number {
  return Number(/^(\d+)s$/.exec(tag)?.[1] ?? 600);
}

function serve(image: ServedImage): Handler {
  return (request, response, path) => {
    if (path === '/v2/') return json(response, 200, {});
    if (path.includes('/manifests/')) return sendManifest(request, response, image);
    const bytes = image.blobs.get(path.split('/').at(-1) ?? '');
    if (!bytes) return json(response, 404, { errors: [{ code: 'BLOB_UNKNOWN', message: 'blob unknown to registry' }] });
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': bytes.length });
    if (request.method === 'HEAD') response.end();
    else trickle(response, bytes, image.slowBlob === bytes ? image.seconds : 0);
  };
}

function sendManifest(request: IncomingMessage, response: ServerResponse, image: ServedImage): void {
  response.writeHead(200, {
    'Content-Type': image.mediaType,
    'Content-Length': image.manifest.length,
    'Docker-Content-Digest': image.digest,
  });
  response.end(request.method === 'HEAD' ? undefined : image.manifest);
}

function trickle(response: ServerResponse, bytes: Buffer, seconds: number): void {
  if (seconds === 0) {
    response.end(bytes);
    return;
  }
  const step = Math.ceil(bytes.length / (seconds * 2));
  let sent = 0;
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + step));
    sent += step;
    if (sent >= bytes.length) response.end();
  }, 500);
  response.on('close', () => clearInterval(timer));
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

function listener(handler: Handler) {
  return (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
    handler(request, response, new URL(request.url ?? '/', 'http://localhost').pathname);
  };
}

const unavailable: Handler = (_request, response) => {
  response.writeHead(503, { 'Content-Type': 'text/html' });
  response.end('<html><body><h1>503 Service Unavailable</h1></body></html>');
};

const pair = {
  cert: readFileSync(join(env('TLS'), 'tls.crt')),
  key: readFileSync(join(env('TLS'), 'tls.key')),
};

createHttp(listener(rateLimit)).listen(faultPorts.rateLimit);
createHttp(listener(tokenAuth)).listen(faultPorts.tokenAuth);
createHttp(listener(slow)).listen(faultPorts.slow);
createHttps(pair, listener(serve(good))).listen(faultPorts.selfSigned);
createHttp(listener(serve(good))).listen(faultPorts.plainHttp);
createTcp((socket) => socket.on('error', () => socket.destroy()).resume()).listen(faultPorts.silent);
createHttp(listener(unavailable)).listen(faultPorts.unavailable);
