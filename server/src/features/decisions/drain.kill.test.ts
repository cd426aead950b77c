import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request as httpRequest } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Decision } from '@arbiter/contracts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { EmbeddedEngine } from '../../adapters/clickhouse/embedded/embedded-engine.js';
import type { Container } from '../../container.js';
import { makeTestConfig, makeTestContainer } from '../../testing/make-test-container.js';
import { saveLiveCustomers, saveLiveOffers } from '../../testing/live-offers.js';
import { startServerProcess, type ServerProcess } from '../../testing/server-process.js';
import { start } from '../../main.js';
import { ApiKeyStore } from '../api-keys/api.js';
import { configurationOf } from '../configuration/api.js';
import { decisionServiceOf } from './decision-service.js';
import { drainOnce } from './drain-journal.js';

const workers = 12;
const crowd = Array.from({ length: 200 }, (_, i) => `c${i}`);
const site: [kind: 'placements', id: string, document: object] = ['placements', 'site', { title: 'Site', active: true, inbound: true, offers: ['card'] }];

/** Each acknowledged decision has one row with its answer; besides them there is only what was under way when the server died. */
async function expectEachOnce(stores: Pick<Container, 'analytics'>, acknowledged: readonly Decision[], unanswered: number): Promise<void> {
  const rows = await stores.analytics.query<{ decision_id: string; customer_id: string; outcome: string }>('SELECT decision_id, customer_id, outcome FROM decisions FINAL');
  const byId = new Map(rows.map((row) => [row.decision_id, row]));
  expect(byId.size).toBe(rows.length);
  for (const { decisionId, customerId, outcome } of acknowledged) expect(byId.get(decisionId)).toEqual({ decision_id: decisionId, customer_id: customerId, outcome });
  expect(rows.length - acknowledged.length).toBeGreaterThanOrEqual(0);
  expect(rows.length - acknowledged.length).toBeLessThanOrEqual(unanswered);
  const [contacts] = await stores.analytics.query<{ n: string }>('SELECT count() AS n FROM contacts FINAL');
  expect(Number(contacts!.n)).toBe(rows.filter(({ outcome }) => outcome === 'action').length);
}

it('goes on with decisions when the embedded ClickHouse is killed in the middle of an insert, three times, and has each row once afterwards', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'arbiter-engine-kill-'));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const running = await start(await makeTestConfig({ dataDir }));
  onTestFinished(() => running.close());
  const { container, address } = running;
  await saveLiveOffers(container, [site]);
  await saveLiveCustomers(container, crowd);
  await configurationOf(container).refresh();
  await decisionServiceOf(container).settings.refresh();
  const { csrfToken } = (await (await fetch(`${address}/v1/session`)).json()) as { csrfToken: string };

  // Kills at another moment of the insert each time: before it arrives, while it is written, about when it ends.
  const delaysMs = [0, 4, 15];
  let kills = 0;
  const insertLines = container.analytics.insertLines.bind(container.analytics);
  const spy = vi.spyOn(container.analytics, 'insertLines').mockImplementation(async (...given) => {
    const delayMs = given[0] === 'decisions' ? delaysMs.shift() : undefined;
    const processId = container.engineProcessId();
    if (delayMs === undefined || processId === undefined) return insertLines(...given);
    const inserting = insertLines(...given);
    setTimeout(() => {
      kills += 1;
      process.kill(processId, 'SIGKILL');
    }, delayMs);
    return inserting;
  });
  onTestFinished(() => spy.mockRestore());

  const acknowledged: Decision[] = [];
  let whileAway = 0;
  let turn = 0;
  const ask = async () => {
    while (kills < 3 || acknowledged.length < 600) {
      const reply = await fetch(`${address}/v1/decisions`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-csrf-token': csrfToken }, body: JSON.stringify({ customerId: crowd[(turn += 1) % crowd.length], placement: 'site' }) });
      if (reply.status === 200) acknowledged.push((await reply.json()) as Decision);
      else expect([503, ''], await reply.text()).toContain(reply.status);
      if (kills > 0 && kills < 3 && reply.status === 200) whileAway += 1;
      // Enough of a load to have something in each insert; the processors are needed for the engine's start.
      await sleep(30);
    }
  };
  await Promise.all(Array.from({ length: workers }, ask));
  expect(kills).toBe(3);
  expect(whileAway).toBeGreaterThan(0);
  await expect.poll(() => container.hotState.journalLength(), { timeout: 30_000, interval: 200 }).toBe(0);
  await expectEachOnce(container, acknowledged, 0);
}, 90_000);

