import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHotState } from '../../adapters/hot-state/open-hot-state.js';
import type { Container } from '../../container.js';
import { createMetrics } from '../../metrics.js';
import type { HotState } from '../../ports/hot-state.js';
import { startRedisServer, whyNoRedis } from '../../testing/redis-server.js';
import { TimerWorker } from './timer-worker.js';

const stores = ['LMDB', ...(whyNoRedis() ? [] : ['Redis'])];
const until = async (condition: () => boolean | Promise<boolean>, timeoutMs = 20_000) => {
  for (const end = Date.now() + timeoutMs; !(await condition()) && Date.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 10));
};

describe.each(stores)('timers on %s', (name) => {
  let states: HotState[];
  let stop: () => Promise<unknown>;
  let nowMs = 1_000_000;
  const containerOf = (hotState: HotState) => ({ hotState, now: () => new Date(nowMs), log: pino({ level: 'silent' }), metrics: createMetrics({ processMetrics: false }), config: { role: 'all' } }) as unknown as Container;
  const set = (id: string, dueMs: number) => states[0]!.commit({ timers: [{ id, dueMs, payload: id }] });

  beforeAll(async () => {
    if (name === 'LMDB') {
      const directory = await mkdtemp(join(tmpdir(), 'arbiter-timers-'));
      const state = await openHotState({ directory, redisUrl: undefined });
      states = [state, state];
      stop = () => state.close().then(() => rm(directory, { recursive: true, force: true }));
    } else {
      const server = await startRedisServer();
      states = [await openHotState({ directory: '', redisUrl: server.url }), await openHotState({ directory: '', redisUrl: server.url })];
      stop = () => Promise.all(states.map((state) => state.close())).then(() => server.stop());
    }
  }, 60_000);
  afterAll(() => stop());

  it('does what is due once, whichever of two workers is quicker, and nothing before its time', async () => {
    const workers = states.map((state) => new TimerWorker(containerOf(state)));
    let ended = 0;
    for (const worker of workers) {
      worker.register('once', async (timer, { container }) => {
        if ((await container.hotState.commit({ endTimers: [timer], takes: [{ key: `ran:${timer.id}`, by: 1, atMost: 1 }] })).ok) ended += 1;
      });
    }
    for (let index = 0; index < 150; index += 1) await set(`once:${index}`, nowMs);
    await set('once:later', nowMs + 5_000);
    for (const worker of workers) worker.start();
    await until(() => ended === 150);
    expect(ended).toBe(150);
    expect(await states[0]!.timersOf('once')).toEqual({ waiting: 1, earliestMs: nowMs + 5_000 });
    nowMs += 5_000;
    await until(() => ended === 151);
    expect([ended, (await states[0]!.timersOf('once')).waiting]).toEqual([151, 0]);
    for (const worker of workers) await worker.stop();
    await set('once:stopped', nowMs);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await states[0]!.timersOf('once')).waiting).toBe(1);
  }, 30_000);

  it('moves what fails, ever further, and what is not ended', async () => {
    const worker = new TimerWorker(containerOf(states[0]!));
    const seen: number[] = [];
    worker.register('fails', async (timer) => {
      seen.push(timer.dueMs);
      throw new Error('not now');
    });
    await set('fails:a', nowMs);
    const begun = nowMs;
    for (let step = 0; step < 4; step += 1) {
      await worker.runDue('fails');
      nowMs = (await states[0]!.timersOf('fails')).earliestMs!;
    }
    expect(seen.map((dueMs) => dueMs - begun)).toEqual([0, 1_000, 3_000, 7_000]);
    let calls = 0;
    worker.register('idle', async () => void (calls += 1));
    await set('idle:a', nowMs);
    await worker.runDue('idle');
    await worker.runDue('idle');
    expect([calls, (await states[0]!.timersOf('idle')).earliestMs! - nowMs]).toEqual([1, 1_000]);
  });

  it('leases a timer before the handler of outside work is called', async () => {
    const workers = states.map((state) => new TimerWorker(containerOf(state)));
    let calls = 0;
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    for (const worker of workers) {
      worker.register('sends', async (timer, { container }) => {
        calls += 1;
        expect(timer.dueMs).toBe(nowMs + 60_000);
        await gate;
        expect(await container.hotState.commit({ endTimers: [timer] })).toMatchObject({ ok: true });
      }, { leaseMs: 60_000 });
    }
    await set('sends:a', nowMs);
    const running = Promise.all(workers.map((worker) => worker.runDue('sends')));
    await until(() => calls > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    release();
    await running;
    expect([calls, (await states[0]!.timersOf('sends')).waiting]).toEqual([1, 0]);
  });

  it('tells how many wait and how late the earliest is', async () => {
    const container = containerOf(states[0]!);
    const worker = new TimerWorker(container);
    worker.register('told', () => Promise.resolve());
    await set('told:a', nowMs - 4_000);
    const text = await container.metrics.registry.metrics();
    expect(text).toContain('arbiter_timers_waiting{kind="told"} 1');
    expect(text).toContain('arbiter_timers_late_seconds{kind="told"} 4');
    expect(() => worker.register('Bad kind', () => Promise.resolve())).toThrow('small letters');
  });
});
