import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Import, ImportPreview, ImportSettings, Job } from '@arbiter/contracts';
import type { Container } from '../container.js';
import type { ServerClient } from './server-client.js';

/** The steps of an import, done in this process or by a server. */
export interface ImportGateway {
  receive(path: string): Promise<Import>;
  preview(id: string, settings: Partial<ImportSettings>): Promise<ImportPreview>;
  start(id: string, settings: ImportSettings): Promise<{ import: Import; job: Job | null }>;
  waitFor(job: Job, onChange: (job: Job) => void, signal: AbortSignal): Promise<Job>;
  find(id: string): Promise<Import>;
  saveRejects(id: string, to: string): Promise<void>;
  forget(id: string): Promise<void>;
  close(): Promise<void>;
}

/** In this process, which holds the stores. */
export async function localGateway(container: Container): Promise<ImportGateway> {
  const imports = await import('../features/imports/api.js');
  const { jobHandlers } = await import('../job-handlers.js');
  await container.jobs.startWorking(container, jobHandlers);
  return {
    receive: (path) => imports.receiveFile(container, basename(path), createReadStream(path, { highWaterMark: 1 << 20 }), Infinity),
    preview: (id, settings) => imports.previewImport(container, id, settings),
    start: (id, settings) => imports.startImport(container, id, settings),
    async waitFor(job, onChange, signal) {
      const cancel = () => void container.jobs.cancel(job.id).catch(() => undefined);
      signal.addEventListener('abort', cancel, { once: true });
      return container.jobs.waitFor(job.id, { onChange });
    },
    find: (id) => imports.requireImport(container, id),
    saveRejects: (id, to) => copyFile(join(container.folders.uploads, id, 'rejects.csv'), to),
    forget: (id) => imports.forgetImport(container, id),
    close: () => container.close(),
  };
}

const pollMs = 500;

/** By the HTTP API of a running server. */
export function serverGateway({ base, headers, call, download, explain }: ServerClient): ImportGateway {
  return {
    receive: (path) => sendFile(`${base}/v1/imports`, headers, path, explain),
    preview: (id, settings) => call('POST', `/v1/imports/${id}/preview`, { settings }),
    start: (id, settings) => call('POST', `/v1/imports/${id}/start`, { settings }),
    async waitFor(job, onChange, signal) {
      const cancel = () => void call('POST', `/v1/jobs/${job.id}/cancel`).catch(() => undefined);
      signal.addEventListener('abort', cancel, { once: true });
      for (;;) {
        const present = await call<Job>('GET', `/v1/jobs/${job.id}`);
        onChange(present);
        if (present.endedAt) return present;
        await new Promise((resolve) => setTimeout(resolve, pollMs));
      }
    },
    find: (id) => call('GET', `/v1/imports/${id}`),
    saveRejects: (id, to) => download(`/v1/imports/${id}/rejects`, () => createWriteStream(to)),
    forget: (id) => call('DELETE', `/v1/imports/${id}`),
    close: () => Promise.resolve(),
  };
}

/** Sends a file as multipart/form-data, streamed, whatever its size. */
function sendFile(url: string, headers: Record<string, string>, path: string, explain: (status: number, body: string) => Error): Promise<Import> {
  const boundary = `arbiter-${Date.now().toString(36)}-${process.pid}`;
  const name = basename(path).replace(/[\r\n"]/g, '_');
  const before = Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`);
  const after = Buffer.from(`\r\n--${boundary}--\r\n`);
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? httpsRequest : httpRequest;
    const request = send(url, { method: 'POST', headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}`, 'content-length': before.length + statSync(path).size + after.length } }, (reply) => {
      const chunks: Buffer[] = [];
      reply.on('data', (chunk: Buffer) => chunks.push(chunk));
      reply.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (reply.statusCode === 201) resolve(JSON.parse(text) as Import);
        else reject(explain(reply.statusCode ?? 0, text));
      });
    });
    request.on('error', reject);
    const whole = async function* () {
      yield before;
      yield* createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>;
      yield after;
    };
    // A server that refuses early closes its side: then its answer counts, not the broken pipe.
    pipeline(whole, request).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') reject(error);
    });
  });
}
