import { describe, expect, it } from 'vitest';
import { createLog } from '../../http/create-log.js';
import { createServer } from '../../http/create-server.js';
import { errorPlugin } from '../../http/error-plugin.js';
import { protectionPlugin } from '../../http/protection-plugin.js';
import type { CommitResult, HotState } from '../../ports/hot-state.js';
import { GuardedHotState } from './guarded-hot-state.js';

const limits = { journalEntries: 100, underWay: 50, stallMs: 1_000 };

/** A store whose answers wait while it is stalled. */
class StallingStore {
  stalled = false;
  entries = 0;
  private readonly held: (() => void)[] = [];

  commit(): Promise<CommitResult> {
    const answer = (): CommitResult => ({ ok: true, sequence: (this.entries += 1) });
    return this.stalled ? new Promise((resolve) => this.held.push(() => resolve(answer()))) : Promise.resolve(answer());
  }
  getMany(): Promise<undefined[]> {
    return Promise.reject(new Error('Command timed out'));
  }
  async journalLength(): Promise<number> {
    return this.entries;
  }
  async trimJournal(): Promise<void> {
    this.entries = 0;
  }
  goOn(): void {
    this.stalled = false;
    for (const release of this.held.splice(0)) release();
  }
}

describe('the hot state under overload', () => {
  it('refuses 5,000 requests at once while the store is stalled, with flat memory, and recovers by itself', async () => {
    const store = new StallingStore();
    const guarded = new GuardedHotState(store as unknown as HotState, 'test', { ...limits, journalEntries: 1_000_000 });
    const app = createServer({ log: createLog('silent'), bodyLimitBytes: 10_000, trustedProxies: undefined, checkReplies: false });
    await app.register(errorPlugin);
    await app.register(protectionPlugin, { shedLoad: false, mostUnderWay: 500 });
    app.post('/take', async () => guarded.commit({ entry: 'x' }));
    const ask = async () => await app.inject({ method: 'POST', url: '/take', payload: { text: 'x'.repeat(5_000) } });
    try {
      expect((await ask()).statusCode).toBe(200);
      store.stalled = true;
      const held = Array.from({ length: limits.underWay }, ask);
      // Until the store is reached by all that it may hold.
      await expect.poll(async () => (await ask()).statusCode, { timeout: 10_000 }).toBe(503);
      const before = process.memoryUsage().heapUsed;
      for (let wave = 0; wave < 10; wave += 1) {
        for (const reply of await Promise.all(Array.from({ length: 500 }, ask))) {
          expect(reply.statusCode).toBe(503);
          expect(Number(reply.headers['retry-after'])).toBeGreaterThanOrEqual(1);
          expect(reply.json<{ code: string }>().code).toBe('overloaded');
        }
      }
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(200 * 2 ** 20);
      store.goOn();
      for (const reply of await Promise.all(held)) expect([200, 503]).toContain(reply.statusCode);
      expect((await ask()).statusCode).toBe(200);
    } finally {
      await app.close();
    }
  }, 60_000);

  it('refuses at once what comes after nothing has come back for long, and takes work again afterwards', async () => {
    const store = new StallingStore();
    let clockMs = 0;
    const guarded = new GuardedHotState(store as unknown as HotState, 'test', limits, () => clockMs);
    store.stalled = true;
    const first = guarded.commit({ puts: [] });
    clockMs = 900;
    const second = guarded.commit({ puts: [] });
    clockMs = 1_001;
    await expect(guarded.commit({ puts: [] })).rejects.toMatchObject({ code: 'overloaded', extra: { retryAfterSeconds: 1 } });
    store.goOn();
    await Promise.all([first, second]);
    expect((await guarded.commit({ puts: [] })).ok).toBe(true);
  });

  it('refuses entries when the journal is full, nothing else, and takes them again when it was drained', async () => {
    const store = new StallingStore();
    let clockMs = 0;
    const guarded = new GuardedHotState(store as unknown as HotState, 'test', limits, () => (clockMs += 1));
    const commit = async () => {
      clockMs += 1_000;
      await guarded.commit({ entry: 'x' });
    };
    let taken = 0;
    await expect((async () => {
      for (; taken < 1_000; taken += 1) await commit();
    })()).rejects.toMatchObject({ code: 'overloaded', message: expect.stringContaining('ARBITER_JOURNAL_LIMIT') as string });
    expect(taken).toBeGreaterThanOrEqual(limits.journalEntries);
    expect(taken).toBeLessThanOrEqual(limits.journalEntries + 2);
    expect((await guarded.commit({ puts: [] })).ok).toBe(true);
    await guarded.trimJournal(1_000);
    await commit().catch(() => undefined);
    await commit();
  });

  it('tells what the store fails with as unavailable, and a fault of the caller as it is', async () => {
    const guarded = new GuardedHotState(new StallingStore() as unknown as HotState, 'Redis', limits);
    await expect(guarded.getMany(['x'])).rejects.toMatchObject({ code: 'unavailable', status: 503, message: expect.stringContaining('Command timed out') as string });
    const refusing = new GuardedHotState({ getMany: () => Promise.reject(new RangeError('empty key')) } as unknown as HotState, 'Redis', limits);
    await expect(refusing.getMany([''])).rejects.toThrow(RangeError);
  });
});
