import { describe, expect, it } from 'vitest';
import { bareModel, drawer } from '@arbiter/solver/fixtures/bare-model';
import { fillTiles } from '@arbiter/solver/tiles/fill-tiles';
import type { ScanHelperInit } from '@arbiter/solver/tiles/scan-port';
import { TileScan } from '@arbiter/solver/tiles/tile-scan';
import type { TileTable } from '@arbiter/solver/tiles/tile-table';
import { startScanThreads } from './scan-crew.js';

const random = drawer(7);
const model = bareModel(60_000, 6, 5, 1, { cell: () => Math.floor(5 * random()), has: () => random() < 0.8, gain: () => Math.exp(3 * random()), own: () => random() });
const prices = () => ({ base: Float64Array.from({ length: 30 }, () => 10 * random()), own: [Float64Array.from({ length: 30 }, () => random())] });

/** Everything that passes may have written, byte by byte. */
const written = ({ buffer, layout }: TileTable): Uint8Array => new Uint8Array(buffer, layout.counts, layout.end - layout.counts).slice();

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

describe('threads that help with scans', () => {
  it.each([1, 2, 3])('give the same bits with %i helpers as without', async (helpers) => {
    const threads = startScanThreads(helpers);
    try {
      const [alone, together] = [fillTiles(model), fillTiles(model)];
      const [one, many] = [new TileScan(alone), new TileScan(together, { threads })];
      for (let n = 0; n < 40; n++) {
        if (n === 10) await pause(300);
        const at = prices();
        const kind = (['pass', 'passNear', 'exactTotal'] as const)[n % 3]!;
        expect(many[kind](at)).toEqual(one[kind](at));
        expect(many.counts).toEqual(one.counts);
        expect(many.sums).toEqual(one.sums);
        expect(Buffer.compare(written(together), written(alone))).toBe(0);
      }
      expect(together.moved).toBe(false);
      many.close();
      const again = new TileScan(together, { threads });
      const at = prices();
      expect(again.passNear(at)).toBe(one.passNear(at));
      again.close();
    } finally {
      await threads.close();
    }
  });

  it('really take part', async () => {
    const threads = startScanThreads(1);
    try {
      const table = fillTiles(model);
      let control: SharedArrayBuffer | null = null;
      const scan = new TileScan(table, { threads: { helpers: 1, send: (helper: number, init: ScanHelperInit) => ((control = init.control), threads.send(helper, init)) } });
      // Nobody else takes chunks of a pass that is opened by hand: words 0 turn, 1 open, 3 next.
      const words = new Int32Array(control!);
      const deadline = Date.now() + 20_000;
      Atomics.store(words, 1, 1);
      while (Atomics.load(words, 3) < table.chunks && Date.now() < deadline) {
        Atomics.add(words, 0, 1);
        Atomics.notify(words, 0);
        await pause(20);
      }
      expect(Atomics.load(words, 3)).toBe(table.chunks + 1);
      scan.close();
    } finally {
      await threads.close();
    }
  });

  it('are not missed when they are killed asleep', async () => {
    const threads = startScanThreads(2);
    const [alone, together] = [fillTiles(model), fillTiles(model)];
    const [one, many] = [new TileScan(alone), new TileScan(together, { threads })];
    const at = prices();
    expect(many.pass(at)).toBe(one.pass(at));
    await pause(200);
    await threads.close();
    expect(many.passNear(at)).toBe(one.passNear(at));
    expect(together.moved).toBe(false);
  });

  it.each([['never comes back from a chunk', 1], ['failed', 2]])('are given up where one %s', (_, state) => {
    const [alone, together] = [fillTiles(model), fillTiles(model)];
    let control: SharedArrayBuffer | null = null;
    const one = new TileScan(alone);
    const many = new TileScan(together, { threads: { helpers: 1, send: (_helper, init) => void (control = init.control) }, patienceMs: 50 });
    const at = prices();
    expect(many.passNear(at)).toBe(one.passNear(at));
    expect(together.moved).toBe(false);
    Atomics.store(new Int32Array(control!), 16, state);
    const before = written(together);
    const layout = together.layout;
    const next = prices();
    expect(many.passNear(next)).toBe(one.passNear(next));
    expect(together.moved).toBe(true);
    expect(Buffer.compare(written(together), written(alone))).toBe(0);
    expect(many.gap).toEqual(one.gap);
    const { total } = many.exactTotal(next);
    // Whatever the lost helper may still write, it writes where nobody reads.
    new Uint8Array(together.buffer, layout.counts, layout.end - layout.counts).set(before);
    expect(many.exactTotal(next).total).toBe(total);
    expect(total).toBe(one.exactTotal(next).total);
    expect(many.pass(at)).toBe(one.pass(at));
  });
});
