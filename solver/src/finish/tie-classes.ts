import { clampMultiplier, type DualPoint } from '../dual/dual.js';
import type { TileDual } from '../dual/tile-dual.js';
import type { Program, ProgramColumn } from '../exact/glpk.js';
import { type SearchContext, timeLeft } from '../search-context.js';
import { finestRow } from './fit-row.js';

/** Customers of one cell whose choice within the band is the same in every respect. */
export interface TieClass {
  cell: number;
  size: number;
  /** The best option, and the others within the band; the number of options stands for nothing. */
  best: number;
  others: readonly { option: number; gain: number }[];
  bestGain: number;
}

export interface TieClasses {
  classes: TieClass[];
  /** Class of the customer at a position; −1 for those with nothing within the band. */
  of: Int32Array;
  /** Everybody's best choice. */
  best: Uint8Array | Uint16Array;
}

/**
 * Classes of the customers that have another choice within `band` of the best one at the prices of the last scan: those of one cell
 * with the same best and other choices at the same gains. Null where they are more than `most`, as they are where values differ by
 * customer.
 */
export function tieClasses(dual: TileDual, band: number, most: number): TieClasses | null {
  const { scan, prices } = dual;
  const { shape: { options }, values, cellOfTile, own } = scan.table;
  if (own.length > 0) return null;
  const near = scan.nearPositions(band);
  const classes: TieClass[] = [];
  const of = new Int32Array(scan.gap.length).fill(-1);
  const byHash = new Map<number, number[]>();
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const list = new Uint32Array(options + 1);
  for (let z = 0; z < near.length; z++) {
    const position = near[z]!;
    const cell = cellOfTile[position >>> 2]!;
    const base = cell * options;
    const from = (position >>> 2) * options * 4 + (position & 3);
    const best = scan.best[position]!;
    const net = best < options ? values[from + 4 * best]! - prices.base[base + best]! : 0;
    const least = net - band;
    let count = 0;
    let hash = Math.imul(cell + 1, 0x9e3779b1) ^ Math.imul(best + 1, 0x85ebca6b) ^ (best < options ? bits[from + 4 * best]! : 0);
    for (let o = 0; o < options; o++) {
      if (o === best || !(values[from + 4 * o]! - prices.base[base + o]! > least)) continue;
      list[count++] = o;
      hash = Math.imul(hash ^ Math.imul(o + 1, 0xc2b2ae35) ^ bits[from + 4 * o]!, 0x01000193) ^ (hash >>> 15);
    }
    if (best < options && 0 > least) list[count++] = options;
    if (count === 0) continue;
    const gainOf = (o: number): number => (o < options ? values[from + 4 * o]! : 0);
    const alike = byHash.get(hash);
    let found = -1;
    for (const c of alike ?? []) {
      const one = classes[c]!;
      if (one.cell === cell && one.best === best && one.bestGain === gainOf(best) && one.others.length === count && one.others.every(({ option, gain }, n) => option === list[n] && gain === gainOf(option))) {
        found = c;
        break;
      }
    }
    if (found < 0) {
      // Where nearly everybody is alone in a class there is nothing to gain.
      if (classes.length >= most || (z > 2_000 && classes.length > z / 8)) return null;
      found = classes.push({ cell, size: 0, best, bestGain: gainOf(best), others: Array.from(list.subarray(0, count), (option) => ({ option, gain: gainOf(option) })) }) - 1;
      if (alike) alike.push(found);
      else byHash.set(hash, [found]);
    }
    classes[found]!.size++;
    of[position] = found;
  }
  return { classes, of, best: scan.best.slice() };
}

export interface TieAnswer {
  /** Prices that the linear program ended with. */
  lambda: Float64Array;
  /** Gain of the linear program's answer, less its penalties: no whole plan of these classes gains more. */
  gain: number;
  /** Makes whole choices of everybody that keep the rows and lose at most `open` of that gain; null where branch and bound finds none. */
  round: (open: number) => Uint8Array | Uint16Array | null;
}

