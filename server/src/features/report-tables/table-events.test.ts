import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Problem, ReportTable, TableProgress, TableRequest } from '@arbiter/contracts';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { buildApp } from '../../app.js';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';

let container: Container;
let app: FastifyInstance;
let port: number;
let csrfToken: string;

/** Seconds of work over hardly any rows of the store. */
const heavy: TableRequest = { source: { kind: 'explore', query: { dataset: 'payments', measures: ['payments', 'customers', 'median_payment'], dimensions: [{ id: 'paid_on', grain: 'month' }] } } };

interface Events { events: { event: string; data: unknown }[]; leave(): void; ended: Promise<void> }

function listen(body: TableRequest, accept = 'text/event-stream'): Events {
  const events: Events['events'] = [];
  const call = request({ port, host: '127.0.0.1', method: 'POST', path: '/v1/report-tables', headers: { 'content-type': 'application/json', accept, 'x-csrf-token': csrfToken } });
  const ended = new Promise<void>((resolve) => {
    call.once('error', () => resolve());
    call.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
          const [, event = '', data = 'null'] = /^event: (\S+)\ndata: (.*)$/s.exec(text.slice(0, end)) ?? [];
          events.push({ event, data: JSON.parse(data) });
          text = text.slice(end + 2);
        }
      });
      response.once('close', () => resolve());
    });
  });
  call.end(JSON.stringify(body));
  return { events, leave: () => void call.destroy(), ended };
}

/** Statements of questions that the engine works on. */
const running = async () => Number((await container.analytics.query<{ n: string }>("SELECT count() AS n FROM system.processes WHERE position(query, 'FROM payments') > 0 AND position(query, 'system.processes') = 0"))[0]?.n);

beforeAll(async () => {
  container = await makeTestContainer();
  app = await buildApp(container);
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
  csrfToken = (await app.inject({ url: '/v1/session', headers: { host: 'localhost' } })).json<{ csrfToken: string }>().csrfToken;
  await container.analytics.command("INSERT INTO payments SELECT toString(number), toString(number % 1000003), '', cityHash64(number) % 100000000, toDate32('2026-01-01') + number % 300, 1 FROM numbers(3000000)");
}, 120_000);
afterAll(async () => {
  await app?.close();
  await container?.close();
});

it('says how far the answer is, then answers', { timeout: 120_000 }, async () => {
  const { events, ended } = listen(heavy);
  await ended;
  const last = events.at(-1);
  expect(last?.event).toBe('table');
  expect((last?.data as ReportTable).rows.reduce((sum, row) => sum + Number(row[1]), 0)).toBe(3_000_000);
  const progress = events.slice(0, -1).map(({ data }) => data as TableProgress);
  expect(events.slice(0, -1).every(({ event }) => event === 'progress')).toBe(true);
  expect(Math.max(...progress.map(({ rowsRead }) => rowsRead))).toBeGreaterThan(0);
  expect((last?.data as ReportTable).queries[0]?.sql).not.toContain('question ');
});

it.each(['text/event-stream', 'application/json'])('stops the work in the engine when its reader goes away (%s)', { timeout: 120_000 }, async (accept) => {
  const { leave, ended } = listen(heavy, accept);
  await vi.waitFor(async () => expect(await running()).toBeGreaterThan(0), { timeout: 60_000, interval: 20 });
  leave();
  await ended;
  const leftAt = performance.now();
  await vi.waitFor(async () => expect(await running()).toBe(0), { timeout: 20_000, interval: 50 });
  process.stdout.write(`stopped after ${Math.round(performance.now() - leftAt)} ms\n`);
});

it('tells a fault as a problem', async () => {
  const { events, ended } = listen({ source: { kind: 'view', view: 'none' } });
  await ended;
  expect(events.at(-1)).toMatchObject({ event: 'problem', data: { code: 'validation-failed', faults: [{ path: '/source/view' }] } satisfies Partial<Problem> | object });
});
