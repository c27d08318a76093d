import http, { type Agent, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { StringDecoder } from 'node:string_decoder';
import type { Answer } from './http.ts';

/** A request whose answer comes in lines for as long as the server goes on. */
export interface Stream {
  path: string;
  accept: string;
  /** The longest time without a byte, in milliseconds; after it the connection counts as dead. */
  silence: number;
  signal: AbortSignal;
  onLine: (line: string) => void;
}

/** An error answer is a Status, which is short. */
const LONGEST_ERROR = 1_000_000;
/** The longest line: an event carries one object, of which etcd holds at most 1.5 MB. */
const LONGEST_LINE = 64_000_000;

const failed = (code: string, words: string): Error => Object.assign(new Error(words), { code });

/** Hands on each line of an answer, wherever its chunks are cut. */
function splitLines(response: IncomingMessage, onLine: (line: string) => void, fail: (error: unknown) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  response.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    try {
      for (const line of lines) if (line.trim() !== '') onLine(line);
      if (rest.length > LONGEST_LINE) throw failed('ERR_LINE', 'a line of the answer has no end');
    } catch (error) {
      fail(error);
    }
  });
}

/** Keeps the body of an answer that is no stream. */
function keepBody(response: IncomingMessage): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= LONGEST_ERROR) chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

/** Sends the request and resolves when the server has ended the answer; throws what Node throws when the connection breaks. */
export function stream(
  { silence, signal, onLine }: Stream,
  options: https.RequestOptions,
  agent: Agent,
): Promise<Answer> {
  agent.maxSockets += 1; // a stream lasts: it must not take a connection away from the other requests
  return new Promise<Answer>((resolve, reject) => {
    const request = (options.protocol === 'https:' ? https : http).request({ ...options, agent, signal });
    const fail = (error: unknown): void => {
      reject(error);
      request.destroy();
    };
    const giveUp = (): void => fail(failed('ETIMEDOUT', `nothing was heard for ${Math.ceil(silence / 100) / 10} s`));
    let timer = setTimeout(giveUp, silence);
    const heard = (): void => {
      clearTimeout(timer);
      timer = setTimeout(giveUp, silence);
    };
    request.on('error', reject);
    request.on('close', () => clearTimeout(timer));
    request.on('response', (response) => {
      heard();
      response.on('data', heard);
      const { statusCode: status = 0, headers } = response;
      if (status === 200) splitLines(response, onLine, fail);
      const body = status === 200 ? () => '' : keepBody(response);
      const { 'content-type': contentType = '', date, 'retry-after': retryAfter, location } = headers;
      response.once('end', () =>
        resolve({ status, contentType, date, retryAfter, location, body: body(), bytes: body().length }),
      );
      response.on('error', reject);
      response.once('close', () => reject(failed('ECONNRESET', 'aborted'))); // after `end` this changes nothing
    });
    request.end();
  }).finally(() => {
    agent.maxSockets -= 1;
  });
}
