import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HotState } from '../../ports/hot-state.js';
import { buildChildEntry } from '../../testing/child-entry.js';
import { startRedisServer, whyNoRedis } from '../../testing/redis-server.js';
import { openHotState } from './open-hot-state.js';
import { stores, type Store } from './testing/hot-state-stores.js';

const missing = whyNoRedis();
if (missing) process.stdout.write(`The hot state is tested on LMDB alone: ${missing}\n`);

const until = async (condition: () => boolean, timeoutMs = 5_000) => {
  for (const end = Date.now() + timeoutMs; !condition() && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe.each(Object.entries(stores).filter(([name]) => name === 'LMDB' || !missing))('hot state in %s', (_name, start) => {
  let store: Store;
  let state: HotState;
  const open = (idempotencyTtlMs?: number) => openHotState({ directory: store.directory, redisUrl: store.redisUrl, ...(idempotencyTtlMs === undefined ? {} : { idempotencyTtlMs }) });

  beforeAll(async () => {
    store = await start();
    state = await open();
  });
  afterAll(async () => {
    await state.close();
    await store.stop();
  });

  it('reads what was written, and undefined where nothing is', async () => {
    const hostile = ['plain', 'with space', 'ключ', '1', '01', 'a*b', 'a?[b]', '\u0001x', 'emoji 🧾', `${'k'.repeat(1800)}`];
    await state.putMany(hostile.map((key) => [key, `value of ${key}`] as const));
    await state.putMany([['empty', ''], ['gone', 'x']]);
    await state.putMany([['gone', undefined], ['twice', 'first'], ['twice', 'last']]);
    expect(await state.getMany(hostile)).toEqual(hostile.map((key) => `value of ${key}`));
    expect(await state.getMany(['empty', 'gone', 'twice', 'never'])).toEqual(['', undefined, 'last', undefined]);
    expect(await state.getMany([])).toEqual([]);
    expect(await state.countsOf([])).toEqual([]);
    await state.ping();
  });

  it('refuses keys and numbers that cannot be stored as they are, and writes nothing of the commit', async () => {
    const before = await state.journalLength();
    await expect(state.commit({ entry: 'e', puts: [{ key: '', value: 'x' }] })).rejects.toThrow('empty');
    await expect(state.commit({ entry: 'e', puts: [{ key: 'я'.repeat(1000), value: 'x' }] })).rejects.toThrow('2000 bytes');
    await expect(state.commit({ entry: 'e', takes: [{ key: 'half', by: 0.5, atMost: 1 }] })).rejects.toThrow('whole number');
    await expect(state.commit({ entry: 'e', takes: [{ key: 'nan', by: 1, atMost: Number.NaN }] })).rejects.toThrow('whole number');
    await expect(state.setCounts([['half', 0.5]])).rejects.toThrow('whole number');
    expect(await state.journalLength()).toBe(before);
  });

  it('never lets concurrent commits pass a limit', async () => {
    const results = await Promise.all(Array.from({ length: 100 }, (_, index) => state.commit({ takes: [{ key: 'seats', by: 1, atMost: 37 }], puts: [{ key: `seat/${index}`, value: 'taken' }], entry: `seat ${index}` })));
    expect(results.filter((result) => result.ok)).toHaveLength(37);
    for (const result of results) if (!result.ok) expect(result).toEqual({ ok: false, why: 'limit', key: 'seats' });
    expect(await state.countsOf(['seats', 'never'])).toEqual([37, 0]);
    const seats = await state.getMany(results.map((_, index) => `seat/${index}`));
    expect(seats.map((seat) => seat !== undefined)).toEqual(results.map((result) => result.ok));
    const sequences = results.flatMap((result) => (result.ok ? [result.sequence] : []));
    expect(new Set(sequences).size).toBe(37);
  });

  it('takes all or nothing, sums takes of one key, counts in large whole numbers and gives back', async () => {
    const full = await state.commit({ takes: [{ key: 'first', by: 5, atMost: 10 }, { key: 'second', by: 11, atMost: 10 }], entry: 'x' });
    expect(full).toEqual({ ok: false, why: 'limit', key: 'second' });
    expect(await state.countsOf(['first', 'second'])).toEqual([0, 0]);
    const twice = await state.commit({ takes: [{ key: 'sum', by: 6, atMost: 10 }, { key: 'sum', by: 6, atMost: 10 }], entry: 'x' });
    expect(twice).toEqual({ ok: false, why: 'limit', key: 'sum' });
    const large = 4_000_000_000_000_000;
    expect((await state.commit({ takes: [{ key: 'budget', by: large, atMost: large + 1 }], entry: 'x' })).ok).toBe(true);
    expect((await state.commit({ takes: [{ key: 'budget', by: 1, atMost: large + 1 }], entry: 'x' })).ok).toBe(true);
    expect((await state.commit({ takes: [{ key: 'budget', by: 1, atMost: large + 1 }], entry: 'x' })).ok).toBe(false);
    expect(await state.countsOf(['budget'])).toEqual([large + 1]);
    expect((await state.commit({ takes: [{ key: 'budget', by: -1, atMost: 0 }], entry: 'x' })).ok).toBe(true);
    expect(await state.countsOf(['budget'])).toEqual([large]);
    await state.setCounts([['budget', 7]]);
    expect(await state.countsOf(['budget'])).toEqual([7]);
  });

  it('refuses a commit whose reads are stale', async () => {
    await state.putMany([['profile', 'v1']]);
    expect((await state.commit({ expect: [{ key: 'profile', value: 'v1' }, { key: 'absent', value: undefined }], puts: [{ key: 'profile', value: 'v2' }], entry: 'x' })).ok).toBe(true);
    expect(await state.commit({ expect: [{ key: 'profile', value: 'v1' }], puts: [{ key: 'profile', value: 'v3' }], entry: 'x' })).toEqual({ ok: false, why: 'stale' });
    expect(await state.commit({ expect: [{ key: 'profile', value: undefined }], entry: 'x' })).toEqual({ ok: false, why: 'stale' });
    expect(await state.commit({ expect: [{ key: 'nobody', value: 'v1' }], entry: 'x' })).toEqual({ ok: false, why: 'stale' });
    expect(await state.getMany(['profile'])).toEqual(['v2']);
    const race = await Promise.all(Array.from({ length: 20 }, (_, index) => state.commit({ expect: [{ key: 'profile', value: 'v2' }], puts: [{ key: 'profile', value: `winner ${index}` }], entry: 'x' })));
    expect(race.filter((result) => result.ok)).toHaveLength(1);
    await state.commit({ puts: [{ key: 'profile', value: undefined }], entry: 'x' });
    expect(await state.getMany(['profile'])).toEqual([undefined]);
  });

  it('answers a repeated idempotency key with the first entry, also after reopening, and a concurrent one once', async () => {
    const asked = { idempotencyKey: 'request 1', takes: [{ key: 'asked', by: 1, atMost: 10 }] };
    const [one, two] = await Promise.all([state.commit({ ...asked, entry: 'answer' }), state.commit({ ...asked, entry: 'other' })]);
    expect([one, two]).toEqual([expect.objectContaining({ ok: true }), { ok: false, why: 'repeated', entry: 'answer' }]);
    await state.close();
    state = await open();
    expect(await state.commit({ ...asked, entry: 'third' })).toEqual({ ok: false, why: 'repeated', entry: 'answer' });
    expect(await state.countsOf(['asked'])).toEqual([1]);
  });

  it('does not remember a refused commit, and forgets idempotency keys in time', async () => {
    const refused = await state.commit({ idempotencyKey: 'refused', takes: [{ key: 'none', by: 1, atMost: 0 }], entry: 'x' });
    expect(refused.ok).toBe(false);
    expect((await state.commit({ idempotencyKey: 'refused', entry: 'y' })).ok).toBe(true);
    const brief = await open(100);
    try {
      for (const key of ['a', 'b', 'c']) expect((await brief.commit({ idempotencyKey: key, entry: 'old' })).ok).toBe(true);
      expect((await brief.commit({ idempotencyKey: 'a', entry: 'soon' })).ok).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect((await brief.commit({ idempotencyKey: 'a', entry: 'new' })).ok).toBe(true);
      expect(await brief.commit({ idempotencyKey: 'a', entry: 'x' })).toEqual({ ok: false, why: 'repeated', entry: 'new' });
    } finally {
      await brief.close();
    }
  });

  it('keeps the journal in order, reads it in pages and trims it', async () => {
    const [first] = [await state.commit({ entry: 'begin' })];
    const start = first.ok ? first.sequence : 0;
    const results = await Promise.all(Array.from({ length: 50 }, (_, index) => state.commit({ entry: `entry ${index}` })));
    expect(results).toEqual(results.map((_, index) => ({ ok: true, sequence: start + 1 + index })));
    const page = await state.readJournal(start, 20);
    expect(page).toEqual(Array.from({ length: 20 }, (_, index) => ({ sequence: start + 1 + index, entry: `entry ${index}` })));
    expect(await state.readJournal(start + 50, 20)).toEqual([]);
    await state.trimJournal(start + 45);
    expect(await state.journalLength()).toBe(5);
    expect((await state.readJournal(0, 100)).map(({ sequence }) => sequence)).toEqual([46, 47, 48, 49, 50].map((index) => start + index));
    await state.trimJournal(start + 50);
    expect(await state.journalLength()).toBe(0);
    await state.close();
    state = await open();
    expect(await state.commit({ entry: 'after an empty journal' })).toEqual({ ok: true, sequence: start + 51 });
  });

  it('removes what begins with a prefix and nothing else', async () => {
    await state.putMany(Array.from({ length: 12_000 }, (_, index) => [`plan*/${index}`, 'x'] as const));
    await state.putMany([['plan*', 'kept'], ['plans/1', 'kept'], ['pla', 'kept']]);
    await state.setCounts([['plan*/used', 5], ['plan', 6]]);
    await state.removePrefix('plan*/');
    expect(await state.getMany(['plan*/0', 'plan*/11999', 'plan*', 'plans/1', 'pla'])).toEqual([undefined, undefined, 'kept', 'kept', 'kept']);
    expect(await state.countsOf(['plan*/used', 'plan'])).toEqual([0, 6]);
  });

  it('tells listeners here and in other processes, until they stop', async () => {
    const other = await open();
    try {
      const here: string[] = [];
      const there: string[] = [];
      const stopHere = await state.subscribe('rules', (message) => here.push(message));
      const stopThere = await other.subscribe('rules', (message) => there.push(message));
      await state.publish('rules', 'one');
      await other.publish('rules', 'two');
      await state.publish('elsewhere', 'no');
      await until(() => here.length === 2 && there.length === 2);
      expect([here.sort(), there.sort()]).toEqual([['one', 'two'], ['one', 'two']]);
      await stopThere();
      await state.publish('rules', 'three');
      await until(() => here.length === 3);
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect([here.length, there.length]).toEqual([3, 2]);
      await stopHere();
    } finally {
      await other.close();
    }
  });

  it('keeps limits and tells news across processes', async () => {
    const entry = await buildChildEntry(fileURLToPath(new URL('./testing/hot-state-child.ts', import.meta.url)));
    const heard: string[] = [];
    const stop = await state.subscribe('raced', (message) => heard.push(message));
    const children = [1, 2, 3].map(() => spawn(process.execPath, [entry, store.directory, store.redisUrl ?? '', 'race'], { stdio: ['ignore', 'pipe', 'inherit'] }));
    const taken = await Promise.all(
      children.map(async (child) => {
        let output = '';
        child.stdout.on('data', (text: Buffer) => (output += text.toString()));
        await once(child, 'close');
        return Number(output);
      }),
    );
    expect(taken.reduce((sum, count) => sum + count, 0)).toBe(500);
    expect(await state.countsOf(['raced'])).toEqual([500]);
    await until(() => heard.length === 3);
    expect(heard.sort()).toEqual(children.map(({ pid }) => String(pid)).sort());
    await stop();
  });

  it('loses nothing acknowledged when a process is killed between commits', async () => {
    const entry = await buildChildEntry(fileURLToPath(new URL('./testing/hot-state-child.ts', import.meta.url)));
    const made = (await state.countsOf(['made']))[0]!;
    const child = spawn(process.execPath, [entry, store.directory, store.redisUrl ?? '', 'until-killed'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
      if (output.length > 1_000) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const acknowledged = output.slice(0, output.lastIndexOf('\n')).split('\n').map(Number);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(await state.getMany(acknowledged.map((number) => `d/${number}`))).toEqual(acknowledged.map(String));
    const total = (await state.countsOf(['made']))[0]! - made;
    // One more may have been written whose number was not printed yet.
    expect(total - acknowledged.length).toBeLessThanOrEqual(1);
    expect(await state.commit({ idempotencyKey: `decision-${acknowledged.at(-1)}`, entry: 'again' })).toEqual({ ok: false, why: 'repeated', entry: String(acknowledged.at(-1)) });
  });

  it('takes in many values at less than 10 µs of processor time each (100 000 a second), however busy the machine is', async () => {
    const count = 300_000;
    const from = process.cpuUsage();
    await state.putMany((function* () {
      for (let index = 0; index < count; index += 1) yield [`p/${index}`, `{"segment":"s${index % 7}"}`] as const;
    })());
    const { user, system } = process.cpuUsage(from);
    expect(await state.getMany(['p/0', `p/${count - 1}`])).toEqual(['{"segment":"s0"}', `{"segment":"s${(count - 1) % 7}"}`]);
    expect((user + system) / count).toBeLessThan(10);
  });
});

describe.runIf(!missing)('Redis itself', () => {
  it('is found again after it was killed, with everything that was acknowledged; while away it answers with errors', async () => {
    const server = await startRedisServer();
    const state = await openHotState({ directory: '', redisUrl: server.url });
    try {
      const heard: string[] = [];
      await state.subscribe('topic', (message) => heard.push(message));
      await Promise.all(Array.from({ length: 200 }, (_, index) => state.commit({ takes: [{ key: 'n', by: 1, atMost: 1000 }], entry: String(index) })));
      await server.crashAndRestart();
      await state.ping().catch(() => state.ping());
      expect(await state.countsOf(['n'])).toEqual([200]);
      expect(await state.journalLength()).toBe(200);
      for (let attempt = 0; heard.length === 0 && attempt < 50; attempt += 1) {
        await state.publish('topic', 'back');
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect(heard[0]).toBe('back');
      await server.stop();
      await expect(state.commit({ entry: 'x' })).rejects.toThrow();
    } finally {
      await state.close();
      await server.stop();
    }
  });

  it('cannot be opened where nothing listens', async () => {
    await expect(openHotState({ directory: '', redisUrl: 'redis://127.0.0.1:1' })).rejects.toThrow();
  });
});
