import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { slim } from '../../src/collect/ledger.ts';
import type { Query } from '../../src/model/reader.ts';
import { failure, reader, send, serve, type Seen } from './server.ts';
import { recordedOf } from './wire/recorded.ts';

const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const pods: Query = { kind: 'pods', project: slim('pods') };
const { items: inJson, protobuf } = recordedOf('pods');
const jsonPage = { kind: 'PodList', apiVersion: 'v1', metadata: {}, items: inJson };

const names = (items: unknown[]) => items.map((item) => (item as { metadata: { name: string } }).metadata.name);
const accepts = (seen: Seen[]) => seen.map(({ headers }) => headers.accept);

function sendProtobuf(response: ServerResponse, body: Buffer, status = 200): undefined {
  response.writeHead(status, { 'content-type': PROTOBUF });
  response.end(body);
}

/** The recorded page with another `continue`, or none: its metadata is the first field of the list. */
function goingOn(token: string): Buffer {
  const metadata = Buffer.from([10, token.length + 2, 26, token.length, ...Buffer.from(token)]);
  const size: number[] = [];
  const field = (length: number): Buffer => {
    size.length = 0;
    for (let rest = length; ; rest = Math.floor(rest / 128)) {
      size.push(rest < 128 ? rest : (rest % 128) + 128);
      if (rest < 128) return Buffer.from([18, ...size]);
    }
  };
  return Buffer.concat([Buffer.from('k8s\0'), field(metadata.length), metadata]);
}

const refusalBytes = (code: number, message: string): Buffer => {
  const text = (tag: number, words: string): number[] => [tag, words.length, ...Buffer.from(words)];
  const body = [...text(18, 'Failure'), ...text(26, message), 48, (code % 128) + 128, Math.floor(code / 128)];
  return Buffer.from([...Buffer.from('k8s\0'), 18, body.length, ...body]);
};

test('asks for protobuf where only the fields in use are wanted, and gives what JSON would give', async () => {
  const { url, seen } = await serve(({ headers }, response) =>
    headers.accept?.startsWith(PROTOBUF) ? sendProtobuf(response, protobuf) : jsonPage,
  );
  const { reader: cluster } = await reader(url);
  const asProtobuf = await cluster.read({ ...pods, namespace: 'kube-system' });
  const whole = await cluster.read({ kind: 'pods', namespace: 'kube-system' });
  expect(asProtobuf.outcome).toBe('read');
  expect(asProtobuf.items).toEqual(whole.items.map((item) => slim('pods')(item)));
  expect(accepts(seen)[0]).toBe(`${PROTOBUF},application/json`);
  expect(accepts(seen).at(-1)).toBe('application/json');
});

test('kubectl’s copy of the object is dropped, as it may hold what is secret', async () => {
  const services = recordedOf('services');
  expect(JSON.stringify(services.items)).toContain('last-applied-configuration');
  const { url } = await serve((_, response) => sendProtobuf(response, services.protobuf));
  const { reader: cluster } = await reader(url);
  const { items } = await cluster.read({ kind: 'services', project: slim('services') });
  expect(names(items)).toEqual(names(services.items));
  expect(JSON.stringify(items)).not.toContain('last-applied-configuration');
});

test('one object, metadata of Secrets, and metrics are asked for in JSON', async () => {
  const { url, seen } = await serve(() => ({ metadata: {}, items: [] }));
  const { reader: cluster } = await reader(url);
  await cluster.read({ ...pods, namespace: 'shop', name: 'web' });
  await cluster.read({ kind: 'secrets', project: slim('secrets') });
  await cluster.read({ kind: 'podmetrics', project: slim('podmetrics') });
  expect(accepts(seen).filter((accept) => accept?.includes('protobuf'))).toEqual([]);
});

test('a server that answers in JSON all the same is read', async () => {
  const { url, seen } = await serve(() => jsonPage);
  const { reader: cluster } = await reader(url);
  const { outcome, items } = await cluster.read(pods);
  expect(outcome).toBe('read');
  expect(items).toEqual(inJson.map((item) => slim('pods')(item)));
  expect(seen).toHaveLength(1);
});

test.each([
  ['refuses it', (response: ServerResponse) => send(response, 406, failure(406, 'not acceptable'))],
  ['sends something else under its name', (response: ServerResponse) => sendProtobuf(response, Buffer.from('hello'))],
  ['cuts it off', (response: ServerResponse) => sendProtobuf(response, protobuf.subarray(0, 2000))],
])('a server that %s is asked in JSON, from then on', async (_, answer) => {
  const { url, seen } = await serve(({ headers }, response) =>
    headers.accept?.startsWith(PROTOBUF) ? (answer(response) as undefined) : jsonPage,
  );
  const { reader: cluster } = await reader(url);
  const { outcome, items } = await cluster.read(pods);
  expect([outcome, names(items)]).toEqual(['read', names(inJson)]);
  await cluster.read({ ...pods, namespace: 'shop' });
  expect(accepts(seen)).toEqual([`${PROTOBUF},application/json`, 'application/json', 'application/json']);
});

test('damage within an object, too: nothing of the damaged list is kept', async () => {
  const damaged = Buffer.from(protobuf);
  damaged.writeUInt8(0xff, damaged.lastIndexOf('kube-system') - 1); // the length of a namespace
  const { url } = await serve(({ headers }, response) =>
    headers.accept?.startsWith(PROTOBUF) ? sendProtobuf(response, damaged) : jsonPage,
  );
  const { reader: cluster } = await reader(url);
  expect(names((await cluster.read(pods)).items)).toEqual(names(inJson));
});

test('goes on from page to page', async () => {
  const { url, seen } = await serve(({ query }, response) =>
    sendProtobuf(response, query.get('continue') ? protobuf : goingOn('next/1')),
  );
  const { reader: cluster } = await reader(url);
  const { outcome, items } = await cluster.read(pods);
  expect([outcome, names(items)]).toEqual(['read', names(inJson)]);
  expect(seen.map(({ query }) => query.get('continue'))).toEqual([null, 'next/1']);
});

test('a refusal in protobuf is told in the server’s words', async () => {
  const { url } = await serve((_, response) => sendProtobuf(response, refusalBytes(403, 'pods is forbidden'), 403));
  const { reader: cluster } = await reader(url);
  expect(await cluster.read(pods)).toMatchObject({ outcome: 'denied', status: 403, detail: 'pods is forbidden' });
});

test('an expired `continue` told in protobuf begins the list anew', async () => {
  let expired = false;
  const { url, seen } = await serve(({ query }, response) => {
    if (!query.get('continue')) return sendProtobuf(response, expired ? protobuf : goingOn('old'));
    expired = true;
    return sendProtobuf(response, refusalBytes(410, 'too old'), 410);
  });
  const { reader: cluster } = await reader(url);
  const { outcome, items } = await cluster.read(pods);
  expect([outcome, names(items), seen.length]).toEqual(['read', names(inJson), 3]);
});
