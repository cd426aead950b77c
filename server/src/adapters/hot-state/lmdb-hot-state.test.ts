import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open as openLmdb } from 'lmdb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LmdbHotState } from './lmdb-hot-state.js';

let directory: string;
let state: LmdbHotState;
let now: number;
const dayMs = 86_400_000;
const open = () => new LmdbHotState({ directory, idempotencyTtlMs: 7 * dayMs }, () => now);

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'arbiter-lmdb-'));
  now = Date.UTC(2026, 0, 1);
  state = open();
});
afterEach(async () => {
  await state.close();
  await rm(directory, { recursive: true, force: true });
});

/** How many values lie in each part of the file, after the state was closed and before it is opened again. */
async function partsOfFile(): Promise<Record<string, number>> {
  await state.close();
  const root = openLmdb({ path: directory, maxDbs: 12 });
  const parts = Object.fromEntries(['segments', 'answered', 'kept'].map((name) => [name, (root.openDB({ name }).getStats() as { entryCount: number }).entryCount]));
  await root.close();
  state = open();
  return parts;
}

describe('the journal in LMDB', () => {
  it('gives any page of entries of any length, and goes on after a trim in the middle of a segment', async () => {
    const entries = Array.from({ length: 3_000 }, (_, index) => `${index} ${index % 500 === 7 ? 'длинная\n'.repeat(9_000) : index % 3 === 0 ? '' : 'ы,\n1,2'.repeat(index % 40)}`);
    const results = await Promise.all(entries.map((entry) => state.commit({ entry })));
    expect(results).toEqual(entries.map((_, index) => ({ ok: true, sequence: index + 1 })));
    const all = entries.map((entry, index) => ({ sequence: index + 1, entry }));
    for (const [after, most] of [[0, 5_000], [0, 1], [63, 2], [64, 130], [2_999, 10], [3_000, 10], [1_234, 777]] as const) expect(await state.readJournal(after, most)).toEqual(all.slice(after, after + most));
    for (const trimmed of [1, 70, 69, 1_000, 1_001]) {
      await state.trimJournal(trimmed);
      const mark = Math.max(trimmed, trimmed === 69 ? 70 : 0);
      expect(await state.journalLength()).toBe(3_000 - mark);
      expect(await state.readJournal(0, 5_000)).toEqual(all.slice(mark));
    }
    await state.trimJournal(1_000_000);
    expect(await state.journalLength()).toBe(0);
    expect(await state.commit({ entry: 'next' })).toEqual({ ok: true, sequence: 3_001 });
    expect(await state.readJournal(0, 10)).toEqual([{ sequence: 3_001, entry: 'next' }]);
    expect((await partsOfFile()).segments).toBe(1);
  });

  it('answers repeated requests whose entries were trimmed, and keeps nothing of them longer than it must', async () => {
    const ask = (from: number) => Promise.all(Array.from({ length: 200 }, (_, index) => state.commit({ idempotencyKey: `key ${from + index}`, entry: `answer ${from + index}` })));
    await ask(0);
    await state.commit({ entry: 'without a key' });
    await state.trimJournal(1_000);
    expect(await state.journalLength()).toBe(0);
    expect(await state.commit({ idempotencyKey: 'key 150', entry: 'other' })).toEqual({ ok: false, why: 'repeated', entry: 'answer 150' });
    now += 6 * dayMs;
    await ask(1_000);
    expect((await partsOfFile()).answered).toBe(400);
    expect(await state.commit({ idempotencyKey: 'key 199', entry: 'other' })).toEqual({ ok: false, why: 'repeated', entry: 'answer 199' });

    now += dayMs;
    expect(await state.commit({ idempotencyKey: 'key 10', entry: 'anew' })).toMatchObject({ ok: true });
    // Every group forgets a few segments of what has expired.
    for (let turn = 0; turn < 10; turn += 1) {
      now += 1_000;
      await state.commit({ entry: 'x' });
    }
    expect(await partsOfFile()).toMatchObject({ answered: 201 });
    expect(await state.commit({ idempotencyKey: 'key 10', entry: 'other' })).toEqual({ ok: false, why: 'repeated', entry: 'anew' });
    expect(await state.commit({ idempotencyKey: 'key 1010', entry: 'other' })).toEqual({ ok: false, why: 'repeated', entry: 'answer 1010' });

    // What was not yet moved stays although its key has expired.
    now += 8 * dayMs;
    for (let turn = 0; turn < 10; turn += 1) {
      now += 1_000;
      await state.commit({ puts: [{ key: 'turn', value: String(turn) }] });
    }
    expect(await partsOfFile()).toMatchObject({ answered: 0, kept: 0 });
    const waiting = await state.readJournal(0, 1_000);
    expect(waiting.filter(({ entry }) => entry.startsWith('answer 1'))).toHaveLength(200);
    await state.trimJournal(waiting.at(-1)!.sequence);
    expect((await partsOfFile()).segments).toBe(0);
  });
});
