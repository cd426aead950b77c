import type { Model } from '../model/model.js';
import { capsAllow, needsMet } from './allowed-sets.js';

/**
 * Whether a customer that holds `held` (candidates, −1 for an empty slot) may also take `candidate`, were `without` given up, by its own
 * rules; `partial`: what the candidate may only come after may still follow. For caps of households see `householdAllows`.
 */
export function mayTake(model: Model, held: ArrayLike<number>, from: number, to: number, candidate: number, without: number, partial = false): boolean {
  const { max, perPeriod, periods, conflict } = model.choice;
  const o = model.option[candidate]!;
  let [size, inPeriod] = [0, 0];
  for (let s = from; s < to; s++) {
    const e = held[s]!;
    if (e === candidate) return false;
    if (e < 0 || e === without) continue;
    const p = model.option[e]!;
    size++;
    if (p % periods === o % periods) inPeriod++;
    if (conflict && conflict[o * model.options + p]) return false;
  }
  if (size >= max || inPeriod >= perPeriod) return false;
  return !model.rules || (capsAllow(model, held, from, to, candidate, without) && (partial || needsMet(model, held, from, to, candidate, without)));
}
