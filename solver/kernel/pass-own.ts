import { addLanes, BEST, CELL_OF_TILE, CHUNK_TILES, continues, count, COUNTS, endOf, endOfCell, GAP, OPTIONS, OWN, OWN_AT, OWN_BYTES, PRICES, PRICES_32, SECOND, SIDE_COUNTS, SIDE_SUMS, storeOptions, storeSum, SUMS, VALUES, WIDE, word } from './description';

/** One chunk of a table with own columns, whose sums over the choices are taken too. */
export function passOwn(chunk: u32, d: usize, near: bool): void {
  const options = word(d, OPTIONS);
  const own = word(d, OWN);
  const values = word(d, VALUES);
  const cells = word(d, CELL_OF_TILE);
  const toOwn = word(d, OWN_AT) - word(d, VALUES);
  const ownBytes = word(d, OWN_BYTES);
  const columnBytes = word(d, PRICES) << 2;
  const wide = word(d, WIDE) != 0;
  const tileBytes = options << 4;
  const priceBytes = options << 2;
  const sumBytes = (own * options) << 3;
  const end = endOf(d, chunk);
  const one = i32x4.splat(1);
  const nothing = i32x4.splat(<i32>options);
  let sum = f64x2.splat(0);
  let t = chunk * CHUNK_TILES;
  while (t < end) {
    const cell = load<u32>(cells + (<usize>t << 2));
    const to = endOfCell(t, end, cells, cell);
    const inSide = continues(t, chunk, cells, cell);
    const place: usize = inSide ? chunk : cell;
    const row = (inSide ? word(d, SIDE_COUNTS) : word(d, COUNTS)) + place * (priceBytes + 4);
    const sums = (inSide ? word(d, SIDE_SUMS) : word(d, SUMS)) + place * sumBytes;
    memory.fill(row, 0, priceBytes + 4);
    memory.fill(sums, 0, sumBytes);
    const price = word(d, PRICES_32) + <usize>cell * priceBytes;
    const priceEnd = price + priceBytes;
    // Two tiles at a time, and four in turn: see tileOfRun.
    const quarter = (to - t) >> 2;
    const step = <usize>quarter * tileBytes;
    const pairs = quarter << 1;
    for (let n: u32 = 0; n < pairs; n++) {
      const tile = t + (n >> 1) + (n & 1) * pairs;
      const from = values + <usize>tile * tileBytes;
      let v = from;
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
        let net = f32x4.sub(v128.load(v), cost);
        let net2 = f32x4.sub(v128.load(v + step), cost);
        let a = v + toOwn;
        let w = p + columnBytes;
        for (let m: usize = 0; m < own; m++) {
          const unit = v128.load32_splat(w);
          net = f32x4.sub(net, f32x4.mul(v128.load(a), unit));
          net2 = f32x4.sub(net2, f32x4.mul(v128.load(a + step), unit));
          a += ownBytes;
          w += columnBytes;
        }
        const better = f32x4.gt(net, best);
        const better2 = f32x4.gt(net2, best2);
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
      addOwnOfTile(sums, from + toOwn, at, own, ownBytes, options);
      addOwnOfTile(sums, from + step + toOwn, at2, own, ownBytes, options);
      if (near) {
        storeNear(d, tile, best, second, at, secondAt, nothing, wide);
        storeNear(d, tile + quarter, best2, second2, at2, secondAt2, nothing, wide);
      }
    }
    for (t += quarter << 2; t < to; t++) {
      const from = values + <usize>t * tileBytes;
      let v = from;
      let best = f32x4.splat(0);
      let second = f32x4.splat(-Infinity);
      let at = i32x4.splat(0);
      let secondAt = i32x4.splat(0);
      let number = one;
      for (let p = price; p < priceEnd; p += 4) {
        let net = f32x4.sub(v128.load(v), v128.load32_splat(p));
        let a = v + toOwn;
        let w = p + columnBytes;
        for (let m: usize = 0; m < own; m++) {
          net = f32x4.sub(net, f32x4.mul(v128.load(a), v128.load32_splat(w)));
          a += ownBytes;
          w += columnBytes;
        }
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
      addOwnOfTile(sums, from + toOwn, at, own, ownBytes, options);
      if (near) storeNear(d, t, best, second, at, secondAt, nothing, wide);
    }
  }
  storeSum(d, chunk, sum);
}

@inline
function storeNear(d: usize, tile: u32, best: v128, second: v128, at: v128, secondAt: v128, nothing: v128, wide: bool): void {
  v128.store(word(d, GAP) + (<usize>tile << 4), f32x4.sub(best, second));
  storeOptions(word(d, BEST), tile, at, nothing, wide);
  storeOptions(word(d, SECOND), tile, secondAt, nothing, wide);
}

/** Adds the own numbers of the choices of a tile to the sums, lane by lane. */
@inline
function addOwnOfTile(sums: usize, tile: usize, at: v128, own: usize, ownBytes: usize, options: usize): void {
  addOwn(sums, tile, i32x4.extract_lane(at, 0), 0, own, ownBytes, options);
  addOwn(sums, tile, i32x4.extract_lane(at, 1), 4, own, ownBytes, options);
  addOwn(sums, tile, i32x4.extract_lane(at, 2), 8, own, ownBytes, options);
  addOwn(sums, tile, i32x4.extract_lane(at, 3), 12, own, ownBytes, options);
}

/** Adds one lane's own numbers of its choice to the sums. */
function addOwn(sums: usize, tile: usize, number: u32, lane: usize, own: usize, ownBytes: usize, options: usize): void {
  if (number == 0) return;
  const option: usize = number - 1;
  let from = tile + (option << 4) + lane;
  let to = sums + (option << 3);
  for (let m: usize = 0; m < own; m++) {
    store<f64>(to, load<f64>(to) + <f64>load<f32>(from));
    from += ownBytes;
    to += options << 3;
  }
}
