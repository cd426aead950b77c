import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Job } from '@arbiter/contracts';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { openSecurityApp, type SecurityApp } from '../../testing/security-app.js';
import type { JobService } from './api.js';
import { createJobService } from './job-service.js';
import { jobsRoutes } from './jobs.routes.js';

let made: SecurityApp;
let jobs: JobService;
let address: string;
let csrf: Record<string, string>;
let finish = () => {};

beforeAll(async () => {
  made = await openSecurityApp({ host: '127.0.0.1' }, (app, { repository, now }) => {
    const log = pino({ level: 'silent' });
    let deliver: ((jobId: string) => Promise<void>) | undefined;
    const jobQueue = { enqueue: async (id: string) => void deliver?.(id), work: async (handler: typeof deliver) => void (deliver = handler), ping: async () => undefined, close: async () => undefined };
    jobs = createJobService({ repository, jobQueue, log, now, concurrency: 1, alone: true, beatIntervalMs: 50, progressIntervalMs: 10 });
    void app.register(jobsRoutes({ jobs }));
    app.addHook('onReady', () =>
      jobs.startWorking({ log, now } as unknown as Container, {
        demo: async ({ progress, signal }) => {
          await progress(0.5, 'half');
          await new Promise<void>((resolve, reject) => {
            finish = resolve;
            signal.addEventListener('abort', () => reject(signal.reason as Error));
          });
        },
      }),
    );
  });
  await made.app.listen({ host: '127.0.0.1', port: 0 });
  address = `http://127.0.0.1:${(made.app.server.address() as AddressInfo).port}`;
  const { csrfToken } = (await (await fetch(`${address}/v1/session`)).json()) as { csrfToken: string };
  csrf = { 'x-csrf-token': csrfToken };
});
afterAll(async () => {
  await made.app.close();
  await jobs.stop();
  await made.close();
});

/** An open stream of events; `until` resolves with all of its text so far. */
async function listen(path: string) {
  const request = httpGet(`${address}${path}`);
  const [reply] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  reply.on('data', (part: Buffer) => (text += part.toString()));
  const until = async (found: (text: string) => boolean) => {
    for (let waited = 0; !found(text) && waited < 5_000; waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
    return text;
  };
  const ended = new Promise<string>((resolve) => reply.on('end', () => resolve(text)));
  return { reply, until, ended, leave: () => request.destroy() };
}
const eventsOf = (text: string) => text.split('\n').flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6)) as Job] : []));

it('streams each change of a job and ends with it', async () => {
  const job = await jobs.create('demo', 'demo');
  const stream = await listen(`/v1/jobs/${job.id}/events`);
  expect(stream.reply.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
  await stream.until((text) => text.includes('"half"'));
  finish();
  const events = eventsOf(await stream.ended);
  expect(events.at(-1)).toMatchObject({ id: job.id, state: 'succeeded', progress: { done: 1 } });
  expect(events.some(({ state, progress }) => state === 'running' && progress.done === 0.5)).toBe(true);
  // An ended job is told once more to who comes late.
  expect(eventsOf(await (await listen(`/v1/jobs/${job.id}/events`)).ended)).toEqual([events.at(-1)]);
});

it('lists, shows and cancels jobs, and tells what is not there', async () => {
  const job = await jobs.create('demo', 'subject-2');
  const read = async (path: string) => (await fetch(`${address}${path}`)).json();
  expect(await read('/v1/jobs?subjectId=subject-2')).toMatchObject([{ id: job.id }]);
  expect(await read('/v1/jobs?kind=import')).toEqual([]);
  expect(await read('/v1/jobs?kind=nonsense')).toMatchObject({ code: 'validation-failed' });
  expect(await read(`/v1/jobs/${job.id}`)).toMatchObject({ subjectId: 'subject-2' });
  expect(await read('/v1/jobs/none')).toMatchObject({ status: 404, code: 'not-found' });
  expect(await read('/v1/jobs/none/events')).toMatchObject({ status: 404 });
  const cancel = () => fetch(`${address}/v1/jobs/${job.id}/cancel`, { method: 'POST', headers: csrf });
  expect((await cancel()).status).toBe(200);
  expect((await jobs.waitFor(job.id)).state).toBe('cancelled');
  expect((await cancel()).status).toBe(409);
});

it('lets only those stop a job who may write what it works on', async () => {
  const job = await jobs.create('demo', 'demo');
  const cancelWith = async (scopes: string[]) => {
    const made = await fetch(`${address}/v1/api-keys`, { method: 'POST', headers: { ...csrf, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'k', scopes }) });
    const { key } = (await made.json()) as { key: string };
    return (await fetch(`${address}/v1/jobs/${job.id}/cancel`, { method: 'POST', headers: { authorization: `Bearer ${key}` } })).status;
  };
  expect([await cancelWith(['decisions']), await cancelWith(['data:read']), await cancelWith(['campaigns', 'launch']), await cancelWith(['data'])]).toEqual([403, 403, 403, 200]);
  await jobs.waitFor(job.id);
});

it('lets readers leave, and does not keep the server from closing', async () => {
  const job = await jobs.create('demo', 'demo');
  const left = await listen(`/v1/jobs/${job.id}/events`);
  await left.until((text) => text.includes('event: job'));
  left.leave();
  const stays = await listen(`/v1/jobs/${job.id}/events`);
  await stays.until((text) => text.includes('event: job'));
  const from = performance.now();
  await made.app.close();
  await stays.ended;
  expect(performance.now() - from).toBeLessThan(3_000);
});
