import { netValue, type Prices } from '../scan/net-value.js';
import type { Plan } from './plan.js';

interface Move {
  score: number;
  customer: number;
  out: number;
  into: number;
}

function net(plan: Plan, prices: Prices, customer: number, candidate: number): number {
  return candidate < 0 ? 0 : netValue(plan.model, prices, customer, candidate);
}

/**
 * Removes the violations of a plan by the moves that lose least gain per unit of violation relieved, pass after pass: all moves of
 * the given customers are scored once, then applied in order while they still help. Gain, not net value: the gap of a plan is
 * Σ losses + Σ λ × slack, which a move changes by what it loses, while net value would credit relief beyond what was violated.
 * True when none is left.
 */
export function repair(plan: Plan, customers: readonly number[], stop: () => boolean): boolean {
  for (let pass = 0; pass < 40 && plan.violation > 0; pass++) {
    if (stop()) return false;
    const moves: Move[] = [];
    for (const i of customers) {
      plan.forEachMove(i, (out, into) => {
        const change = plan.violationChange(i, out, into);
        if (change < -1e-12) moves.push({ score: -plan.worthChange(i, out, into) / -change, customer: i, out, into });
      });
    }
    moves.sort((a, b) => a.score - b.score);
    // Late passes go one move at a time, so that moves which undo each other come to an end.
    if (!applyWhileHelpful(plan, moves, pass < 20 ? Infinity : 1)) return false;
  }
  return plan.violation === 0;
}

/** Another member of the household may have moved since the move was found. */
function stillAllowed(plan: Plan, customer: number, out: number, into: number): boolean {
  return !plan.model.households || plan.mayMove(customer, out, into);
}

function applyWhileHelpful(plan: Plan, moves: readonly Move[], most: number): number {
  const done = new Set<number>();
  let applied = 0;
  for (const { customer, out, into } of moves) {
    if (done.has(customer) || plan.violationChange(customer, out, into) >= -1e-12 || !stillAllowed(plan, customer, out, into)) continue;
    plan.apply(customer, out, into);
    done.add(customer);
    if (++applied >= most || plan.violation === 0) break;
  }
  return applied;
}

/** Takes every move that gains and violates nothing, best first, until none is left or four passes are done. */
export function improve(plan: Plan, customers: readonly number[], stop: () => boolean): number {
  let applied = 0;
  for (let pass = 0; pass < 4 && !stop(); pass++) {
    const moves: Move[] = [];
    for (const i of customers) {
      plan.forEachMove(i, (out, into) => {
        const gained = plan.worthChange(i, out, into);
        if (gained > 1e-12) moves.push({ score: -gained, customer: i, out, into });
      });
    }
    moves.sort((a, b) => a.score - b.score);
    const done = new Set<number>();
    const before = applied;
    for (const { customer, out, into } of moves) {
      if (done.has(customer) || plan.violationChange(customer, out, into) > 0 || plan.worthChange(customer, out, into) <= 1e-12 || !stillAllowed(plan, customer, out, into)) continue;
      plan.apply(customer, out, into);
      done.add(customer);
      applied++;
    }
    if (applied === before) break;
  }
  return applied;
}

/**
 * The customers whose moves relieve the violated rows most cheaply, over everybody: one pass with the violated rows' directions
 * folded into a number by (cell, option), keeping the `count` best.
 */
export function cheapestRelief(plan: Plan, prices: Prices, count: number): number[] {
  const { model, held, slots } = plan;
  const relief = new Float64Array(model.cells * model.options);
  const direction = model.rows.map((row, k) => (row.mostPrice === Infinity && plan.rowViolation(k) > 0 ? (row.sense !== 0 ? row.sense : Math.sign(plan.used[k]! - row.planBound)) : 0));
  const { start, row, coefficient } = model.entries;
  for (let q = 0; q < relief.length; q++) for (let s = start[q]!; s < start[q + 1]!; s++) relief[q]! += direction[row[s]!]! * coefficient[s]!;
  const found: { score: number; customer: number }[] = [];
  let threshold = Infinity;
  const shrink = (): void => {
    found.sort((a, b) => a.score - b.score);
    found.length = Math.min(found.length, count);
    if (found.length === count) threshold = found[count - 1]!.score;
  };
  for (let i = 0; i < model.customers; i++) {
    const base = model.cell[i]! * model.options;
    let best = Infinity;
    const burden = (e: number): number => (e < 0 ? 0 : relief[base + model.option[e]!]!);
    const consider = (out: number, into: number): void => {
      const eased = burden(out) - burden(into);
      if (eased > 1e-12) best = Math.min(best, Math.max(0, net(plan, prices, i, out) - net(plan, prices, i, into)) / eased);
    };
    if (slots === 1) {
      const out = held[i]!;
      if (out >= 0) consider(out, -1);
      for (let e = model.offsets[i]!; e < model.offsets[i + 1]!; e++) if (e !== out) consider(out, e);
    } else plan.forEachMove(i, consider);
    if (best < threshold) {
      found.push({ score: best, customer: i });
      if (found.length >= 4 * count) shrink();
    }
  }
  shrink();
  return found.map(({ customer }) => customer);
}
