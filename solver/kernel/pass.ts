import { addLanes, CELL_OF_TILE, CHUNK_TILES, continues, count, COUNTS, endOf, endOfCell, OPTIONS, OWN, PRICES_32, SIDE_COUNTS, storeSum, VALUES, word } from './description';
import { passOwn } from './pass-own';

// In the inner loops options are counted from 1, and 0 means nothing: a better option then has the higher number, so that the
// best one's number is a maximum of masked counters, which takes fewer instructions than a choice between two.

/** One chunk: the sum of the best net values, and who chooses what. */
export function pass(chunk: u32, d: usize): void {
  if (word(d, OWN) > 0) return passOwn(chunk, d, false);
  const cells = word(d, CELL_OF_TILE);
  const tileBytes = word(d, OPTIONS) << 4;
  const priceBytes = word(d, OPTIONS) << 2;
  const rowBytes = priceBytes + 4;
  const end = endOf(d, chunk);
  const one = i32x4.splat(1);
  let sum = f64x2.splat(0);
  let t = chunk * CHUNK_TILES;
  while (t < end) {
    const cell = load<u32>(cells + (<usize>t << 2));
    const to = endOfCell(t, end, cells, cell);
    const row = continues(t, chunk, cells, cell) ? word(d, SIDE_COUNTS) + <usize>chunk * rowBytes : word(d, COUNTS) + <usize>cell * rowBytes;
    memory.fill(row, 0, rowBytes);
    const price = word(d, PRICES_32) + <usize>cell * priceBytes;
    const priceEnd = price + priceBytes;
    // Four tiles at a time, one of each quarter of the run: their chains of comparisons run side by side.
    const quarter = (to - t) >> 2;
    const step = <usize>quarter * tileBytes;
    let tile = word(d, VALUES) + <usize>t * tileBytes;
    for (const stop = tile + step; tile < stop; tile += tileBytes) {
      let v = tile;
      let best = f32x4.splat(0);
      let best2 = best;
      let best3 = best;
      let best4 = best;
      let at = i32x4.splat(0);
      let at2 = at;
      let at3 = at;
      let at4 = at;
      let number = one;
      for (let p = price; p < priceEnd; p += 4) {
        const cost = v128.load32_splat(p);
        const net = f32x4.sub(v128.load(v), cost);
        const net2 = f32x4.sub(v128.load(v + step), cost);
        const net3 = f32x4.sub(v128.load(v + step * 2), cost);
        const net4 = f32x4.sub(v128.load(v + step * 3), cost);
        at = i32x4.max_s(at, v128.and(number, f32x4.gt(net, best)));
        at2 = i32x4.max_s(at2, v128.and(number, f32x4.gt(net2, best2)));
        at3 = i32x4.max_s(at3, v128.and(number, f32x4.gt(net3, best3)));
        at4 = i32x4.max_s(at4, v128.and(number, f32x4.gt(net4, best4)));
        best = f32x4.pmax(best, net);
        best2 = f32x4.pmax(best2, net2);
        best3 = f32x4.pmax(best3, net3);
        best4 = f32x4.pmax(best4, net4);
        number = i32x4.add(number, one);
        v += 16;
      }
      sum = addLanes(addLanes(addLanes(addLanes(sum, best), best2), best3), best4);
      count(row, at);
      count(row, at2);
      count(row, at3);
      count(row, at4);
    }
    for (t += quarter << 2; t < to; t++) {
      let v = word(d, VALUES) + <usize>t * tileBytes;
      let best = f32x4.splat(0);
      let at = i32x4.splat(0);
      let number = one;
      for (let p = price; p < priceEnd; p += 4) {
        const net = f32x4.sub(v128.load(v), v128.load32_splat(p));
        at = i32x4.max_s(at, v128.and(number, f32x4.gt(net, best)));
        best = f32x4.pmax(best, net);
        number = i32x4.add(number, one);
        v += 16;
      }
      sum = addLanes(sum, best);
      count(row, at);
    }
  }
  storeSum(d, chunk, sum);
}