interface Move {
  of: number;
  other: number;
}

/** Whole columns of the small branch and bound, and how far each may be from the linear answer. */
const mostWhole = 100;
const reach = 2;
/** Members that either way of a column should have, at least, to be of use more than once. */
const roomy = 8;

/**
 * The program over classes: how many members of each take each of the other choices, everybody else at the best one. Its linear
 * answer splits no more columns than there are rows; a branch and bound over these, and over the kinds of moves that cost least besides,
 * makes them whole. `left`: what the best choices leave of each row.
 */
export function solveTieClasses(dual: TileDual, point: DualPoint, ties: TieClasses, left: Float64Array, context: SearchContext): TieAnswer | null {
  const { rows, entries, scan } = dual;
  const { options } = scan.table.shape;
  const { classes } = ties;
  const moves: Move[] = [];
  const program: Program = { columns: [], rows: rows.map((row, k) => ({ lower: row.sense > 0 ? -Infinity : left[k]!, upper: row.sense < 0 ? Infinity : left[k]! })) };
  classes.forEach((one, c) => {
    const shared = one.others.length > 1 ? program.rows.push({ lower: -Infinity, upper: one.size }) - 1 : -1;
    one.others.forEach(({ option, gain }, other) => {
      const delta = new Map<number, number>();
      for (const [o, sign] of [[one.best, -1], [option, 1]] as const) {
        if (o === options) continue;
        for (let q = one.cell * options + o, s = entries.start[q]!; s < entries.start[q + 1]!; s++) delta.set(entries.row[s]!, (delta.get(entries.row[s]!) ?? 0) + sign * entries.coefficient[s]!);
      }
      if (shared >= 0) delta.set(shared, 1);
      const own = [...delta].filter(([, a]) => a !== 0);
      program.columns.push({ cost: gain - one.bestGain, lower: 0, upper: one.size, rows: own.map(([k]) => k), coefficients: own.map(([, a]) => a) });
      moves.push({ of: c, other });
    });
  });
  const typical = Math.abs(point.value / Math.max(1, dual.customers));
  const slacks = rows.flatMap((row, k): ProgramColumn[] => {
    const cost = -(2 * Math.abs(point.lambda[k]!) + 10 * typical);
    return [...(row.sense >= 0 ? [-1] : []), ...(row.sense <= 0 ? [1] : [])].map((a) => ({ cost, lower: 0, upper: Infinity, rows: [k], coefficients: [a] }));
  });
  const answer = context.glpk.solve({ columns: [...program.columns, ...slacks], rows: program.rows }, { timeLimitMs: Math.min(5_000, timeLeft(context)), now: context.now });
  if (answer.status !== 'optimal') return null;
  let held = point.total;
  for (let k = 0; k < rows.length; k++) held += point.lambda[k]! * point.used[k]!;
  return {
    lambda: Float64Array.from(rows, (row, k) => clampMultiplier(row, answer.duals[k]!)),
    gain: held + answer.objective,
    round: (open) => {
      const amounts = wholeAmounts(program, moves, classes, answer.x, answer.duals, rows.length, finestRow(dual, answer.duals.subarray(0, rows.length)), open, context);
      return amounts && choicesOf(ties, moves, amounts);
    },
  };
}

