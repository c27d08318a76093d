import { credentialsOf, type Credentials, type Surroundings } from './credentials.ts';
import { failureOf, notAnApiServer, unauthorized, unreachable, wordsFor, type Place } from './errors.ts';
import { HttpClient, type Answer, type Change, type Request } from './http.ts';
import type { Stream } from './stream.ts';
import { isTransient, nextPause, retryAfter, type Clock } from './retry.ts';
import type { Target } from './target.ts';

/** An answer of the API server, or why there is none although it answered before. */
export type Got = { ok: true; answer: Answer } | { ok: false; detail: string };

/** A request before it is known how much time is left for it. */
type Asked = Pick<Request, 'path' | 'accept' | 'change'>;

const STALE = /ECONNRESET|EPIPE|socket hang up|aborted|ERR_STREAM_PREMATURE_CLOSE|Z_BUF_ERROR/;
const REDIRECT = (status: number): boolean => status >= 300 && status < 400 && status !== 304;

/** Talks to one API server as one identity: keeps credentials fresh, retries, and knows when nothing can be had from it. */
export class Session {
  readonly #target: Target;
  readonly #around: Surroundings;
  readonly #client: HttpClient;
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #place: Place;
  #credentials: Promise<Credentials> | undefined;
  #expires = Infinity;
  /** Whether an API server has ever answered us: before that, any failure is of the connection as a whole. */
  #answered = false;
  #serverTime: number | undefined;

  constructor(
    target: Target,
    client: HttpClient,
    options: { around: Surroundings; clock: Clock; timeout: number; place: Place },
  ) {
    this.#target = target;
    this.#client = client;
    this.#around = options.around;
    this.#clock = options.clock;
    this.#timeout = options.timeout;
    this.#place = options.place;
  }

  /** The server's clock from its newest answer, in milliseconds. */
  get serverTime(): number | undefined {
    return this.#serverTime;
  }

  /** Whether an API server has answered at all. */
  get answered(): boolean {
    return this.#answered;
  }

  /** How long one request may take with all its tries, in milliseconds. */
  get timeout(): number {
    return this.#timeout;
  }

  /** How to wait, and what time it is. */
  get clock(): Clock {
    return this.#clock;
  }

  /** The error for a server that answered before and is gone now. */
  lost(cause: unknown): Error {
    return unreachable(this.#place, cause);
  }

  /** Reads an answer in lines until the server ends it. Throws what Node throws when the connection breaks, and like `get`. */
  async stream(request: Stream): Promise<Answer> {
    for (let refreshed = false; ; refreshed = true) {
      const answer = await this.#client.stream(request, await this.#current());
      this.#check(answer);
      if (answer.status !== 401) return answer;
      if (refreshed || !this.#canRefresh()) throw await this.#refused();
      this.#credentials = undefined;
    }
  }

  /** Gets a path. Throws DoctorError only for what concerns every request: no server there, or not for us. */
  get(path: string, accept: string, { retry = true, timeout = this.#timeout } = {}): Promise<Got> {
    return this.#ask({ path, accept }, retry, timeout);
  }

  /**
   * Sends a change, which must be one that may arrive twice: a connection that was cut in the middle is tried again. Whatever the
   * server answers is for the caller to judge: no answer is retried but a stale login.
   */
  write(path: string, change: Change): Promise<Got> {
    return this.#ask({ path, accept: 'application/json', change }, false, this.#timeout);
  }

  async #ask(request: Asked, retry: boolean, timeout: number): Promise<Got> {
    const deadline = this.#clock.now() + timeout;
    for (let tries = 1, refreshed = false; ; tries++) {
      const left = deadline - this.#clock.now();
      const got = await this.#try(request, left, tries);
      if (got === 'again') continue;
      if (!got.ok) return got;
      const { answer } = got;
      if (answer.status === 401) {
        if (refreshed || !this.#canRefresh()) throw await this.#refused();
        refreshed = true;
        this.#credentials = undefined;
        continue;
      }
      const asked = retryAfter(answer.retryAfter, this.#clock.now());
      const pause =
        retry && isTransient(answer.status) ? nextPause(tries, asked, deadline - this.#clock.now()) : undefined;
      if (pause === undefined) return got;
      await this.#clock.sleep(pause);
    }
  }

  /** The error for an answer that no API server gives. */
  foreign(en: string, zh: string): Error {
    return notAnApiServer(this.#place, { en, zh });
  }

  async #try(request: Asked, timeout: number, tries: number): Promise<Got | 'again'> {
    const credentials = await this.#current();
    let answer: Answer;
    try {
      answer = await this.#client.send({ ...request, timeout: Math.max(1, timeout) }, credentials);
    } catch (error) {
      const failure = failureOf(error);
      if (tries === 1 && STALE.test(`${failure.code} ${failure.message}`)) return 'again'; // a kept connection the server had closed
      if (!this.#answered) throw unreachable(this.#place, error);
      return { ok: false, detail: `${wordsFor(failure).what.en} (${failure.message || failure.code})` };
    }
    this.#check(answer);
    return { ok: true, answer };
  }

  /** Refuses answers that come from something else than an API server. */
  #check({ status, contentType, body, location, date }: Answer): void {
    if (status === 400 && /HTTP request to an HTTPS server/i.test(body)) {
      throw unreachable(this.#place, Object.assign(new Error(body.trim()), { code: 'HPE_TLS' }));
    }
    if (REDIRECT(status)) {
      const to =
        location && URL.canParse(location, this.#place.server) ? new URL(location, this.#place.server).host : '?';
      throw this.foreign(`it redirects to ${to} (${status})`, `它重定向到 ${to}（${status}）`);
    }
    if (/\bhtml\b/i.test(contentType)) {
      throw this.foreign(`it sends a web page (HTTP ${status})`, `它返回的是网页（HTTP ${status}）`);
    }
    const clock = Date.parse(date ?? '');
    if (!Number.isNaN(clock)) this.#serverTime = clock;
    if (status < 500 && status !== 401) this.#answered = true;
  }

  #current(): Promise<Credentials> {
    if (this.#around.now() >= this.#expires) this.#credentials = undefined;
    this.#credentials ??= credentialsOf(this.#target, this.#around).then((credentials) => {
      this.#expires = credentials.expires;
      return credentials;
    });
    return this.#credentials;
  }

  #canRefresh(): boolean {
    const { exec, tokenFile } = this.#target.user;
    return Boolean(exec ?? tokenFile ?? this.#target.user['auth-provider']);
  }

  async #refused(): Promise<Error> {
    const { expiredBy } = await import('./expiry.ts'); // node:crypto is slow to load and only needed for this
    const expired = expiredBy(this.#serverTime ?? this.#around.now(), await this.#current());
    return unauthorized(this.#place, this.#target.userName, expired);
  }
}
