import { describe, expect, it } from 'vitest';
import { LongWork } from './long-work.svelte.js';

describe('long work', () => {
  it('takes a list in parts, tells how far it is, and leaves out nothing', async () => {
    const work = new LongWork();
    const seen: number[] = [];
    const starts: number[] = [];
    const list = Array.from({ length: 1000 }, (_, index) => index);
    expect(await work.run((signal) => work.inParts(list, signal, async (part, start) => {
      starts.push(start);
      seen.push(...part);
      expect(work.busy).toBe(true);
    }))).toBe(true);
    expect([starts, work.done, work.total, work.busy]).toEqual([[0, 50, 450, 850], 1000, 1000, false]);
    expect(seen).toEqual(list);
  });

  it('ends between parts where it is given up, without a problem', async () => {
    const work = new LongWork();
    const seen: number[] = [];
    const ended = await work.run((signal) => work.inParts(Array.from({ length: 200 }, (_, index) => index), signal, async (part) => {
      seen.push(...part);
      work.cancel();
    }));
    expect([ended, seen.length, work.problem, work.busy]).toEqual([false, 50, null, false]);
  });

  it('keeps the problem that ended it, and begins anew', async () => {
    const work = new LongWork();
    expect(await work.run(async () => { throw new Error('no'); })).toBe(false);
    expect(work.problem?.detail).toBe('no');
    expect(await work.run(async () => {})).toBe(true);
    expect(work.problem).toBeNull();
  });

  it('gives up what ran before when something else begins', async () => {
    const work = new LongWork();
    let first: AbortSignal | undefined;
    const waiting = work.run((signal) => new Promise((_, reject) => {
      first = signal;
      signal.addEventListener('abort', () => reject(new Error('gone')));
    }));
    expect(await work.run(async () => {})).toBe(true);
    expect([await waiting, first?.aborted, work.problem, work.busy]).toEqual([false, true, null, false]);
  });
});