/** Whole amounts near the linear ones. */
function wholeAmounts({ columns, rows }: Program, moves: readonly Move[], classes: readonly TieClass[], x: Float64Array, duals: Float64Array, limits: number, fine: number, open: number, context: SearchContext): Float64Array | null {
  const whole = Float64Array.from(columns, (_, j) => Math.floor(x[j]! + 1e-7));
  const rest = rows.map((row) => ({ ...row }));
  columns.forEach((column, j) => column.rows.forEach((r, z) => {
    rest[r]!.lower -= column.coefficients[z]! * whole[j]!;
    rest[r]!.upper -= column.coefficients[z]! * whole[j]!;
  }));
  const net = Float64Array.from(columns, (column) => column.rows.reduce((sum, r, z) => sum - duals[r]! * column.coefficients[z]!, column.cost));
  const loss = net.map(Math.abs);
  // Moves of a cell between the same options do the same to every row: a few of them, with room either way, are enough.
  const seen = new Map<string, number>();
  const chosen = [...moves.keys()].sort((a, b) => Number(x[b]! - whole[b]! > 1e-7) - Number(x[a]! - whole[a]! > 1e-7) || loss[a]! - loss[b]! || columns[b]!.upper - columns[a]!.upper).filter((j) => {
    const one = classes[moves[j]!.of]!;
    const key = `${one.cell}|${one.best}|${one.others[moves[j]!.other]!.option}|${whole[j]! >= roomy}|${columns[j]!.upper - whole[j]! >= roomy}`;
    const n = (seen.get(key) ?? 0) + 1;
    seen.set(key, n);
    return n <= 1 || x[j]! - whole[j]! > 1e-7;
  }).slice(0, mostWhole);
  const kept = new Map<number, number>();
  const placeOf = (r: number): number => {
    if (!kept.has(r)) kept.set(r, kept.size);
    return kept.get(r)!;
  };
  const small = [...chosen.map((j): ProgramColumn => ({ ...columns[j]!, lower: Math.max(-reach, -whole[j]!), upper: Math.min(reach, columns[j]!.upper - whole[j]!), integer: true }))].map((column) => ({ ...column, rows: column.rows.map(placeOf) }));
  // The gap of branch and bound is relative: a constant gives it a size.
  const constant = 1_000 * Math.max(open, 1e-9);
  // The row of the finest steps counts at its price; it is fitted afterwards.
  if (fine >= 0 && kept.has(fine)) {
    for (const column of small) column.rows.forEach((r, z) => {
      if (r === kept.get(fine)) column.cost -= duals[fine]! * column.coefficients[z]!;
    });
    rest[fine] = { lower: -Infinity, upper: Infinity };
  }
  const program: Program = { columns: [...small, { cost: constant, lower: 1, upper: 1, rows: [], coefficients: [] }], rows: [...kept.keys()].map((r) => rest[r]!) };
  const answer = context.glpk.solve(program, { timeLimitMs: Math.min(2_000, timeLeft(context)), gap: 3e-4, now: context.now });
  if (answer.status !== 'optimal' && answer.status !== 'feasible') return null;
  chosen.forEach((j, z) => (whole[j]! += Math.round(answer.x[z]!)));
  return fine < 0 || fitFine(columns, rows, limits, whole, net, fine, duals[fine]!) ? whole : null;
}

function compoundOf<T extends { change: number; gain: number; room: number }>(parts: T[]): { parts: T[]; change: number; gain: number; room: number } {
  return { parts, change: parts.reduce((sum, { change }) => sum + change, 0), gain: parts.reduce((sum, { gain }) => sum + gain, 0), room: Math.min(...parts.map(({ room }) => room)) };
}

/**
 * Brings the finest row within its bound, and near to it, by one or two kinds of change made several times: of a column, or of two in opposite
 * ways, that change no other limit; those that lose least by what they cost and by what they leave of the row. False where none does.
 */
