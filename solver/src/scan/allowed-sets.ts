import type { Model } from '../model/model.js';

/** The customer of a candidate, by bisection of the offsets. */
function customerOf({ offsets }: Model, candidate: number): number {
  let [low, high] = [0, offsets.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! <= candidate) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Whether caps over time leave room for one more candidate beside what a customer holds (−1 for an empty slot), were `without` given up.
 */
export function capsAllow(model: Model, held: ArrayLike<number>, from: number, to: number, candidate: number, without: number): boolean {
  const { rules, options, option } = model;
  if (!rules || rules.caps.length === 0) return true;
  const customer = customerOf(model, candidate);
  for (let c = 0; c < rules.caps.length; c++) {
    const { counts, max } = rules.caps[c]!;
    if (!counts[option[candidate]!]) continue;
    let used = 1 + (rules.spent ? rules.spent[customer * rules.caps.length + c]! : 0);
    for (let s = from; s < to; s++) if (held[s]! >= 0 && held[s] !== without && counts[option[held[s]!]!]) used++;
    if (used > max) return false;
  }
  return options > 0;
}

/** Whether everything a customer would hold has what it may only come after: `without` given up, `candidate` (−1 for none) taken. */
export function needsMet(model: Model, held: ArrayLike<number>, from: number, to: number, candidate: number, without: number): boolean {
  const { rules, options, option } = model;
  if (!rules?.unmet) return true;
  const met = (e: number): boolean => {
    const open = rules.unmet![e]!;
    if (open === 0) return true;
    for (let r = 0; r < rules.needs.length; r++) {
      if (!(open & (1 << r))) continue;
      const enables = rules.needs[r]!;
      const by = (other: number): boolean => other >= 0 && other !== e && enables[option[other]! * options + option[e]!] === 1;
      let found = by(candidate);
      for (let s = from; s < to && !found; s++) found = held[s] !== without && by(held[s]!);
      if (!found) return false;
    }
    return true;
  };
  if (candidate >= 0 && !met(candidate)) return false;
  for (let s = from; s < to; s++) if (held[s]! >= 0 && held[s] !== without && !met(held[s]!)) return false;
  return true;
}

/**
 * Whether the households of a customer leave room for a candidate, were `without` (one of the customer's own) given up. `held` are the
 * slots of all customers.
 */
export function householdAllows(model: Model, held: ArrayLike<number>, slots: number, customer: number, candidate: number, without: number): boolean {
  const { households, options, option } = model;
  if (!households) return true;
  for (let s = households.groupStart[customer]!; s < households.groupStart[customer + 1]!; s++) {
    const g = households.groupOf[s]!;
    const rule = households.rule[g]! * options;
    if (!households.counts[rule + option[candidate]!]) continue;
    if (without >= 0 && households.counts[rule + option[without]!]) continue;
    if (groupUse(model, held, slots, g) + 1 > households.cap[g]!) return false;
  }
  return true;
}

/** How many candidates that a household group counts its members hold. */
export function groupUse(model: Model, held: ArrayLike<number>, slots: number, group: number): number {
  const { households, options, option } = model;
  const { memberStart, member, counts, rule } = households!;
  let used = 0;
  for (let m = memberStart[group]!; m < memberStart[group + 1]!; m++) {
    for (let s = member[m]! * slots; s < (member[m]! + 1) * slots; s++) if (held[s]! >= 0 && counts[rule[group]! * options + option[held[s]!]!]) used++;
  }
  return used;
}
