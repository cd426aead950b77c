import { matchesAction } from '../problem/parse-filters.js';
import type { CandidateFilter, Problem } from '../problem/problem.js';

/** Which sets of options one customer may get. */
export interface Choice {
  /** Most options in all. */
  max: number;
  /** Most options in one period; Infinity without such a cap. */
  perPeriod: number;
  periods: number;
  /** conflict[o × options + p] = 1 when one customer cannot get both; null when there is none. */
  conflict: Uint8Array | null;
}

/**
 * Exclusions and gaps as pairs of options that one customer cannot get together. A gap of d days after an action forbids
 * (later, earlier) unless the later one's period starts at least d days after the earlier one's.
 */
export function buildChoice(problem: Problem): Choice {
  const periods = Math.max(1, problem.periods.length);
  const options = problem.actions.length * periods;
  const max = Math.min(problem.contacts.max, problem.contacts.perPeriod * periods, options);
  const choice: Choice = { max, perPeriod: problem.contacts.perPeriod < max ? problem.contacts.perPeriod : Infinity, periods, conflict: null };
  if ((problem.sequence.length === 0 && problem.agents.length === 0) || max < 2) return choice;

  const conflict = new Uint8Array(options * options);
  const members = (filter: CandidateFilter): number[] =>
    Array.from({ length: options }, (_, o) => o).filter((o) => matchesAction(filter.action, problem.actions[Math.floor(o / periods)]!, problem.periods[o % periods] ?? null));
  const forbid = (o: number, p: number): void => {
    if (o !== p) conflict[o * options + p] = conflict[p * options + o] = 1;
  };
  const day = (o: number): number => problem.periodStartDays?.[o % periods] ?? 0;
  // One action at one time is done by one agent.
  if (problem.agents.length > 0) for (let o = 0; o < options; o++) for (let p = o % periods; p < o; p += periods) if (problem.actions[Math.floor(o / periods)]!.id === problem.actions[Math.floor(p / periods)]!.id) forbid(o, p);
  for (const rule of problem.sequence) {
    if (rule.kind === 'exclude') {
      const groups = rule.groups.map(members);
      groups.forEach((group, g) => groups.slice(g + 1).forEach((other) => group.forEach((o) => other.forEach((p) => Math.abs(day(o) - day(p)) < rule.withinDays && forbid(o, p)))));
    } else if (rule.kind === 'notBefore') {
      for (const later of members(rule.action)) for (const earlier of members(rule.after)) if (day(later) < day(earlier) + rule.days) forbid(later, earlier);
    }
  }
  choice.conflict = conflict.includes(1) ? conflict : null;
  return choice;
}