function fitFine(columns: readonly ProgramColumn[], rows: Program['rows'], limits: number, whole: Float64Array, net: Float64Array, fine: number, price: number): boolean {
  const sense = rows[fine]!.upper < Infinity ? 1 : -1;
  const used = new Float64Array(rows.length);
  columns.forEach((column, j) => column.rows.forEach((r, z) => (used[r]! += column.coefficients[z]! * whole[j]!)));
  // A hair's breadth inside, for the rounding of sums.
  const left = sense * ((sense > 0 ? rows[fine]!.upper : rows[fine]!.lower) - used[fine]!) - 1e-6;
  const all = columns.flatMap((_, j) => [1, -1].map((sign) => {
    const { rows: own, coefficients } = columns[j]!;
    const others = own.flatMap((r, z) => (r === fine || r >= limits ? [] : [[r, sign * coefficients[z]!] as const])).sort((a, b) => a[0] - b[0]);
    const name = (by: number): string => others.map(([r, a]) => `${r}:${by * a}`).join();
    let room = sign > 0 ? columns[j]!.upper - whole[j]! : whole[j]!;
    if (sign > 0) own.forEach((r) => (room = r >= limits ? Math.min(room, rows[r]!.upper - used[r]!) : room));
    return { j, sign, room, change: sense * sign * (coefficients[own.indexOf(fine)] ?? 0), gain: sign * net[j]!, key: name(1), mirror: name(-1) };
  })).filter(({ room }) => room > 0);
  // Of ways that do the same those that lose least, and one with room for many.
  const byKey = new Map<string, typeof all>();
  const seen = new Map<string, number>();
  for (const way of all.sort((a, b) => b.gain - a.gain || a.j - b.j)) {
    const kind = `${way.key}|${way.change}|${way.room >= roomy}`;
    seen.set(kind, (seen.get(kind) ?? 0) + 1);
    if (seen.get(kind)! <= 2) byKey.set(way.key, [...(byKey.get(way.key) ?? []), way]);
  }
  const ways = [...byKey.values()].flat();
  const compounds = ways.flatMap((one) => {
    if (one.key === '') return [compoundOf([one])];
    return (byKey.get(one.mirror) ?? []).filter((other) => other.j > one.j).map((other) => compoundOf([one, other]));
  }).filter(({ change }) => change !== 0);
  type Step = { of: (typeof compounds)[number]; times: number };
  let best: { cost: number; steps: Step[] } | null = left >= 0 ? { cost: Math.abs(price) * left, steps: [] } : null;
  // One kind of change several times; and before it, of the cheapest, another a few times, where no column is in both.
  const lossRate = ({ gain, change }: (typeof compounds)[number]): number => Math.max(0, -gain) / Math.abs(change);
  const first: Step[] = [...compounds].sort((a, b) => lossRate(a) - lossRate(b)).slice(0, 60).flatMap((of) => [1, 2, 3, 4].filter((times) => times <= of.room).map((times) => ({ of, times })));
  for (const before of [null, ...first]) {
    const rest = left - (before ? before.times * before.of.change : 0);
    const spent = before ? -before.times * before.of.gain : 0;
    for (const of of compounds) {
      if (of.change * rest <= 0 || before?.of.parts.some(({ j }) => of.parts.some((part) => part.j === j))) continue;
      const times = rest < 0 ? Math.ceil(rest / of.change) : Math.floor(rest / of.change);
      if (times <= 0 || times > of.room) continue;
      const cost = spent + Math.abs(price) * (rest - times * of.change) - times * of.gain;
      if (!best || cost < best.cost) best = { cost, steps: [...(before ? [before] : []), { of, times }] };
    }
  }
  if (!best) return false;
  for (const { of, times } of best.steps) for (const { j, sign } of of.parts) whole[j]! += sign * times;
  return true;
}

/** Everybody's choice where so many members of each class make each move. */
function choicesOf({ classes, of, best }: TieClasses, moves: readonly Move[], amounts: Float64Array): Uint8Array | Uint16Array {
  const choices = best.slice();
  const waiting: { option: number; count: number }[][] = classes.map(() => []);
  moves.forEach(({ of: c, other }, j) => {
    if (amounts[j]! > 0) waiting[c]!.push({ option: classes[c]!.others[other]!.option, count: amounts[j]! });
  });
  for (let position = 0; position < of.length; position++) {
    const mine = of[position]! < 0 ? null : waiting[of[position]!]!;
    const next = mine?.[mine.length - 1];
    if (!next) continue;
    choices[position] = next.option;
    if (--next.count === 0) mine!.pop();
  }
  return choices;
}
