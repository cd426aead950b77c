import { CELL_OF_TILE, CHUNK_SUMS, CHUNK_TILES, endOf, OPTIONS, OWN, OWN_AT, OWN_BYTES, PRICES, PRICES_64, SLACK_BYTE, VALUES, word } from './description';

/** One chunk in float64: the sum of the best net values at prices64, each enlarged by what rounding may have taken from it. */
export function exact(chunk: u32): void {
  const options: usize = word(OPTIONS);
  const values: usize = word(VALUES);
  const cells: usize = word(CELL_OF_TILE);
  const tileBytes = options << 4;
  const priceBytes = options << 3;
  const end = endOf(chunk);
  const plain = word(OWN) == 0 && load<f64>(SLACK_BYTE) == 0;
  let sum = f64x2.splat(0);
  for (let t = chunk * CHUNK_TILES; t < end; t++) {
    const price: usize = word(PRICES_64) + <usize>load<u32>(cells + (<usize>t << 2)) * priceBytes;
    const tile = values + <usize>t * tileBytes;
    let low = f64x2.splat(0);
    let high = f64x2.splat(0);
    if (plain) {
      let v = tile;
      for (let p = price; p < price + priceBytes; p += 8) {
        const lanes = v128.load(v);
        const cost = v128.load64_splat(p);
        low = f64x2.pmax(low, f64x2.sub(f64x2.promote_low_f32x4(lanes), cost));
        high = f64x2.pmax(high, f64x2.sub(f64x2.promote_low_f32x4(v128.shuffle<i32>(lanes, lanes, 2, 3, 2, 3)), cost));
        v += 16;
      }
    } else {
      low = bestOfTwo(tile, price, priceBytes);
      high = bestOfTwo(tile + 8, price, priceBytes);
    }
    sum = f64x2.add(sum, f64x2.add(low, high));
  }
  store<f64>(word(CHUNK_SUMS) + (<usize>chunk << 3), f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** The best enlarged net values of two lanes. */
function bestOfTwo(lanes: usize, price: usize, priceBytes: usize): v128 {
  const own: usize = word(OWN);
  const toOwn: usize = word(OWN_AT) - word(VALUES);
  const ownBytes: usize = word(OWN_BYTES);
  const columnBytes: usize = <usize>word(PRICES) << 3;
  const valueSlack = v128.load64_splat(SLACK_BYTE);
  const ownSlack = v128.load64_splat(SLACK_BYTE + 8);
  let best = f64x2.splat(0);
  let v = lanes;
  for (let p = price; p < price + priceBytes; p += 8) {
    const value = f64x2.promote_low_f32x4(v128.load64_zero(v));
    let net = f64x2.sub(value, v128.load64_splat(p));
    let slack = f64x2.mul(valueSlack, f64x2.abs(value));
    let a = v + toOwn;
    let w = p + columnBytes;
    for (let m: usize = 0; m < own; m++) {
      const use = f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(a)), v128.load64_splat(w));
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
