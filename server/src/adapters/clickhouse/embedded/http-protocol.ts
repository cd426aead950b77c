import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { EngineRequest, QueryEngine } from './query-engine.js';

/** Parameters of ClickHouse's HTTP server that are no settings of the engine. */
const notSettings = new Set([
  'query', 'query_id', 'database', 'default_format', 'user', 'password', 'session_id', 'session_timeout', 'session_check', 'role', 'compress', 'decompress', 'quota_key',
  'wait_end_of_query', 'buffer_size', 'enable_http_compression', 'http_zlib_compression_level', 'send_progress_in_http_headers', 'http_headers_progress_interval_ms', 'http_response_buffer_size', 'http_write_exception_in_output_format',
]);
const mostBodyBytes = 512 * 2 ** 20;

class BodyTooLarge extends Error {}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > mostBodyBytes) throw new BodyTooLarge(`Code: 241. DB::Exception: A request body of more than ${mostBodyBytes} bytes is not taken; send the rows in batches. (MEMORY_LIMIT_EXCEEDED)`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function isAllowed(request: IncomingMessage, secret: Buffer): boolean {
  const basic = /^Basic (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const key = request.headers['x-clickhouse-key'];
  const given = Buffer.from(typeof key === 'string' ? key : basic ? Buffer.from(basic, 'base64').toString('utf8').split(':').slice(1).join(':') : '');
  return given.length === secret.length && timingSafeEqual(given, secret);
}

function toEngineRequest(url: URL, body: Buffer, method: string): EngineRequest {
  const inUrl = url.searchParams.get('query');
  const settings: EngineRequest['settings'] = [];
  const params: EngineRequest['params'] = [];
  for (const [name, value] of url.searchParams) {
    if (name.startsWith('param_')) params.push([name.slice('param_'.length), value]);
    else if (!notSettings.has(name)) settings.push([name, value]);
  }
  if (method === 'GET') settings.push(['readonly', '2']);
  return {
    statement: inUrl ?? body.toString('utf8'),
    data: inUrl === null ? Buffer.alloc(0) : body,
    database: url.searchParams.get('database') ?? undefined,
    format: url.searchParams.get('default_format') ?? 'TabSeparated',
    settings,
    params,
    buffered: url.searchParams.get('wait_end_of_query') === '1',
  };
}

function sendError(response: ServerResponse, error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  if (response.headersSent) {
    // Half an answer must not pass for a whole one.
    response.destroy();
    return;
  }
  const code = /Code: (\d+)/.exec(text)?.[1] ?? '1002';
  response.writeHead(error instanceof BodyTooLarge ? 413 : 500, { 'content-type': 'text/plain; charset=UTF-8', 'x-clickhouse-exception-code': code });
  response.end(`${text}\n`);
}

async function answer(request: IncomingMessage, response: ServerResponse, engine: QueryEngine, signal: AbortSignal): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://engine');
  const engineRequest = toEngineRequest(url, await readBody(request), request.method ?? 'POST');
  const result = await engine.run(engineRequest, signal);
  const zipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')) && url.searchParams.get('enable_http_compression') === '1';
  const head: Record<string, string> = {
    'content-type': 'application/octet-stream',
    'x-clickhouse-query-id': url.searchParams.get('query_id') ?? '',
    'x-clickhouse-format': engineRequest.format,
    'x-clickhouse-timezone': 'UTC',
  };
  if (zipped) head['content-encoding'] = 'gzip';
  else if (Buffer.isBuffer(result)) head['content-length'] = String(result.length);
  response.writeHead(200, head);
  const source = Buffer.isBuffer(result) ? Readable.from(result.length > 0 ? [result] : []) : result;
  if (zipped) await pipeline(source, createGzip({ level: 1 }), response);
  else await pipeline(source, response);
}

/** As much of ClickHouse's HTTP interface as its JavaScript client uses. */
export function createProtocolServer(engine: QueryEngine, secret: string): Server {
  const expected = Buffer.from(secret);
  // Parameters travel in the address, and a list of customers is long.
  return createServer({ maxHeaderSize: 64 * 2 ** 20, keepAliveTimeout: 60_000 }, (request, response) => {
    const gone = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    response.on('error', () => gone.abort());
    if (request.url?.startsWith('/ping')) {
      response.end('Ok.\n');
      return;
    }
    if (!isAllowed(request, expected)) {
      response.writeHead(403, { 'x-clickhouse-exception-code': '516', 'content-type': 'text/plain; charset=UTF-8', connection: 'close' });
      response.end('Code: 516. DB::Exception: Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)\n');
      return;
    }
    answer(request, response, engine, gone.signal).catch((error: unknown) => sendError(response, error));
  });
}
