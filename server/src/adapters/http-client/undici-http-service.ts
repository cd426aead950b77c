import { createHash } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { Agent, fetch, type Response } from 'undici';
import { HttpCallError, type CircuitState, type HttpCall, type HttpReply, type HttpService, type HttpServiceDefinition } from '../../ports/http-service.js';
import { ConcurrencyCap } from '../sql-sources/concurrency-cap.js';
import { AnswerCache } from './answer-cache.js';
import { CircuitBreaker, type CallOutcome } from '../../circuit-breaker.js';
import { readReply } from './read-reply.js';
import { guardedLookup, targetAddress } from './target-address.js';

const mostRedirects = 3;
const mostBodyBytes = 10 * 2 ** 20;
const cacheSize = { mostEntries: 5_000, mostBytes: 32 * 2 ** 20 };
/** Headers that belong to the connection; a call that could set them could say where a request ends. */
const connectionHeaders = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'upgrade', 'expect', 'te', 'trailer', 'keep-alive', 'proxy-authorization', 'proxy-connection']);

/** Calls to one service over kept connections, with its time, its room and its circuit. */
export class UndiciHttpService implements HttpService {
  readonly #service: HttpServiceDefinition;
  readonly #agent: Agent;
  readonly #cap: ConcurrencyCap;
  readonly #breaker: CircuitBreaker;
  readonly #cache: AnswerCache;
  readonly #asking = new Map<string, Promise<HttpReply>>();

  constructor(service: HttpServiceDefinition, now: () => number) {
    const { limits } = service;
    this.#service = service;
    this.#cap = new ConcurrencyCap(limits.connections);
    this.#breaker = new CircuitBreaker({ ...limits, now });
    this.#cache = new AnswerCache({ ...cacheSize, now });
    this.#agent = new Agent({ connections: limits.connections, pipelining: 1, keepAliveTimeout: 4_000, connect: { timeout: limits.timeoutMs, lookup: guardedLookup as LookupFunction }, headersTimeout: limits.timeoutMs, bodyTimeout: limits.timeoutMs, maxHeaderSize: 64 * 1024 });
  }

