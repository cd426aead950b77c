import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { emptyFeatures, foldEvent, readFeatures, readFeaturesState } from '@arbiter/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHotState } from '../../adapters/hot-state/open-hot-state.js';
import type { HotState } from '../../ports/hot-state.js';
import { buildChildEntry } from '../../testing/child-entry.js';
import { startRedisServer, whyNoRedis, type RedisServer } from '../../testing/redis-server.js';
import { makeConfiguration } from '../configuration/api.js';
import { hotKeys, type EventEntry } from '../decisions/api.js';
import { compiledFeaturesOf } from '../online-features/api.js';
import { compiledEventTypes } from './compiled-event-types.js';
import { readEvent } from './read-event.js';
import { EventTaker } from './take-events.js';
import { takeStream } from './take-stream.js';
import { bankEventDocuments } from './testing/bank-event-documents.js';

const configuration = makeConfiguration(bankEventDocuments.documents('classes').map((one) => ({ ...one, version: 1 })));
const types = compiledEventTypes(configuration);
const { features } = compiledFeaturesOf(configuration);
const classifier = { classOf: () => 'purchase' };
const nowMs = Date.UTC(2026, 4, 1);

function eventsOf(customer: string, count: number, seed: number) {
  return Array.from({ length: count }, (_, i) => {
    const read = readEvent({ eventId: `${customer}-${i}`, customerId: customer, type: 'card.operation', at: new Date(nowMs - ((i * 7_919 + seed) % 5_000) * 60_000).toISOString(), data: { amountMinor: (i * 31) % 977, mcc: '5411', merchant: `m${i % 17}` } }, types, nowMs);
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    return read.event;
  });
}
const anew = (events: ReturnType<typeof eventsOf>) =>
  events.reduce((state, { record, atMs }) => foldEvent(features, state, { eventId: record.eventId, type: record.type, class: 'purchase', atMs, data: record.data! }, nowMs), emptyFeatures);

async function entriesOf(hotState: HotState): Promise<EventEntry[]> {
  const found: EventEntry[] = [];
  for (let after = 0; ; ) {
    const page = await hotState.readJournal(after, 1_000);
    if (page.length === 0) return found;
    after = page.at(-1)!.sequence;
    found.push(...page.map(({ entry }) => JSON.parse(entry) as EventEntry));
  }
}

const noRedis = whyNoRedis();
const profiles = noRedis === undefined ? (['LMDB', 'Redis'] as const) : (['LMDB'] as const);
describe.each(profiles)('events on %s', (profile) => {
  let folder: string;
  let redis: RedisServer | undefined;
  const open = () => openHotState({ directory: join(folder, 'hot'), redisUrl: redis?.url, warn: () => undefined });
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'arbiter-events-'));
    if (profile === 'Redis') redis = await startRedisServer();
  });
  afterAll(async () => {
    await redis?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('takes each once and comes to the same features, from two takers at once, in different orders, with copies', async () => {
    const stores = profile === 'Redis' ? [await open(), await open()] : [await open()];
    const takers = [new EventTaker(stores[0]!, classifier, () => configuration), new EventTaker(stores.at(-1)!, classifier, () => configuration)];
    const events = ['anna', 'boris', 'carl'].flatMap((customer, index) => eventsOf(customer, 150, index));
    const shuffled = events.map((event, i) => ({ event, key: (i * 7_907) % 4_001 })).sort((one, other) => one.key - other.key).map(({ event }) => event);
    const results = (await Promise.all([takers[0]!.take(events), takers[1]!.take(shuffled), takers[1]!.take(events.slice(0, 100))])).flat();
    expect(results.filter((result) => result === 'accepted')).toHaveLength(450);
    expect(results.filter((result) => result === 'repeated')).toHaveLength(550);
    for (const customer of ['anna', 'boris', 'carl']) {
      const [text] = await stores[0]!.getMany([hotKeys.features(customer)]);
      expect(readFeatures(features, readFeaturesState(text), nowMs)).toEqual(readFeatures(features, anew(events.filter(({ record }) => record.customerId === customer)), nowMs));
    }
    expect(await stores[0]!.journalLength()).toBe(450);
    for (const store of stores) await store.close();
  }, 60_000);

  it('loses nothing that was acknowledged and counts nothing twice when a process is killed beside another', async () => {
    await rm(join(folder, 'hot'), { recursive: true, force: true });
    const before = await open();
    await before.trimJournal(2 ** 31);
    await before.close();
    const child = await buildChildEntry(fileURLToPath(new URL('testing/take-events-child.ts', import.meta.url)));
    const acknowledged: string[] = [];
    const run = async (name: string, atLeast: number) => {
      const running = spawn(process.execPath, [child, join(folder, 'hot'), redis?.url ?? '', name], { stdio: ['ignore', 'pipe', 'inherit'] });
      let rest = '';
      let seen = 0;
      for await (const chunk of running.stdout) {
        const lines = (rest + String(chunk)).split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          seen += 1;
          acknowledged.push(line.split(' ')[1]!);
        }
        if (seen >= atLeast && running.exitCode === null && running.signalCode === null) running.kill('SIGKILL');
      }
      if (running.exitCode === null && running.signalCode === null) await once(running, 'exit');
      expect(running.signalCode).toBe('SIGKILL');
    };
    await Promise.all([run('one', 300), run('two', 600)]);
    await run('three', 200);
    const after = await open();
    const entries = await entriesOf(after);
    const ids = entries.map(({ event }) => event.eventId);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Set(ids);
    expect(acknowledged.filter((id) => !taken.has(id))).toEqual([]);
    // A state and its journal entry are one step: whatever was under way at a kill is in both or in neither.
    for (let i = 0; i < 5; i += 1) {
      const [text] = await after.getMany([hotKeys.features(`c${i}`)]);
      const mine = entries.filter(({ event }) => event.customerId === `c${i}`).length;
      expect(readFeatures(features, readFeaturesState(text), Date.now())).toMatchObject({ purchases_30d: mine, spent_30d: mine * 7 });
    }
    await after.close();
  }, 120_000);

  it('streams a hundred thousand events with flat memory, while the sender waits for the store', async () => {
    const store = await open();
    const taker = new EventTaker(store, classifier, () => configuration);
    const total = 100_000;
    let sent = 0;
    let heap = 0;
    const lines = function* () {
      for (; sent < total; sent += 1) {
        if (sent % 20_000 === 19_999) heap = Math.max(heap, process.memoryUsage().arrayBuffers);
        yield Buffer.from(`${JSON.stringify({ eventId: `stream-${sent}`, customerId: `s${sent % 5_000}`, type: 'card.operation', at: new Date(nowMs - sent * 20_000).toISOString(), data: { amountMinor: 5, mcc: '5411' } })}\n`);
      }
    };
    const started = process.cpuUsage();
    const rss = process.memoryUsage().rss;
    const counts = await takeStream({ now: () => new Date(nowMs) }, taker, Readable.from(lines(), { highWaterMark: 16 }));
    const used = process.cpuUsage(started);
    expect(counts).toMatchObject({ accepted: total, repeated: 0, refused: 0 });
    expect(heap).toBeLessThan(100 * 2 ** 20);
    expect(process.memoryUsage().rss - rss).toBeLessThan(500 * 2 ** 20);
    if (process.env.SHOW_FIGURES) process.stdout.write(`${profile}: ${((used.user + used.system) / total).toFixed(1)} µs of CPU an event, ${Math.round((process.memoryUsage().rss - rss) / 2 ** 20)} MB more\n`);
    await store.close();
  }, 180_000);
});
