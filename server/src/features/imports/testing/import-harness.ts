import type { FastifyInstance } from 'fastify';
import type { Import, ImportPreview, ImportSettings, Job } from '@arbiter/contracts';
import { buildApp } from '../../../app.js';
import type { Config } from '../../../config/config.js';
import type { Container } from '../../../container.js';
import { makeTestContainer } from '../../../testing/make-test-container.js';
import { runImport } from '../run-import.job.js';

export interface Reply {
  status: number;
  body: Record<string, unknown>;
  text: string;
}

/** The product's own HTTP application over real embedded stores, doing imports. */
export interface ImportHarness {
  container: Container;
  app: FastifyInstance;
  upload(name: string, content: string | Uint8Array): Promise<Reply & { import: Import }>;
  post(url: string, body: object): Promise<Reply>;
  get(url: string): Promise<Reply>;
  preview(id: string, settings?: Partial<ImportSettings>): Promise<ImportPreview>;
  /** Starts and waits for the end. */
  run(id: string, settings: ImportSettings): Promise<{ import: Import; job: Job | null }>;
  /** Upload, preview with these settings, run. */
  bring(name: string, content: string | Uint8Array, settings?: Partial<ImportSettings>): Promise<{ import: Import; job: Job | null; preview: ImportPreview }>;
  close(): Promise<void>;
}

function multipartBody(name: string, content: string | Uint8Array): { payload: Buffer; headers: Record<string, string> } {
  const boundary = 'arbiter-test-boundary';
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: application/octet-stream\r\n\r\n`;
  return { payload: Buffer.concat([Buffer.from(head), Buffer.from(content), Buffer.from(`\r\n--${boundary}--\r\n`)]), headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}

export async function openImportHarness(changes: Partial<Config> = {}): Promise<ImportHarness> {
  const container = await makeTestContainer(changes);
  const app = await buildApp(container);
  await container.jobs.startWorking(container, { import: runImport });
  const { csrfToken } = (await app.inject({ url: '/v1/session' })).json<{ csrfToken: string }>();
  const send = async (method: 'GET' | 'POST' | 'DELETE', url: string, payload?: object | Buffer, headers: Record<string, string> = {}): Promise<Reply> => {
    const reply = await app.inject({ method, url, headers: { ...headers, 'x-csrf-token': csrfToken }, ...(payload === undefined ? {} : { payload }) });
    const json = String(reply.headers['content-type']).includes('json');
    return { status: reply.statusCode, body: json ? reply.json<Record<string, unknown>>() : {}, text: reply.body };
  };
  const harness: ImportHarness = {
    container,
    app,
    async upload(name, content) {
      const { payload, headers } = multipartBody(name, content);
      const reply = await send('POST', '/v1/imports', payload, headers);
      return { ...reply, import: reply.body as unknown as Import };
    },
    post: (url, body) => send('POST', url, body),
    get: (url) => send('GET', url),
    async preview(id, settings) {
      const reply = await send('POST', `/v1/imports/${id}/preview`, settings ? { settings } : {});
      if (reply.status !== 200) throw new Error(reply.text);
      return reply.body as unknown as ImportPreview;
    },
    async run(id, settings) {
      const reply = await send('POST', `/v1/imports/${id}/start`, { settings });
      if (reply.status !== 202) throw new Error(reply.text);
      const { job } = reply.body as { job: Job | null };
      const ended = job ? await container.jobs.waitFor(job.id) : null;
      return { job: ended, import: (await send('GET', `/v1/imports/${id}`)).body as unknown as Import };
    },
    async bring(name, content, settings) {
      const uploaded = await harness.upload(name, content);
      if (uploaded.status !== 201) throw new Error(uploaded.text);
      const preview = await harness.preview(uploaded.import.id, settings);
      return { preview, ...(await harness.run(uploaded.import.id, preview.settings)) };
    },
    async close() {
      await app.close();
      await container.close();
    },
  };
  return harness;
}
