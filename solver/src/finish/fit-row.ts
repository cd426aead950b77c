import type { Model, Row } from '../model/model.js';
import { netValue, type Prices } from '../scan/net-value.js';
import type { Plan } from './plan.js';

/** One or two moves that together change no row but the one to fit. */
interface Compound {
  moves: { customer: number; out: number; into: number }[];
  change: number;
  loss: number;
}

/** Compounds of two moves are made of so many of the best of either kind. */
const eachWay = 8;
const mostCompounds = 2_500;

/**
 * The row that moves in the finest amounts, among those with a price: of all rows it can be used up last, by exchanges that leave every
 * other row as it is. −1 where all rows move in like steps.
 */
export function finestRow({ entries, rows }: Pick<Model, 'entries'> & { readonly rows: readonly Row[] }, lambda: Float64Array): number {
  const amounts = rows.map(() => new Set<number>());
  entries.row.forEach((k, s) => {
    const seen = amounts[k]!;
    if (lambda[k] !== 0 && seen.size < 1_000) seen.add(entries.channel[s]! > 0 ? s : Math.abs(entries.coefficient[s]!));
  });
  let [best, most] = [-1, 2];
  amounts.forEach((seen, k) => {
    if (seen.size > most && rows[k]!.sense !== 0) [best, most] = [k, seen.size];
  });
  return best;
}

/**
 * Uses up what a row has left, or takes back what it is over, by at most four moves that change no other row that matters and lose
 * least net value. Sums of two compounds out of some thousand are dense enough to meet any amount closely. True where the row ends
 * within `slack` of its bound.
 */
export function fitRow(plan: Plan, row: number, options: { customers: readonly number[]; prices: Prices; lambda: Float64Array; width: number; slack: number }): boolean {
  const { model } = plan;
  const { planBound, sense } = model.rows[row]!;
  const price = Math.abs(options.lambda[row]!);
  for (let round = 0; round < 8; round++) {
    const left = planBound - plan.used[row]!;
    // What a row at most may still rise by, a row at least may still fall by.
    if (plan.rowViolation(row) === 0 && Math.abs(left) <= options.slack) return true;
    const all = compoundsOf(plan, row, options);
    // From far off only what moves the row by much brings it near.
    const compounds = all.filter(({ change }) => Math.abs(change) <= Math.max(4 * Math.abs(left), 100 * options.slack)).slice(0, mostCompounds);
    const found = closest(compounds, left, sense, options.slack, price);
    const next = found && found.cost < 0.5 * price * Math.abs(left) ? found.parts : approach(all, left);
    if (next.length === 0) return plan.rowViolation(row) === 0;
    for (const compound of next) takeIfKept(plan, row, compound);
  }
  return plan.rowViolation(row) === 0;
}

/** Makes the moves of a compound, unless together with others they break some other row. */
function takeIfKept(plan: Plan, row: number, { moves }: Compound): void {
  const others = (): number => plan.violation - plan.rowViolation(row);
  const before = others();
  const made: typeof moves = [];
  for (const move of moves) {
    // Other members of the household may have moved since.
    if (plan.model.households && !plan.mayMove(move.customer, move.out, move.into)) break;
    plan.apply(move.customer, move.out, move.into);
    made.push(move);
  }
  if (made.length < moves.length || others() > before + 1e-9) for (const { customer, out, into } of made.reverse()) plan.apply(customer, into, out);
}

/** Compounds of different customers that bring a row nearer to its bound, cheapest first, without passing it. */
function approach(compounds: readonly Compound[], left: number): Compound[] {
  const taken: Compound[] = [];
  const used = new Set<number>();
  let rest = left;
  const rate = (one: Compound): number => one.loss / Math.abs(one.change);
  for (const one of compounds.filter(({ change }) => change * left > 0).sort((a, b) => rate(a) - rate(b))) {
    if (Math.abs(one.change) > Math.abs(rest) || one.moves.some(({ customer }) => used.has(customer))) continue;
    taken.push(one);
    rest -= one.change;
    for (const { customer } of one.moves) used.add(customer);
  }
  return taken;
}

