import { addLanes } from './description';

// The description of customers as paths at the beginning of their memory; src/paths/path-tiles.ts explains its words and follows
// them number by number. Addresses within the scratch region are bytes from its two parts, 16 for each class and for each node.
const DESCRIPTION_BYTE: usize = 1024;
const TILES: u32 = 0;
const SLOTS: u32 = 1;
const VALUES: u32 = 2;
const CELL_OF_TILE: u32 = 3;
const PRICES: u32 = 4;
const COUNTS: u32 = 5;
const SUM: u32 = 6;
const GAP: u32 = 7;
const CLASSES: u32 = 8;
const CLASS_START: u32 = 9;
const NODES: u32 = 10;
const NONE: u32 = 11;
const FIRST: u32 = 12;
const EDGE_CLASS: u32 = 13;
const EDGE_TO: u32 = 14;
const BEST: u32 = 15;
const FROM: u32 = 16;
const ROOTS: u32 = 17;
const ROOT: u32 = 18;

@inline
function word(index: u32): usize {
  return load<u32>(DESCRIPTION_BYTE + (<usize>index << 2));
}

/**
 * One pass over tiles from `begin` to before `end`: every lane takes its best path. Adds the choices to the counts by (cell, slot),
 * stores what the second best path of each lane loses, and adds the sum of the best paths' values in float64.
 */
export function passPaths(begin: u32, end: u32): void {
  const slots = word(SLOTS);
  const nodes = word(NODES);
  const classes = word(CLASSES);
  const classStart = word(CLASS_START);
  const none = word(NONE);
  const first = word(FIRST);
  const edgeClass = word(EDGE_CLASS);
  const edgeTo = word(EDGE_TO);
  const best = word(BEST);
  const from = word(FROM);
  const gaps = word(GAP);
  const roots = word(ROOTS);
  const root = word(ROOT);
  let sum = f64x2.splat(0);
  v128.store(from + (nodes << 4), f32x4.splat(0));
  for (let t = begin; t < end; t++) {
    const cell: usize = load<u32>(word(CELL_OF_TILE) + (<usize>t << 2));
    const prices = word(PRICES) + cell * (slots << 2);
    const values = word(VALUES) + <usize>t * (slots << 4);

    let slot: usize = 0;
    for (let c: usize = 0; c < classes; c++) {
      const to: usize = load<u32>(classStart + ((c + 1) << 2));
      let most = f32x4.splat(-Infinity);
      for (; slot < to; slot++) most = f32x4.pmax(most, f32x4.sub(v128.load(values + (slot << 4)), v128.load32_splat(prices + (slot << 2))));
      v128.store(best + (c << 4), most);
    }

    let z: usize = load<u32>(first + (nodes << 2));
    for (let n = nodes; n > 0; n--) {
      const node = n - 1;
      let value = v128.load(from + <usize>load<u32>(none + (node << 2)));
      const start: usize = load<u32>(first + (node << 2));
      while (z > start) {
        z--;
        value = f32x4.pmax(value, f32x4.add(v128.load(best + <usize>load<u32>(edgeClass + (z << 2))), v128.load(from + <usize>load<u32>(edgeTo + (z << 2)))));
      }
      v128.store(from + (node << 4), value);
    }
    sum = addLanes(sum, roots == 0 ? v128.load(from + root) : rooted(from, roots + (<usize>t << 4)));

    const counts = word(COUNTS) + cell * (slots << 2);
    for (let lane: usize = 0; lane < 16; lane += 4) store<f32>(gaps + (<usize>t << 4) + lane, walk(lane, roots == 0 ? root : <usize>load<u32>(roots + (<usize>t << 4) + lane), nodes, classStart, none, first, edgeClass, edgeTo, best, from, values, prices, counts));
  }
  const at = word(SUM);
  store<f64>(at, load<f64>(at) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1));
}

/** The values of four lanes, each at its own root. */
@inline
function rooted(from: usize, roots: usize): v128 {
  let value = f32x4.splat(load<f32>(from + <usize>load<u32>(roots)));
  value = f32x4.replace_lane(value, 1, load<f32>(from + <usize>load<u32>(roots, 4), 4));
  value = f32x4.replace_lane(value, 2, load<f32>(from + <usize>load<u32>(roots, 8), 8));
  return f32x4.replace_lane(value, 3, load<f32>(from + <usize>load<u32>(roots, 12), 12));
}

/** Walks the best path of one lane, counts its choices, and returns what the second best path loses. */
function walk(lane: usize, root: usize, nodes: usize, classStart: usize, none: usize, first: usize, edgeClass: usize, edgeTo: usize, best: usize, from: usize, values: usize, prices: usize, counts: usize): f32 {
  let gap: f32 = Infinity;
  const last = nodes << 4;
  let node = root;
  while (node < last) {
    const index = node >> 2;
    let next: usize = load<u32>(none + index);
    let top = load<f32>(from + next + lane);
    let taken: usize = usize.MAX_VALUE;
    let runnerUp: f32 = -Infinity;
    const to: usize = load<u32>(first + index + 4);
    for (let z: usize = load<u32>(first + index); z < to; z++) {
      const c: usize = load<u32>(edgeClass + (z << 2));
      const target: usize = load<u32>(edgeTo + (z << 2));
      const value = load<f32>(best + c + lane) + load<f32>(from + target + lane);
      if (value > top) {
        runnerUp = top;
        top = value;
        next = target;
        taken = c;
      } else if (value > runnerUp) runnerUp = value;
    }
    const short = top - runnerUp;
    if (short < gap) gap = short;
    if (taken != usize.MAX_VALUE) {
      const c = taken >> 2;
      const until: usize = load<u32>(classStart + c + 4);
      let most: f32 = -Infinity;
      let second: f32 = -Infinity;
      let chosen: usize = 0;
      for (let slot: usize = load<u32>(classStart + c); slot < until; slot++) {
        const net = load<f32>(values + (slot << 4) + lane) - load<f32>(prices + (slot << 2));
        if (net > most) {
          second = most;
          most = net;
          chosen = slot;
        } else if (net > second) second = net;
      }
      if (most - second < gap) gap = most - second;
      const at = counts + (chosen << 2);
      store<u32>(at, load<u32>(at) + 1);
    }
    node = next;
  }
  return gap;
}