  circuit(): CircuitState {
    return this.#breaker.state();
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async call(call: HttpCall, signal?: AbortSignal): Promise<HttpReply> {
    const url = targetAddress(this.#service, call.url);
    const { headers, body } = this.#prepare(call);
    if (call.cacheMs <= 0 || (call.method !== 'GET' && call.method !== 'POST')) return (await this.#send(call, url, headers, body, signal)).reply;
    const key = createHash('sha256').update(JSON.stringify([call.method, url.href, Object.entries(headers).sort(), body ?? null])).digest('base64');
    const kept = this.#cache.get(key);
    if (kept) return kept;
    let asking = this.#asking.get(key);
    if (!asking) {
      // Whoever asks the same meanwhile waits for this answer, so it does not end with the first caller.
      asking = this.#send(call, url, headers, body, undefined)
        .then(({ reply, bytes }) => {
          if (reply.status >= 200 && reply.status < 300) this.#cache.set(key, reply, bytes + 500, call.cacheMs);
          return reply;
        })
        .finally(() => this.#asking.delete(key));
      asking.catch(() => undefined);
      this.#asking.set(key, asking);
    }
    return structuredClone(await untilAborted(asking, signal));
  }

  #prepare({ headers: given, body, method }: HttpCall): { headers: Record<string, string>; body: string | Uint8Array | undefined } {
    const headers: Record<string, string> = { accept: 'application/json, text/*;q=0.9' };
    for (const [name, value] of [...Object.entries(this.#service.headers), ...Object.entries(given)]) {
      const lower = name.toLowerCase();
      if (connectionHeaders.has(lower)) throw new HttpCallError('http-refused', `The header ${name} belongs to the connection: leave it out`);
      if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(lower) || /[^\t\u0020-\u007e\u0080-\u00ff]/.test(value)) throw new HttpCallError('http-refused', `The header ${JSON.stringify(name.slice(0, 100))} holds characters that headers cannot hold: encode its value`);
      headers[lower] = value;
    }
    if (body === undefined || method === 'GET') return { headers, body: undefined };
    // A file that was made here: as large as it is.
    if (body instanceof Uint8Array) return { headers: { 'content-type': 'application/octet-stream', ...headers }, body };
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    if (Buffer.byteLength(text) > mostBodyBytes) throw new HttpCallError('http-refused', `The body has more than ${mostBodyBytes} bytes: send less`);
    headers['content-type'] ??= typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
    return { headers, body: text };
  }

  async #send(call: HttpCall, url: URL, headers: Record<string, string>, body: string | Uint8Array | undefined, signal: AbortSignal | undefined): Promise<{ reply: HttpReply; bytes: number }> {
    const timeoutMs = Math.min(call.timeoutMs, this.#service.limits.timeoutMs);
    const deadline = AbortSignal.timeout(timeoutMs);
    const stop = signal ? AbortSignal.any([signal, deadline]) : deadline;
    if (this.#breaker.state() === 'open') throw this.#circuitOpen(this.#breaker.begin());
    let leave: (() => void) | undefined;
    let end: ((outcome: CallOutcome) => void) | undefined;
    try {
      leave = await this.#cap.enter(stop);
      const begun = this.#breaker.begin();
      if (!begun.passed) throw this.#circuitOpen(begun);
      end = begun.end;
      const response = await this.#follow(call.method, url, headers, body, stop);
      const read = await readReply(response, this.#service.limits.answerBytes);
      end(read.reply.status >= 500 ? 'failure' : 'success');
      return read;
    } catch (error) {
      const told = this.#translate(error, call, timeoutMs, signal, end === undefined);
      end?.(outcomeOf(told));
      throw told;
    } finally {
      leave?.();
    }
  }

  /** Redirects of GET are followed where calls may go; the secret headers stay with the host of the base address. */
  async #follow(method: HttpCall['method'], first: URL, headers: Record<string, string>, body: string | Uint8Array | undefined, signal: AbortSignal): Promise<Response> {
    const home = new URL(this.#service.baseUrl).origin;
    let url = first;
    for (let redirects = 0; ; redirects += 1) {
      const sent = url.origin === home ? { ...headers, ...lowerCased(this.#service.secretHeaders) } : headers;
      const response = await fetch(url.href, { method, headers: sent, ...(body === undefined ? {} : { body }), redirect: 'manual', dispatcher: this.#agent, signal });
      const location = response.headers.get('location');
      if (response.status < 300 || response.status >= 400 || response.status === 304 || location === null || method !== 'GET') return response;
      await response.body?.cancel();
      if (redirects === mostRedirects) throw new HttpCallError('http-refused', `The service ${this.#service.name} redirects more than ${mostRedirects} times`);
      if (!URL.canParse(location, url.href)) throw new HttpCallError('http-refused', `The service ${this.#service.name} redirects to an address that cannot be read`);
      url = targetAddress(this.#service, new URL(location, url).href);
    }
  }

  #circuitOpen(begun: { passed: boolean; retryInMs?: number }): HttpCallError {
    return new HttpCallError('circuit-open', `The service ${this.#service.name} failed too often and is not called for now; one call tries again in ${begun.retryInMs ?? 0} ms`, { retryInMs: begun.retryInMs ?? 0 });
  }

  #translate(error: unknown, call: HttpCall, timeoutMs: number, signal: AbortSignal | undefined, waiting: boolean): unknown {
    if (error instanceof HttpCallError) return error;
    if (signal?.aborted) return signal.reason;
    const { name } = this.#service;
    const code = codeOf(error);
    if (isTimeout(error) || /^UND_ERR_(?:HEADERS|BODY|CONNECT)_TIMEOUT$/.test(code)) {
      return new HttpCallError('http-timeout', waiting ? `No call to the service ${name} came free within ${timeoutMs} ms: ${this.#service.limits.connections} run at once at most` : `The service ${name} did not answer ${call.method} within ${timeoutMs} ms`, {}, { cause: error });
    }
    if (code === 'ELINKLOCAL') return new HttpCallError('http-refused', `The service ${name} leads to a link-local address, which is not called`, {}, { cause: error });
    return new HttpCallError('http-unreachable', `The service ${name} cannot be reached: ${code || (error instanceof Error ? error.message : String(error))}`, {}, { cause: error });
  }
}

function outcomeOf(error: unknown): CallOutcome {
  if (!(error instanceof HttpCallError)) return 'given-up';
  return error.code === 'http-timeout' || error.code === 'http-unreachable' ? 'failure' : error.code === 'http-unreadable' ? 'success' : 'given-up';
}

const lowerCased = (headers: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
const causesOf = (error: unknown): unknown[] => (error instanceof Error ? [error, ...causesOf(error.cause)] : []);
const isTimeout = (error: unknown) => (error instanceof DOMException && error.name === 'TimeoutError') || causesOf(error).some((one) => one instanceof Error && one.name === 'TimeoutError');
const codeOf = (error: unknown) => causesOf(error).map((one) => (one instanceof Error && 'code' in one && typeof one.code === 'string' ? one.code : '')).find((code) => code !== '') ?? '';

function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise<T>((resolve, reject) => {
    const giveUp = () => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
