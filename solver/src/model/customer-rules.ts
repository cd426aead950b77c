import { matchesAction } from '../problem/parse-filters.js';
import type { CandidateFilter, Problem } from '../problem/problem.js';
import type { Past } from './past.js';
import type { CustomerRules } from './model.js';

/**
 * Caps on contacts within days, and what may only come after something else, for customers who may get several actions. A window of
 * days ends at each period in turn: the plan's contacts in it and the history's are at most the cap. Null where there is nothing to keep.
 */
export function buildRules(problem: Problem, past: Past | null, customers: number, option: Uint16Array, origin: ArrayLike<number> | null): CustomerRules | null {
  const periods = Math.max(1, problem.periods.length);
  const options = problem.actions.length * periods;
  const day = (o: number): number => problem.periodStartDays?.[o % periods] ?? 0;
  const matches = (filter: CandidateFilter, o: number): boolean => matchesAction(filter.action, problem.actions[Math.floor(o / periods)]!, problem.periods[o % periods] ?? null);
  const caps: { counts: Uint8Array; max: number; rule: number; period: number }[] = [];
  const needs: { enables: Uint8Array; asked: Uint8Array; rule: number }[] = [];
  problem.sequence.forEach((rule, r) => {
    if (rule.kind === 'maxContacts') {
      for (let p = 0; p < periods; p++) {
        const counts = Uint8Array.from({ length: options }, (_, o) => (matches(rule.where, o) && day(o) <= day(p) && day(p) - day(o) < rule.days ? 1 : 0));
        if (counts.includes(1)) caps.push({ counts, max: rule.max, rule: r, period: p });
      }
    } else if (rule.kind === 'onlyAfter') {
      const enables = new Uint8Array(options * options);
      const asked = Uint8Array.from({ length: options }, (_, o) => (matches(rule.action, o) ? 1 : 0));
      for (let o = 0; o < options; o++) if (asked[o]) for (let p = 0; p < options; p++) if (p !== o && matches(rule.after, p) && day(o) - day(p) >= rule.days) enables[p * options + o] = 1;
      needs.push({ enables, asked, rule: r });
    }
  });
  if (caps.length === 0 && needs.length === 0) return null;
  const spent = past && caps.some(({ rule }) => past.spent[rule]) ? new Uint16Array(customers * caps.length) : null;
  for (let i = 0; spent && i < customers; i++) caps.forEach(({ rule, period }, c) => (spent[i * caps.length + c] = past!.spent[rule]?.[i * periods + period] ?? 0));
  return { caps, spent, needs: needs.map(({ enables }) => enables), unmet: needs.length > 0 ? Uint32Array.from(option, (o, z) => unmetOf(o, z)) : null };

  function unmetOf(o: number, candidate: number): number {
    const e = origin?.[candidate] ?? candidate;
    return needs.reduce((bits, { rule, asked }, r) => (!asked[o] || past?.granted[rule]?.[e] ? bits : bits | (1 << r)), 0);
  }
}
