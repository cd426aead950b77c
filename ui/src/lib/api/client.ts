import { ApiProblem, problemOf } from './problem.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface RequestOptions {
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  signal?: AbortSignal;
  accept?: string;
  /** Goes out even where the page is left meanwhile. */
  keepalive?: boolean;
}

/** What the client needs of the session: the token that proves that a request is ours, and word when the session ended. */
export interface SessionLink {
  csrfToken(): string | null;
  renew(): Promise<void>;
  ended(): void;
}

let session: SessionLink = { csrfToken: () => null, renew: async () => {}, ended: () => {} };

export function linkSession(link: SessionLink): void {
  session = link;
}

function address(path: string, query: RequestOptions['query']): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) if (value !== null && value !== undefined && value !== '') search.set(key, String(value));
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

async function send(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: options.accept ?? 'application/json' };
  const token = session.csrfToken();
  if (method !== 'GET' && token) headers['x-csrf-token'] = token;
  let body: BodyInit | undefined;
  if (options.body instanceof FormData) body = options.body;
  else if (options.body !== undefined) {
    headers['content-type'] = 'application/json';
    body = JSON.stringify(options.body);
  }
  try {
    return await fetch(address(path, options.query), { method, headers, body, signal: options.signal, credentials: 'same-origin', keepalive: options.keepalive ?? false });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem({ code: 'no-connection', status: 0, detail: error instanceof Error ? error.message : '' });
  }
}

/**
 * One request to the API. Throws ApiProblem for anything but success. A stale token is renewed once;
 * a session that ended is told to whoever shows the sign-in page.
 */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  let response = await send(method, path, options);
  if (!response.ok) {
    let problem = await problemOf(response);
    if (problem.code === 'csrf-token-missing') {
      await session.renew();
      response = await send(method, path, options);
      if (!response.ok) problem = await problemOf(response);
    }
    if (!response.ok) {
      if (problem.code === 'not-signed-in') session.ended();
      throw problem;
    }
  }
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as T;
  const type = response.headers.get('content-type') ?? '';
  return (type.includes('json') ? await response.json() : await response.text()) as T;
}

/** A question whose answer comes as server-sent events, one after the other as they come. Throws ApiProblem where there is no such answer. */
export async function* requestEvents(path: string, body: unknown, signal?: AbortSignal): AsyncGenerator<{ event: string; data: string }> {
  const options: RequestOptions = { body, accept: 'text/event-stream', ...(signal ? { signal } : {}) };
  let response = await send('POST', path, options);
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.code !== 'csrf-token-missing') throw problem;
    await session.renew();
    response = await send('POST', path, options);
    if (!response.ok) throw await problemOf(response);
  }
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let left = '';
  try {
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) return;
      const events = (left + part.value).split('\n\n');
      left = events.pop() ?? '';
      for (const text of events) {
        const lines = text.split('\n');
        yield { event: lines.find((line) => line.startsWith('event: '))?.slice(7) ?? 'message', data: lines.filter((line) => line.startsWith('data: ')).map((line) => line.slice(6)).join('\n') };
      }
    }
  } finally {
    void reader?.cancel().catch(() => {});
  }
}

/** A file that the server makes for the asking, with the name that it gives it. */
export async function requestFile(method: Method, path: string, body: unknown, signal?: AbortSignal): Promise<{ name: string; content: Blob }> {
  const options: RequestOptions = { body, ...(signal ? { signal } : {}) };
  let response = await send(method, path, options);
  if (!response.ok) {
    const problem = await problemOf(response);
    if (problem.code !== 'csrf-token-missing') throw problem;
    await session.renew();
    response = await send(method, path, options);
    if (!response.ok) throw await problemOf(response);
  }
  const header = response.headers.get('content-disposition') ?? '';
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(header)?.[1];
  return { name: encoded ? decodeURIComponent(encoded) : (/filename="?([^";]+)"?/i.exec(header)?.[1] ?? 'report'), content: await response.blob() };
}

/** Sends a file and tells how far the upload is (0..1); fetch cannot, so this one is an XMLHttpRequest. */
export function upload<T>(path: string, file: File, onProgress: (done: number) => void, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const transfer = new XMLHttpRequest();
    transfer.open('POST', path);
    const token = session.csrfToken();
    if (token) transfer.setRequestHeader('x-csrf-token', token);
    transfer.setRequestHeader('accept', 'application/json');
    transfer.upload.onprogress = (event) => onProgress(event.lengthComputable && event.total > 0 ? event.loaded / event.total : 0);
    transfer.onerror = () => reject(new ApiProblem({ code: 'no-connection', status: 0, detail: '' }));
    transfer.onabort = () => reject(new DOMException('Upload cancelled', 'AbortError'));
    transfer.onload = () => {
      const response = new Response(transfer.response as string, { status: transfer.status, headers: { 'content-type': transfer.getResponseHeader('content-type') ?? '' } });
      if (response.ok) response.json().then(resolve, reject);
      else problemOf(response).then(reject, reject);
    };
    signal.addEventListener('abort', () => transfer.abort(), { once: true });
    const form = new FormData();
    form.append('file', file, file.name);
    transfer.send(form);
  });
}
