import type { TileDual } from './tile-dual.js';

/** Above so many (cell, option, option) triples near ties are not counted by them. */
const mostPairs = 4_000_000;

/**
 * The curvature over tiles, added to H; see `curvature` of lists. Every option within the band of the best one counts. Where coefficients
 * differ by cell and option alone, exchanges are counted first and their outer products taken once for each kind.
 */
export function tileCurvature(dual: TileDual, band: number, H: Float64Array): Float64Array {
  const { scan } = dual;
  const { shape, own } = scan.table;
  const near = scan.nearPositions(band);
  // Every customer looked at is a line of memory or more: no more of them than the rows need.
  const sampled = Math.max(8_000, Math.min(24_000, 40 * dual.rows.length));
  const stride = Math.max(1, Math.floor(near.length / sampled));
  const weight = (dual.weight * stride) / (2 * band);
  const products = new OuterProducts(dual, H);
  const size = shape.options + 1;
  if (own.length > 0 || shape.cells * size * size > mostPairs) {
    forEachNear(dual, near, stride, band, (position, _, leave, enter) => products.add(position, scan.table.cellOfTile[position >>> 2]!, leave, enter, weight));
    return products.H;
  }
  const pairs = new Uint32Array(shape.cells * size * size);
  forEachNear(dual, near, stride, band, (_, cell, leave, enter) => {
    pairs[(cell * size + leave) * size + enter]!++;
  });
  for (let cell = 0, z = 0; cell < shape.cells; cell++) {
    for (let leave = 0; leave < size; leave++) for (let enter = 0; enter < size; enter++, z++) if (pairs[z]! > 0) products.add(-1, cell, leave, enter, weight * pairs[z]!);
  }
  return products.H;
}

/** Calls `visit` with every exchange that loses less than the band, of every `stride`-th of the positions; `options` is nothing. */
function forEachNear(dual: TileDual, near: Uint32Array, stride: number, band: number, visit: (position: number, cell: number, leave: number, enter: number) => void): void {
  const { scan, prices } = dual;
  const { shape: { options }, values, own, cellOfTile } = scan.table;
  const { best } = scan;
  const { base } = prices;
  for (let z = 0; z < near.length; z += stride) {
    const position = near[z]!;
    const cell = cellOfTile[position >>> 2]!;
    const price = cell * options;
    const from = (position >>> 2) * options * 4 + (position & 3);
    const leave = best[position]!;
    const net = (option: number): number => {
      let value = values[from + option * 4]! - base[price + option]!;
      for (let m = 0; m < own.length; m++) value -= own[m]![from + option * 4]! * prices.own[m]![price + option]!;
      return value;
    };
    const least = (leave < options ? net(leave) : 0) - band;
    if (leave < options && 0 > least) visit(position, cell, leave, options);
    if (own.length === 0) {
      for (let option = 0, at = from; option < options; option++, at += 4) if (values[at]! - base[price + option]! > least && option !== leave) visit(position, cell, leave, option);
    } else for (let option = 0; option < options; option++) if (option !== leave && net(option) > least) visit(position, cell, leave, option);
  }
}

/** Σ of weight × δδᵀ, δ the difference of coefficients of two options. */
class OuterProducts {
  readonly H: Float64Array;
  readonly #dual: TileDual;
  readonly #rows: Int32Array;
  readonly #delta: Float64Array;
  #count = 0;

  constructor(dual: TileDual, H: Float64Array) {
    const K = dual.rows.length;
    this.H = H;
    this.#dual = dual;
    this.#rows = new Int32Array(K);
    this.#delta = new Float64Array(K);
  }

  add(position: number, cell: number, leave: number, enter: number, weight: number): void {
    const [rows, delta] = [this.#rows, this.#delta];
    const K = this.#dual.rows.length;
    this.#count = 0;
    this.#collect(position, cell, enter, 1);
    this.#collect(position, cell, leave, -1);
    for (let x = 0; x < this.#count; x++) {
      const w = weight * delta[x]!;
      if (w === 0) continue;
      const at = rows[x]! * K;
      for (let y = 0; y < this.#count; y++) this.H[at + rows[y]!]! += w * delta[y]!;
    }
  }

  #collect(position: number, cell: number, option: number, sign: number): void {
    const { entries: { start, row, coefficient, channel }, scan: { table } } = this.#dual;
    if (option >= table.shape.options) return;
    const [rows, delta] = [this.#rows, this.#delta];
    const q = cell * table.shape.options + option;
    for (let s = start[q]!; s < start[q + 1]!; s++) {
      const c = channel[s]!;
      const a = sign * coefficient[s]! * (c === 0 ? 1 : table.own[c - 1]![table.placeOf(position, option)]!);
      let x = 0;
      while (x < this.#count && rows[x] !== row[s]) x++;
      if (x === this.#count) {
        rows[this.#count++] = row[s]!;
        delta[x] = a;
      } else delta[x]! += a;
    }
  }
}
