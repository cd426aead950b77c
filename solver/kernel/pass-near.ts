import { addLanes, BEST, CELL_OF_TILE, CHUNK_TILES, continues, count, COUNTS, endOf, endOfCell, GAP, OPTIONS, OWN, PRICES_32, SECOND, SIDE_COUNTS, storeOptions, storeSum, VALUES, WIDE, word } from './description';
import { passOwn } from './pass-own';

/** One chunk: as `pass`, and best and second best option and the gap between them for every lane. */
export function passNear(chunk: u32, d: usize): void {
  if (word(d, OWN) > 0) return passOwn(chunk, d, true);
  const cells = word(d, CELL_OF_TILE);
  const gaps = word(d, GAP);
  const bests = word(d, BEST);
  const seconds = word(d, SECOND);
  const wide = word(d, WIDE) != 0;
  const tileBytes = word(d, OPTIONS) << 4;
  const priceBytes = word(d, OPTIONS) << 2;
  const rowBytes = priceBytes + 4;
  const end = endOf(d, chunk);
  const one = i32x4.splat(1);
  const nothing = i32x4.splat(<i32>word(d, OPTIONS));
  let sum = f64x2.splat(0);
  let t = chunk * CHUNK_TILES;
  while (t < end) {
    const cell = load<u32>(cells + (<usize>t << 2));
    const to = endOfCell(t, end, cells, cell);
    const row = continues(t, chunk, cells, cell) ? word(d, SIDE_COUNTS) + <usize>chunk * rowBytes : word(d, COUNTS) + <usize>cell * rowBytes;
    memory.fill(row, 0, rowBytes);
    const price = word(d, PRICES_32) + <usize>cell * priceBytes;
    const priceEnd = price + priceBytes;
    // Two tiles at a time, and four in turn: see tileOfRun. More would need more registers than there are.
    const quarter = (to - t) >> 2;
    const step = <usize>quarter * tileBytes;
    for (let n: u32 = 0; n < quarter << 1; n++) {
      const tile = t + (n >> 1) + (n & 1) * (quarter << 1);
      const other = tile + quarter;
      let v = word(d, VALUES) + <usize>tile * tileBytes;
      let best = f32x4.splat(0);
      let best2 = best;
      let second = f32x4.splat(-Infinity);
      let second2 = second;
      let at = i32x4.splat(0);
      let at2 = at;
      let secondAt = at;
      let secondAt2 = at;
      let number = one;
      for (let p = price; p < priceEnd; p += 4) {
        const cost = v128.load32_splat(p);
        const net = f32x4.sub(v128.load(v), cost);
        const net2 = f32x4.sub(v128.load(v + step), cost);
        const better = f32x4.gt(net, best);
        const better2 = f32x4.gt(net2, best2);
        // The one of the two that is not the best (the best so far where this one is better, else this one) is second where it
        // beats the second.
        secondAt = v128.bitselect(i32x4.max_s(at, v128.andnot(number, better)), secondAt, f32x4.gt(net, second));
        secondAt2 = v128.bitselect(i32x4.max_s(at2, v128.andnot(number, better2)), secondAt2, f32x4.gt(net2, second2));
        second = f32x4.pmax(second, f32x4.pmin(best, net));
        second2 = f32x4.pmax(second2, f32x4.pmin(best2, net2));
        at = i32x4.max_s(at, v128.and(number, better));
        at2 = i32x4.max_s(at2, v128.and(number, better2));
        best = f32x4.pmax(best, net);
        best2 = f32x4.pmax(best2, net2);
        number = i32x4.add(number, one);
        v += 16;
      }
      sum = addLanes(addLanes(sum, best), best2);
      count(row, at);
      count(row, at2);
      v128.store(gaps + (<usize>tile << 4), f32x4.sub(best, second));
      v128.store(gaps + (<usize>other << 4), f32x4.sub(best2, second2));
      storeOptions(bests, tile, at, nothing, wide);
      storeOptions(bests, other, at2, nothing, wide);
      storeOptions(seconds, tile, secondAt, nothing, wide);
      storeOptions(seconds, other, secondAt2, nothing, wide);
    }
    for (t += quarter << 2; t < to; t++) {
      let v = word(d, VALUES) + <usize>t * tileBytes;
      let best = f32x4.splat(0);
      let second = f32x4.splat(-Infinity);
      let at = i32x4.splat(0);
      let secondAt = i32x4.splat(0);
      let number = one;
      for (let p = price; p < priceEnd; p += 4) {
        const net = f32x4.sub(v128.load(v), v128.load32_splat(p));
        const better = f32x4.gt(net, best);
        secondAt = v128.bitselect(i32x4.max_s(at, v128.andnot(number, better)), secondAt, f32x4.gt(net, second));
        second = f32x4.pmax(second, f32x4.pmin(best, net));
        at = i32x4.max_s(at, v128.and(number, better));
        best = f32x4.pmax(best, net);
        number = i32x4.add(number, one);
        v += 16;
      }
      sum = addLanes(sum, best);
      count(row, at);
      v128.store(gaps + (<usize>t << 4), f32x4.sub(best, second));
      storeOptions(bests, t, at, nothing, wide);
      storeOptions(seconds, t, secondAt, nothing, wide);
    }
  }
  storeSum(d, chunk, sum);
}
