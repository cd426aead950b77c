import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HotState, Timer } from '../../ports/hot-state.js';
import { buildChildEntry } from '../../testing/child-entry.js';
import { whyNoRedis } from '../../testing/redis-server.js';
import { openHotState } from './open-hot-state.js';
import { stores, type Store } from './testing/hot-state-stores.js';

const missing = whyNoRedis();

describe.each(Object.entries(stores).filter(([name]) => name !== 'Redis' || !missing))('timers of the hot state: %s', (_name, start) => {
  let store: Store;
  let state: HotState;
  const open = () => openHotState({ directory: store.directory, redisUrl: store.redisUrl });
  const timer = (id: string, dueMs: number, payload = ''): Timer => ({ id, dueMs, payload });

  beforeAll(async () => {
    store = await start();
    state = await open();
  });
  afterAll(async () => {
    await state.close();
    await store.stop();
  });

  it('gives what is due of a kind, the earliest first, and what came first by its id', async () => {
    await state.commit({ timers: [timer('order:c', 300), timer('order:b', 100), timer('order:a', 100), timer('order:d', 301), timer('order:past', -5), timer('order:large', 8_640_000_000_000_000)] });
    expect((await state.dueTimers('order', 300, 10)).map(({ id }) => id)).toEqual(['order:past', 'order:a', 'order:b', 'order:c']);
    expect((await state.dueTimers('order', 300, 2)).map(({ id }) => id)).toEqual(['order:past', 'order:a']);
    expect(await state.dueTimers('order', -6, 10)).toEqual([]);
    expect(await state.dueTimers('order', 300, 0)).toEqual([]);
    expect(await state.dueTimers('none', 300, 10)).toEqual([]);
    expect(await state.timersOf('order')).toEqual({ waiting: 6, earliestMs: -5 });
    expect(await state.timersOf('none')).toEqual({ waiting: 0, earliestMs: undefined });
  });

  it('keeps kinds apart whose names begin alike, or hold signs of patterns', async () => {
    const kinds = ['hold', 'holds', 'hol', 'h*ld', 'hold-over', 'удержание', '[hold]'];
    await state.commit({ timers: kinds.map((kind) => timer(`${kind}:one:two`, 10, kind)) });
    for (const kind of kinds) {
      expect(await state.dueTimers(kind, 10, 10)).toEqual([timer(`${kind}:one:two`, 10, kind)]);
      expect(await state.timersOf(kind)).toEqual({ waiting: 1, earliestMs: 10 });
    }
  });

  it('keeps any text of a payload, and refuses an id without a kind and an instant that is none', async () => {
    const payloads = ['', '{"a":"\\n\\u0000"}', 'строка 🧾', '\u0000\u0001\n\r\t', '__proto__', 'x'.repeat(100_000)];
    await state.commit({ timers: payloads.map((payload, index) => timer(`text:${index}`, index, payload)) });
    expect((await state.dueTimers('text', 100, 10)).map(({ payload }) => payload)).toEqual(payloads);
    await expect(state.commit({ timers: [timer('nokind', 1)] })).rejects.toThrow('no kind');
    await expect(state.commit({ timers: [timer(':x', 1)] })).rejects.toThrow('no kind');
    await expect(state.commit({ dropTimers: [''] })).rejects.toThrow('empty');
    await expect(state.commit({ timers: [timer('text:x', 1.5)] })).rejects.toThrow('whole number');
    await expect(state.commit({ timers: [timer('text:x', Number.NaN)] })).rejects.toThrow('whole number');
  });

  it('moves a timer that is set again, and drops one that is there or not', async () => {
    await state.commit({ timers: [timer('move:a', 10, 'first')] });
    await state.commit({ timers: [timer('move:a', 20, 'second')] });
    expect(await state.dueTimers('move', 10, 10)).toEqual([]);
    expect(await state.dueTimers('move', 20, 10)).toEqual([timer('move:a', 20, 'second')]);
    expect(await state.commit({ dropTimers: ['move:a', 'move:never'] })).toEqual({ ok: true, sequence: 0 });
    expect(await state.timersOf('move')).toEqual({ waiting: 0, earliestMs: undefined });
  });

  it('journals nothing of a commit without an entry, and refuses an idempotency key without one', async () => {
    const before = await state.journalLength();
    expect(await state.commit({ puts: [{ key: 'silent', value: 'x' }], timers: [timer('silent:a', 1)] })).toEqual({ ok: true, sequence: 0 });
    expect(await state.journalLength()).toBe(before);
    expect(await state.getMany(['silent'])).toEqual(['x']);
    await expect(state.commit({ idempotencyKey: 'k', timers: [timer('silent:b', 1)] })).rejects.toThrow('no entry');
  });

  it('sets and ends timers only together with the rest of the commit', async () => {
    await state.commit({ timers: [timer('whole:a', 10)] });
    expect((await state.commit({ endTimers: [timer('whole:a', 10)], takes: [{ key: 'nothing left', by: 1, atMost: 0 }], entry: 'x' })).ok).toBe(false);
    expect((await state.commit({ timers: [timer('whole:b', 10)], expect: [{ key: 'whole', value: 'never' }], entry: 'x' })).ok).toBe(false);
    expect((await state.dueTimers('whole', 10, 10)).map(({ id }) => id)).toEqual(['whole:a']);
    expect(await state.commit({ endTimers: [timer('whole:a', 11)], puts: [{ key: 'whole', value: 'x' }] })).toEqual({ ok: false, why: 'stale' });
    expect(await state.commit({ endTimers: [timer('whole:a', 10), timer('whole:never', 10)], puts: [{ key: 'whole', value: 'x' }] })).toEqual({ ok: false, why: 'stale' });
    expect(await state.getMany(['whole'])).toEqual([undefined]);
    expect((await state.commit({ endTimers: [timer('whole:a', 10)], entry: 'done' })).ok).toBe(true);
    expect((await state.timersOf('whole')).waiting).toBe(0);
  });

  it('lets one of many workers on two connections claim a timer, holds it for the time of its lease and gives it to another afterwards', async () => {
    const other = await open();
    try {
      const count = 30;
      await state.commit({ timers: Array.from({ length: count }, (_, index) => timer(`lease:${index}`, 100, String(index))) });
      const due = await other.dueTimers('lease', 100, 100);
      expect(due).toHaveLength(count);
      const claims = await Promise.all(
        due.flatMap((one) => [state, other, state, other].map(async (connection) => ({ id: one.id, result: await connection.commit({ endTimers: [one], timers: [{ ...one, dueMs: 500 }] }) }))),
      );
      const won = claims.filter(({ result }) => result.ok).map(({ id }) => id);
      expect([...won].sort()).toEqual(due.map(({ id }) => id).sort());
      for (const { result } of claims) if (!result.ok) expect(result).toEqual({ ok: false, why: 'stale' });
      // While the lease runs nobody finds them.
      expect(await state.dueTimers('lease', 499, 100)).toEqual([]);
      // Done in time: ended as leased. A worker that died leaves its timer to whoever looks after the lease.
      expect((await state.commit({ endTimers: [{ id: 'lease:0', dueMs: 500 }], entry: 'done' })).ok).toBe(true);
      expect(await other.commit({ endTimers: [{ id: 'lease:0', dueMs: 500 }], entry: 'done twice' })).toEqual({ ok: false, why: 'stale' });
      expect(await other.dueTimers('lease', 500, 100)).toHaveLength(count - 1);
    } finally {
      await other.close();
    }
  });

  it('has 10,000 timers after a restart, in order', async () => {
    const count = 10_000;
    await Promise.all(Array.from({ length: count / 100 }, (_, part) => state.commit({ timers: Array.from({ length: 100 }, (_, index) => timer(`many:${part}-${index}`, (part * 7919 + index * 104_729) % 1_000_003, 'p')) })));
    await state.close();
    state = await open();
    expect((await state.timersOf('many')).waiting).toBe(count);
    const due = await state.dueTimers('many', 1_000_003, count + 1);
    expect(due).toHaveLength(count);
    for (let index = 1; index < count; index += 1) expect(due[index]!.dueMs).toBeGreaterThanOrEqual(due[index - 1]!.dueMs);
    for (let start = 0; start < count; start += 1_000) expect((await state.commit({ endTimers: due.slice(start, start + 1_000) })).ok).toBe(true);
    expect(await state.timersOf('many')).toEqual({ waiting: 0, earliestMs: undefined });
  });

  it('keeps the timers that were acknowledged when a process is killed', async () => {
    const entry = await buildChildEntry(fileURLToPath(new URL('./testing/hot-state-child.ts', import.meta.url)));
    const child = spawn(process.execPath, [entry, store.directory, store.redisUrl ?? '', 'timers-until-killed'], { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
      if (output.length > 300) child.kill('SIGKILL');
    });
    await once(child, 'close');
    const acknowledged = output.slice(0, output.lastIndexOf('\n')).split('\n').map(Number);
    expect(acknowledged.length).toBeGreaterThan(30);
    const kept = (await state.dueTimers('kept', Number.MAX_SAFE_INTEGER, 100_000)).map(({ dueMs }) => dueMs);
    // Each step of the child ends the timer before the last and sets one: two stand at any time.
    expect([acknowledged.at(-1)!, acknowledged.at(-1)! + 1]).toContain(kept.at(-1));
    expect(kept).toEqual([kept.at(-1)! - 1, kept.at(-1)!]);
  });
});
