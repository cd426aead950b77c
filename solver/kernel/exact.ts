import { CELL_OF_TILE, CHUNK_TILES, endOf, endOfCell, OPTIONS, OWN, OWN_AT, OWN_BYTES, PRICES, PRICES_64, SLACK_BYTE, storeSum, tileOfRun, VALUES, word } from './description';

/** One chunk in float64: the sum of the best net values at prices64, each enlarged by what rounding may have taken from it. */
export function exact(chunk: u32, d: usize): void {
  const cells = word(d, CELL_OF_TILE);
  const tileBytes = word(d, OPTIONS) << 4;
  const priceBytes = word(d, OPTIONS) << 3;
  const end = endOf(d, chunk);
  const plain = word(d, OWN) == 0 && load<f64>(d + SLACK_BYTE) == 0;
  let sum = f64x2.splat(0);
  let t = chunk * CHUNK_TILES;
  while (t < end) {
    const cell = load<u32>(cells + (<usize>t << 2));
    const to = endOfCell(t, end, cells, cell);
    const price = word(d, PRICES_64) + <usize>cell * priceBytes;
    const quarter = (to - t) >> 2;
    let n: u32 = 0;
    if (plain) {
      const step = <usize>quarter * tileBytes;
      let tile = word(d, VALUES) + <usize>t * tileBytes;
      for (; n < quarter << 2; n += 4) {
        sum = addBest(sum, tile, step, price, priceBytes);
        tile += tileBytes;
      }
    }
    for (; n < to - t; n++) {
      const tile = word(d, VALUES) + <usize>tileOfRun(t, quarter, n) * tileBytes;
      sum = f64x2.add(sum, f64x2.add(bestOfTwo(d, tile, price, priceBytes), bestOfTwo(d, tile + 8, price, priceBytes)));
    }
    t = to;
  }
  storeSum(d, chunk, sum);
}

/** Adds the best net values of four tiles, one of each quarter of a run, where nothing has to be enlarged. */
@inline
function addBest(before: v128, tile: usize, step: usize, price: usize, priceBytes: usize): v128 {
  let low = f64x2.splat(0);
  let low2 = low;
  let low3 = low;
  let low4 = low;
  let high = low;
  let high2 = low;
  let high3 = low;
  let high4 = low;
  let v = tile;
  for (let p = price; p < price + priceBytes; p += 8) {
    const cost = v128.load64_splat(p);
    low = f64x2.pmax(low, f64x2.sub(two(v), cost));
    high = f64x2.pmax(high, f64x2.sub(two(v + 8), cost));
    low2 = f64x2.pmax(low2, f64x2.sub(two(v + step), cost));
    high2 = f64x2.pmax(high2, f64x2.sub(two(v + step + 8), cost));
    low3 = f64x2.pmax(low3, f64x2.sub(two(v + step * 2), cost));
    high3 = f64x2.pmax(high3, f64x2.sub(two(v + step * 2 + 8), cost));
    low4 = f64x2.pmax(low4, f64x2.sub(two(v + step * 3), cost));
    high4 = f64x2.pmax(high4, f64x2.sub(two(v + step * 3 + 8), cost));
    v += 16;
  }
  const sum = f64x2.add(f64x2.add(before, f64x2.add(low, high)), f64x2.add(low2, high2));
  return f64x2.add(f64x2.add(sum, f64x2.add(low3, high3)), f64x2.add(low4, high4));
}

/** Two numbers of float32, as float64. */
@inline
function two(at: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(at));
}

/** The best enlarged net values of two lanes. */
function bestOfTwo(d: usize, lanes: usize, price: usize, priceBytes: usize): v128 {
  const own = word(d, OWN);
  const toOwn = word(d, OWN_AT) - word(d, VALUES);
  const ownBytes = word(d, OWN_BYTES);
  const columnBytes = word(d, PRICES) << 3;
  const valueSlack = v128.load64_splat(d + SLACK_BYTE);
  const ownSlack = v128.load64_splat(d + SLACK_BYTE + 8);
  let best = f64x2.splat(0);
  let v = lanes;
  for (let p = price; p < price + priceBytes; p += 8) {
    const value = two(v);
    let net = f64x2.sub(value, v128.load64_splat(p));
    let slack = f64x2.mul(valueSlack, f64x2.abs(value));
    let a = v + toOwn;
    let w = p + columnBytes;
    for (let m: usize = 0; m < own; m++) {
      const use = f64x2.mul(two(a), v128.load64_splat(w));
      net = f64x2.sub(net, use);
      slack = f64x2.add(slack, f64x2.mul(ownSlack, f64x2.abs(use)));
      a += ownBytes;
      w += columnBytes;
    }
    best = f64x2.pmax(best, f64x2.add(net, slack));
    v += 16;
  }
  return best;
}
