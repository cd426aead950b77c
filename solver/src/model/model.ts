import type { Choice } from './choice.js';

/**
 * The assignment problem as the solver sees it, always to be maximised.
 *
 *     maximise   Σ_e gain_e x_e
 *     subject to Σ_e a_ke x_e  ⟨sense_k⟩  bound_k        for every row k
 *                x restricted to one customer ∈ choice  (at most so many, exclusions)
 *                x_e ∈ {0, 1}
 *
 * The coefficient of candidate e of option o and a customer in cell c is a sum over the entries of q = c × options + o:
 * a_ke = Σ coefficient × w(channel, e), with w = 1 for channel 0 and own[channel − 1][e] else. So limits whose measures belong to
 * actions cost nothing per candidate, and those whose measures differ per candidate share one column each.
 */
export interface Model {
  customers: number;
  options: number;
  cells: number;
  /** Candidates of customer i: offsets[i] … offsets[i + 1] − 1. */
  offsets: Uint32Array;
  option: Uint16Array;
  /** The instance's own column where that holds the gains. */
  gain: Float64Array | Float32Array;
  /** Customer's cell. */
  cell: Uint32Array;
  /** How many customers one customer of a cell stands for: 1 but in samples. */
  weight: Float64Array;
  /** Index of the candidate in the instance; null when they are the same. */
  origin: Uint32Array | null;
  own: Float64Array[];
  rows: Row[];
  entries: Entries;
  choice: Choice;
  /** Households whose members share caps; null where there are none. A member's choices then depend on the others'. */
  households?: Households | null;
  /** Rules over time that are no matter of pairs of options; null where there are none. */
  rules?: CustomerRules | null;
  /** Gain of what is fixed and stands outside the model: no candidate of a fixed customer is here. */
  fixedGain?: number;
}

/** Rules on the set of one customer besides those of `Choice`. Only with several actions a customer. */
export interface CustomerRules {
  /** At most `max` of the options counted (counts[o] = 1). */
  caps: { counts: Uint8Array; max: number }[];
  /** spent[customer × caps + c]: what the history has used of a cap; null where nothing. */
  spent: Uint16Array | null;
  /** needs[r][p × options + o] = 1: holding option p is what rule r asks for before o. */
  needs: Uint8Array[];
  /** Bit r of a candidate is set where rule r holds for it and the history does not satisfy it; null where there are no such rules. */
  unmet: Uint32Array | null;
}

/**
 * Caps that several customers share. Group g has the members member[memberStart[g] … memberStart[g + 1]); together they may have
 * at most cap[g] candidates whose option is in the mask of its rule.
 */
export interface Households {
  /** counts[rule × options + o] = 1 where the rule counts option o. */
  counts: Uint8Array;
  rule: Uint16Array;
  cap: Float64Array;
  memberStart: Uint32Array;
  member: Uint32Array;
  /** Groups of customer i: groupOf[groupStart[i] … groupStart[i + 1]). */
  groupStart: Uint32Array;
  groupOf: Uint32Array;
  /** Customers that caps bind together, directly or over others, are one block; −1 for those alone. */
  block: Int32Array;
  blockStart: Uint32Array;
  blockMember: Uint32Array;
}

/** Sparse coefficients by q = cell × options + option. */
export interface Entries {
  start: Uint32Array;
  row: Uint32Array;
  coefficient: Float64Array;
  channel: Uint8Array;
}

export interface Row {
  /** Index into the problem's limits; −1 for rows that a search adds. */
  limit: number;
  /** Index of the period where the limit holds for each; −1 else. */
  period: number;
  /** The group where the limit holds for each of something: values in the order of `each`. */
  group?: readonly string[];
  /** 1: at most, −1: at least, 0: equal. */
  sense: 1 | -1 | 0;
  /** Bound that the proof may use: every plan of the problem satisfies the row with it. */
  bound: number;
  /** Bound that plans are made for: a little tighter than `bound` where the limit is strict. */
  planBound: number;
  /** Power of two by which the limit was divided, so that the largest coefficient is about 1 and no digit is lost. */
  scale: number;
  /** Of a strict limit: the step in which its use moves, 0 where it moves in none. */
  step?: number;
  /** At least the bound, or exactly zero. */
  orZero: boolean;
  /** Price at which the limit may be broken, in gain per scaled unit of violation; Infinity where it must hold. */
  mostPrice: number;
  /** Σ |terms| that were taken from the bounds for customers outside the model: sets, with what is inside, the rounding error that is forgiven. */
  outside?: number;
}

/** Violation of a row at a use, in scaled units; zero within the rounding error of double precision. */
export function violation(row: Row, used: number, tolerance: number): number {
  const over = used - row.planBound;
  const amount = row.sense > 0 ? over : row.sense < 0 ? -over : Math.abs(over);
  return amount > tolerance ? amount : 0;
}

/** Calls `visit` with every (row, coefficient) of a candidate; a row may come more than once. */
export function forEachCoefficient(model: Model, customer: number, candidate: number, visit: (row: number, coefficient: number) => void): void {
  const { start, row, coefficient, channel } = model.entries;
  const q = model.cell[customer]! * model.options + model.option[candidate]!;
  for (let s = start[q]!; s < start[q + 1]!; s++) {
    const c = channel[s]!;
    visit(row[s]!, c === 0 ? coefficient[s]! : coefficient[s]! * model.own[c - 1]![candidate]!);
  }
}
