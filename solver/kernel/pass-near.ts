import { addLanes, BEST, CELL_OF_TILE, CHUNK_SUMS, CHUNK_TILES, continues, count, COUNTS, endOf, endOfCell, GAP, OPTIONS, OWN, PRICES_32, SECOND, SIDE_COUNTS, VALUES, WIDE, word } from './description';
import { passOwn } from './pass-own';

/** Stores four options, counted from 1 with 0 for nothing, as positions have them: counted from 0, with `options` for nothing. */
@inline
export function storeOptions(region: usize, tile: u32, at: v128, one: v128, nothing: v128, wide: bool): void {
  const option = i32x4.min_u(i32x4.sub(at, one), nothing);
  const halves = i16x8.narrow_i32x4_u(option, option);
  if (wide) v128.store64_lane(region + (<usize>tile << 3), halves, 0);
  else v128.store32_lane(region + (<usize>tile << 2), i8x16.narrow_i16x8_u(halves, halves), 0);
}

/** One chunk: as `pass`, and best and second best option and the gap between them for every lane. */
export function passNear(chunk: u32): void {
  if (word(OWN) > 0) return passOwn(chunk, true);
  const options: usize = word(OPTIONS);
  const values: usize = word(VALUES);
  const cells: usize = word(CELL_OF_TILE);
  const gaps: usize = word(GAP);
  const bests: usize = word(BEST);
  const seconds: usize = word(SECOND);
  const wide = word(WIDE) != 0;
  const tileBytes = options << 4;
  const priceBytes = options << 2;
  const first = chunk * CHUNK_TILES;
  const end = endOf(chunk);
  const one = i32x4.splat(1);
  const nothing = i32x4.splat(<i32>options);
  let sum = f64x2.splat(0);
  let t = first;
  while (t < end) {
    const cell = load<u32>(cells + (<usize>t << 2));
    const to = endOfCell(t, end, cells, cell);
    const row: usize = continues(t, first, cells, cell) ? word(SIDE_COUNTS) + <usize>chunk * (priceBytes + 4) : word(COUNTS) + <usize>cell * (priceBytes + 4);
    memory.fill(row, 0, priceBytes + 4);
    const price: usize = word(PRICES_32) + <usize>cell * priceBytes;
    const priceEnd = price + priceBytes;
    for (; t < to; t++) {
      let v = values + <usize>t * tileBytes;
      let best = f32x4.splat(0);
      let second = f32x4.splat(-Infinity);
      let at = i32x4.splat(0);
      let secondAt = i32x4.splat(0);
      let number = one;
      for (let p = price; p < priceEnd; p += 4) {
        const net = f32x4.sub(v128.load(v), v128.load32_splat(p));
        const better = f32x4.gt(net, best);
        // What is not the best any more, or never was, is second where it beats the second.
        secondAt = v128.bitselect(v128.bitselect(at, number, better), secondAt, f32x4.gt(net, second));
        second = f32x4.pmax(second, f32x4.pmin(best, net));
        at = i32x4.max_s(at, v128.and(number, better));
        best = f32x4.pmax(best, net);
        number = i32x4.add(number, one);
        v += 16;
      }
      sum = addLanes(sum, best);
      count(row, at);
      v128.store(gaps + (<usize>t << 4), f32x4.sub(best, second));
      storeOptions(bests, t, at, one, nothing, wide);
      storeOptions(seconds, t, secondAt, one, nothing, wide);
    }
  }
  store<f64>(word(CHUNK_SUMS) + (<usize>chunk << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}
