import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Problem } from '@arbiter/contracts';

/** The server refused, in its own words. */
export class ServerRefused extends Error {
  override name = 'ServerRefused';
}

/** The HTTP API of a running server. Every failure is a ServerRefused that says what to try. */
export interface ServerClient {
  /** Its address, without a slash at the end. */
  readonly base: string;
  /** What proves who is asking. */
  readonly headers: Record<string, string>;
  call<T>(method: string, path: string, body?: object): Promise<T>;
  /** Writes the answer's bytes as they come; `to` is asked for only when the server answers with them. */
  download(path: string, to: () => Writable, signal?: AbortSignal): Promise<void>;
  explain(status: number, body: string): ServerRefused;
}

/** @param apiKey needed where people sign in; `permission` is what such a key must be able to do, for the advice. */
export async function openServerClient(address: string, apiKey: string | undefined, permission: string): Promise<ServerClient> {
  const base = address.replace(/\/+$/, '');
  const headers: Record<string, string> = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  const explain = (status: number, body: string): ServerRefused => {
    try {
      const { detail, title } = JSON.parse(body) as Problem;
      const advice = (status === 401 || status === 403) && !apiKey ? ` Set ARBITER_API_KEY to a key that may ${permission}.` : '';
      return new ServerRefused(`${base}: ${detail || title}.${advice}`.replace('..', '.'));
    } catch {
      return new ServerRefused(`${base} answered ${status}, not as Arbiter does. Check ARBITER_URL.`);
    }
  };
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const reply = await fetch(`${base}${path}`, init).catch((error: unknown) => {
      if (init.signal?.aborted) throw init.signal.reason;
      throw new ServerRefused(`${base} does not answer (${error instanceof Error ? ((error.cause as Error | undefined)?.message ?? error.message) : String(error)}). Check that the server runs and ARBITER_URL is right.`);
    });
    if (!reply.ok) throw explain(reply.status, await reply.text());
    return reply;
  };
  const client: ServerClient = {
    base,
    headers,
    explain,
    async call<T>(method: string, path: string, body?: object): Promise<T> {
      const reply = await ask(path, { method, headers: { ...headers, ...(body ? { 'content-type': 'application/json' } : {}) }, ...(body ? { body: JSON.stringify(body) } : {}) });
      const text = await reply.text();
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    async download(path, to, signal) {
      const reply = await ask(path, { headers, ...(signal ? { signal } : {}) });
      const bytes = reply.body ? Readable.fromWeb(reply.body as import('node:stream/web').ReadableStream) : Readable.from([]);
      await pipeline(bytes, to(), signal ? { signal } : {});
    },
  };
  if (!apiKey) {
    const { csrfToken } = await client.call<{ csrfToken: string | null }>('GET', '/v1/session');
    if (csrfToken) headers['x-csrf-token'] = csrfToken;
  }
  return client;
}