function compoundsOf(plan: Plan, row: number, { customers, prices, lambda, width }: { customers: readonly number[]; prices: Prices; lambda: Float64Array; width: number }): Compound[] {
  const { model } = plan;
  const net = (customer: number, e: number): number => (e < 0 ? 0 : netValue(model, prices, customer, e));
  // Room for one more of anything, at no price: such a row need not stay as it is.
  const roomy = model.rows.map((one, k) => lambda[k] === 0 && one.sense !== 0 && plan.rowViolation(k) === 0 && Math.abs(plan.used[k]! - one.planBound) >= 2);
  const kinds = new Map<string, { mirror: string; list: Compound[] }>();
  const compounds: Compound[] = [];
  for (const customer of customers) {
    plan.forEachMove(customer, (out, into) => {
      const loss = net(customer, out) - net(customer, into);
      if (!(loss <= width)) return;
      let [change, unused, harmless] = [0, 0, true];
      const others: [number, number][] = [];
      plan.forEachChange(customer, out, into, (k, a) => {
        if (k === row) change = a;
        else if (a !== 0 && !roomy[k]) {
          others.push([k, a]);
          // Less use of a row leaves what it was worth.
          unused -= lambda[k]! * a;
          if (model.rows[k]!.sense * a >= 0 || model.rows[k]!.sense === 0) harmless = false;
        }
      });
      const one: Compound = { moves: [{ customer, out, into }], change, loss };
      if (change !== 0 && (others.length === 0 || (harmless && loss + unused <= width))) compounds.push({ ...one, loss: loss + unused });
      if (others.length === 0) return;
      others.sort((a, b) => a[0] - b[0]);
      const key = others.map(([k, a]) => `${k}:${a}`).join();
      const kind = kinds.get(key);
      if (kind) kind.list.push(one);
      else kinds.set(key, { mirror: others.map(([k, a]) => `${k}:${-a}`).join(), list: [one] });
    });
  }
  const best = (list: Compound[]): Compound[] => {
    const byAmount = new Map<number, number>();
    return list.sort(byLoss).filter(({ change }) => {
      const n = (byAmount.get(change) ?? 0) + 1;
      byAmount.set(change, n);
      return n <= 2;
    }).slice(0, eachWay);
  };
  for (const [key, { mirror, list }] of kinds) {
    const opposite = kinds.get(mirror);
    if (!opposite || key > mirror) continue;
    const others = best(opposite.list);
    for (const a of best(list)) for (const b of others) if (a.moves[0]!.customer !== b.moves[0]!.customer && a.change + b.change !== 0) compounds.push({ moves: [...a.moves, ...b.moves], change: a.change + b.change, loss: a.loss + b.loss });
  }
  return compounds.sort(byLoss);
}

const byLoss = (a: Compound, b: Compound): number => a.loss - b.loss || a.change - b.change;

/** At most two compounds whose changes add up to `left`, or fall short of it, at the least cost: loss, and what is left over at its price. */
function closest(compounds: readonly Compound[], left: number, sense: number, slack: number, price: number): { parts: Compound[]; cost: number } | null {
  const sorted = [...compounds].sort((a, b) => a.change - b.change);
  let best: { parts: Compound[]; cost: number } | null = null;
  const consider = (parts: Compound[], change: number, loss: number): void => {
    const rest = left - change;
    const cost = loss + price * Math.abs(rest);
    if (sense * rest >= 0 && (!best || cost < best.cost)) best = { parts, cost };
  };
  for (const one of sorted) consider([one], one.change, one.loss);
  for (const one of compounds.slice(0, 1_200)) {
    // Compounds that fill the rest but for some slack, on the side that keeps the row.
    const target = left - one.change;
    const at = firstFrom(sorted, sense > 0 ? target - 4 * slack : target);
    for (let z = 0; z < 60 && at + z < sorted.length; z++) {
      const other = sorted[at + z]!;
      if (sense > 0 ? other.change > target : other.change > target + 4 * slack) break;
      if (other !== one && other.moves.every((a) => one.moves.every((b) => a.customer !== b.customer))) consider([one, other], one.change + other.change, one.loss + other.loss);
    }
  }
  return best;
}

/** Index of the first compound whose change is at least `least`. */
function firstFrom(sorted: readonly Compound[], least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]!.change < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
