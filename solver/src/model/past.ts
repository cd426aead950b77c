import { matchesAction } from '../problem/parse-filters.js';
import type { Instance } from '../problem/instance.js';
import type { CandidateFilter, Problem } from '../problem/problem.js';

/** What the history does to a plan. */
export interface Past {
  /** 1 for candidates that the history forbids. */
  barred: Uint8Array;
  /** Candidates that each sequence rule forbids, in the order of the rules. */
  removed: number[];
  /** By rule: 1 where the history already gives a candidate what `onlyAfter` asks for; null for other rules. */
  granted: (Uint8Array | null)[];
  /** By rule: options that `onlyAfter` holds for; null for other rules. */
  asked: (Uint8Array | null)[];
  /** By rule: for every (customer, period) how many contacts of the history count in the window that ends there; null for other rules. */
  spent: (Uint16Array | null)[];
}

/**
 * Holds the history against the sequence rules: what it forbids, what it allows, and how much of a cap on contacts it has used up.
 * The rules count days from the contact to the start of the candidate's period.
 */
export function readPast(problem: Problem, instance: Instance): Past {
  const periods = Math.max(1, problem.periods.length);
  const dayOf = (period: number): number => problem.periodStartDays?.[period] ?? 0;
  const matches = (filter: CandidateFilter): Uint8Array =>
    Uint8Array.from({ length: problem.actions.length * periods }, (_, o) => (matchesAction(filter.action, problem.actions[Math.floor(o / periods)]!, problem.periods[o % periods] ?? null) ? 1 : 0));
  /** Contacts of the history have no period. */
  const before = (filter: CandidateFilter): boolean[] => problem.actions.map((action) => matchesAction(filter.action, action, null));
  const { history, offsets, option } = instance;
  const past: Past = { barred: new Uint8Array(option.length), removed: problem.sequence.map(() => 0), granted: [], asked: [], spent: [] };
  const rows = history ? Array.from(history.customer.keys()) : [];

  problem.sequence.forEach((rule, r) => {
    const bar = (customer: number, test: (option: number) => boolean, own: Uint8Array): void => {
      for (let e = offsets[customer]!; e < offsets[customer + 1]!; e++) {
        if (own[e] || !test(option[e]!)) continue;
        own[e] = past.barred[e] = 1;
        past.removed[r]!++;
      }
    };
    past.asked.push(rule.kind === 'onlyAfter' ? matches(rule.action) : null);
    past.granted.push(rule.kind === 'onlyAfter' ? new Uint8Array(option.length) : null);
    past.spent.push(rule.kind === 'maxContacts' && rows.length > 0 ? new Uint16Array(instance.customers.count * periods) : null);
    const own = new Uint8Array(rows.length > 0 ? option.length : 0);
    if (rule.kind === 'maxContacts' && rule.max === 0) {
      const now = matches(rule.where);
      for (let e = 0; e < option.length; e++) if (now[option[e]!]) past.barred[e] = 1;
    }
    if (rule.kind === 'exclude') {
      const groups = rule.groups.map(matches);
      const earlier = rule.groups.map(before);
      for (const h of rows) {
        const [action, ago] = [history!.action[h]!, history!.daysAgo[h]!];
        earlier.forEach((group, g) => {
          if (group[action]) bar(history!.customer[h]!, (o) => dayOf(o % periods) + ago < rule.withinDays && groups.some((other, k) => k !== g && other[o] === 1), own);
        });
      }
    } else if (rule.kind === 'notBefore') {
      const [later, earlier] = [matches(rule.action), before(rule.after)];
      for (const h of rows) if (earlier[history!.action[h]!]) bar(history!.customer[h]!, (o) => later[o] === 1 && dayOf(o % periods) + history!.daysAgo[h]! < rule.days, own);
    } else if (rule.kind === 'onlyAfter') {
      const earlier = before(rule.after);
      for (const h of rows) {
        if (!earlier[history!.action[h]!]) continue;
        const customer = history!.customer[h]!;
        for (let e = offsets[customer]!; e < offsets[customer + 1]!; e++) if (dayOf(option[e]! % periods) + history!.daysAgo[h]! >= rule.days) past.granted[r]![e] = 1;
      }
    } else {
      const [now, earlier] = [matches(rule.where), before(rule.where)];
      for (const h of rows) {
        if (!earlier[history!.action[h]!]) continue;
        for (let p = 0; p < periods; p++) if (dayOf(p) + history!.daysAgo[h]! < rule.days) past.spent[r]![history!.customer[h]! * periods + p]!++;
      }
      for (const customer of new Set(rows.map((h) => history!.customer[h]!))) bar(customer, (o) => now[o] === 1 && past.spent[r]![customer * periods + (o % periods)]! >= rule.max, own);
    }
  });
  return past;
}
