import { addLanes, BEST, CELL_OF_TILE, CHUNK_TILES, continues, count, COUNTS, endOf, endOfCell, GAP, OPTIONS, OWN, OWN_AT, OWN_BYTES, PRICES, PRICES_32, SECOND, SIDE_COUNTS, SIDE_SUMS, storeOptions, storeSum, SUMS, tileOfRun, VALUES, WIDE, word } from './description';

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
    const quarter = (to - t) >> 2;
    for (let n: u32 = 0; n < to - t; n++) {
      const position = tileOfRun(t, quarter, n);
      const tile = values + <usize>position * tileBytes;
      let v = tile;
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
      addOwn(sums, tile + toOwn, i32x4.extract_lane(at, 0), 0, own, ownBytes, options);
      addOwn(sums, tile + toOwn, i32x4.extract_lane(at, 1), 4, own, ownBytes, options);
      addOwn(sums, tile + toOwn, i32x4.extract_lane(at, 2), 8, own, ownBytes, options);
      addOwn(sums, tile + toOwn, i32x4.extract_lane(at, 3), 12, own, ownBytes, options);
      if (near) {
        v128.store(word(d, GAP) + (<usize>position << 4), f32x4.sub(best, second));
        storeOptions(word(d, BEST), position, at, nothing, wide);
        storeOptions(word(d, SECOND), position, secondAt, nothing, wide);
      }
    }
    t = to;
  }
  storeSum(d, chunk, sum);
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