/** Where the server dies: before the insert reaches ClickHouse, when it is done but not answered, or so long after its answer. */
type Death = { table: string; at: 'before-insert' | 'unanswered' } | { table: string; at: 'answered'; afterMs: number };
const deaths: Death[] = [
  { table: 'decisions', at: 'before-insert' },
  { table: 'decisions', at: 'unanswered' },
  { table: 'contacts', at: 'unanswered' },
  { table: 'contacts', at: 'answered', afterMs: 0 },
  { table: 'decisions', at: 'answered', afterMs: 1 },
];

it('has each row once when the server dies between insert and forgetting', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'arbiter-trim-kill-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const engine = await EmbeddedEngine.start({ folder: join(folder, 'clickhouse'), memoryBytes: 2 ** 30 });
  onTestFinished(() => engine.close());
  const { url, password } = await engine.endpoint();
  const upstream = new URL(url);

  // Stands between server and ClickHouse, and knows what has been written when it lets the server die.
  let death: Death | undefined;
  let server: ServerProcess | undefined;
  const died: string[] = [];
  const die = async (how: Death) => {
    death = undefined;
    await server?.kill();
    died.push(`${how.table} ${how.at}`);
  };
  const between = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const statement = `${decodeURIComponent(request.url ?? '').replaceAll('+', ' ')} ${body.subarray(0, 500).toString()}`;
      const mine = death && new RegExp(`INSERT INTO \\S*\\b${death.table}\\b`, 'i').test(statement) ? death : undefined;
      if (mine?.at === 'before-insert') return void die(mine);
      const onward = httpRequest({ host: upstream.hostname, port: upstream.port, method: request.method, path: request.url, headers: request.headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => parts.push(chunk));
        answer.on('end', () => {
          if (mine?.at === 'unanswered') return void die(mine);
          const { 'transfer-encoding': _, ...headers } = answer.headers;
          reply.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': Buffer.concat(parts).length });
          reply.end(Buffer.concat(parts));
          if (mine?.at === 'answered') setTimeout(() => void die(mine), mine.afterMs);
        });
      });
      onward.on('error', () => reply.destroy());
      onward.end(body);
    });
  });
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  onTestFinished(() => {
    between.closeAllConnections();
    between.close();
  });
  const clickhouseUrl = `http://default:${encodeURIComponent(password)}@127.0.0.1:${(between.address() as AddressInfo).port}`;
  const dataDir = join(folder, 'data');

  const first = await makeTestContainer({ dataDir, clickhouseUrl });
  await saveLiveOffers(first, [site]);
  await saveLiveCustomers(first, crowd);
  const { key } = await new ApiKeyStore({ ...first, warn: () => undefined }).create('test', ['decisions']);
  await first.close();

  const acknowledged: Decision[] = [];
  let turn = 0;
  for (const one of deaths) {
    server = await startServerProcess({ ARBITER_DATA_DIR: dataDir, CLICKHOUSE_URL: clickhouseUrl }, key);
    death = one;
    const { child, post } = server;
    const ask = async () => {
      while (child.exitCode === null && child.signalCode === null) {
        const reply = await post('/v1/decisions', { customerId: crowd[(turn += 1) % crowd.length], placement: 'site' }).catch(() => undefined);
        if (reply?.status === 200) acknowledged.push(JSON.parse(reply.text) as Decision);
        else if (reply) expect(reply.status, reply.text).toBe(503);
        await sleep(10);
      }
    };
    await Promise.all(Array.from({ length: workers }, ask));
  }
  expect(died).toEqual(deaths.map(({ table, at }) => `${table} ${at}`));
  expect(acknowledged.length).toBeGreaterThan(deaths.length * 10);

  const after = await makeTestContainer({ dataDir, clickhouseUrl });
  try {
    while ((await drainOnce(after)) > 0);
    await expectEachOnce(after, acknowledged, deaths.length * workers);
  } finally {
    await after.close();
  }
}, 120_000);
