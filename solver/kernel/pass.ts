import { addLanes, CELL_OF_TILE, CHUNK_SUMS, CHUNK_TILES, continues, count, COUNTS, endOf, endOfCell, OPTIONS, OWN, PRICES_32, SIDE_COUNTS, VALUES, word } from './description';
import { passOwn } from './pass-own';

// In the inner loops options are counted from 1, and 0 means nothing: a better option then has the higher number, so that the
// best one's number is a maximum of masked counters, which takes fewer instructions than a choice between two.

/** One chunk: the sum of the best net values, and who chooses what. */
export function pass(chunk: u32): void {
  if (word(OWN) > 0) return passOwn(chunk, false);
  const options: usize = word(OPTIONS);
  const values: usize = word(VALUES);
  const cells: usize = word(CELL_OF_TILE);
  const tileBytes = options << 4;
  const priceBytes = options << 2;
  const first = chunk * CHUNK_TILES;
  const end = endOf(chunk);
  const one = i32x4.splat(1);
  let sum = f64x2.splat(0);
  let t = first;
  while (t < end) {
    const cell = load<u32>(cells + (<usize>t << 2));
    const to = endOfCell(t, end, cells, cell);
    const row: usize = continues(t, first, cells, cell) ? word(SIDE_COUNTS) + <usize>chunk * (priceBytes + 4) : word(COUNTS) + <usize>cell * (priceBytes + 4);
    memory.fill(row, 0, priceBytes + 4);
    const price: usize = word(PRICES_32) + <usize>cell * priceBytes;
    const priceEnd = price + priceBytes;
    // Two tiles at a time: their chains of comparisons run side by side.
    for (; t + 1 < to; t += 2) {
      let v = values + <usize>t * tileBytes;
      let best = f32x4.splat(0);
      let best2 = f32x4.splat(0);
      let at = i32x4.splat(0);
      let at2 = i32x4.splat(0);
      let number = one;
      for (let p = price; p < priceEnd; p += 4) {
        const cost = v128.load32_splat(p);
        const net = f32x4.sub(v128.load(v), cost);
        const net2 = f32x4.sub(v128.load(v + tileBytes), cost);
        at = i32x4.max_s(at, v128.and(number, f32x4.gt(net, best)));
        at2 = i32x4.max_s(at2, v128.and(number, f32x4.gt(net2, best2)));
        best = f32x4.pmax(best, net);
        best2 = f32x4.pmax(best2, net2);
        number = i32x4.add(number, one);
        v += 16;
      }
      sum = addLanes(addLanes(sum, best), best2);
      count(row, at);
      count(row, at2);
    }
    if (t < to) {
      let v = values + <usize>t * tileBytes;
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
      t++;
    }
  }
  store<f64>(word(CHUNK_SUMS) + (<usize>chunk << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}
