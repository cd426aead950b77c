import type { ActionFilter, Constraint } from '@arbiter/contracts/campaign';
import type { ReportChannel, ReportLimit } from '@arbiter/contracts/report-model';
import type { RunResult } from '@arbiter/contracts/run';
import type { ContactRow } from '../marts/contact-cells-sql.js';

/** Plan against fact for every limit that is a number: budget, capacities, minimums, shares. */
export function limitUse(constraints: readonly Constraint[], plan: RunResult | null, actions: readonly ContactRow[]): ReportLimit[] {
  return constraints.flatMap((constraint): ReportLimit[] => {
    const { id: constraintId } = constraint;
    const planned = plannedUse(plan, constraintId);
    switch (constraint.kind) {
      case 'budget':
        // Use by a part of the customers only is not to be told from contacts by action.
        return [{ constraintId, kind: 'budget', unit: 'money-minor', week: null, limit: constraint.atMostMinor, planned: planned.used, used: constraint.for ? null : sumOf(actions, (row) => row.costMinor) }];
      case 'minimum':
        return [{ constraintId, kind: 'minimum', unit: 'actions', week: null, limit: constraint.atLeast, planned: planned.used, used: constraint.for ? null : contactsOf(actions, constraint.of) }];
      case 'capacity': {
        const row = { constraintId, kind: 'capacity' as const, unit: 'actions' as const, limit: constraint.atMost };
        if (constraint.for) return [{ ...row, week: planned.week, planned: planned.used, used: null }];
        if (constraint.per === 'campaign') return [{ ...row, week: null, planned: planned.used, used: contactsOf(actions, constraint.of) }];
        const fullest = fullestWeek(actions, constraint.of);
        return [{ ...row, week: fullest.week ?? planned.week, planned: planned.used, used: fullest.contacts }];
      }
      case 'share':
        return [{ constraintId, kind: 'share', unit: 'share', week: null, limit: constraint.below, planned: planned.used, used: null }];
      default:
        return [];
    }
  });
}

/** Contacts and cost by channel, with what the plan meant to do there; `delivered` are those of the contacts that arrived. */
export function channelRows(contacts: readonly ContactRow[], delivered: readonly ContactRow[], plan: RunResult | null): ReportChannel[] {
  const names = [...new Set([...contacts.map((row) => row.channel), ...(plan?.cells ?? []).map((cell) => cell.channel)])].sort();
  return names.map((channel) => {
    const facts = contacts.filter((row) => row.channel === channel);
    const cells = plan?.cells.filter((cell) => cell.channel === channel);
    return {
      channel,
      plannedActions: cells ? sumOf(cells, (cell) => cell.count) : null,
      contacts: sumOf(facts, (row) => row.contacts),
      customers: sumOf(facts, (row) => row.customers),
      delivered: sumOf(delivered.filter((row) => row.channel === channel), (row) => row.contacts),
      plannedCostMinor: cells ? sumOf(cells, (cell) => cell.costMinor) : null,
      costMinor: sumOf(facts, (row) => row.costMinor),
    };
  });
}

/** What the plan uses of a limit; of one that holds for each week, its fullest week. */
function plannedUse(plan: RunResult | null, constraintId: string): { used: number | null; week: number | null } {
  const uses = plan?.limits.filter((limit) => limit.constraintId === constraintId) ?? [];
  return uses.reduce<{ used: number | null; week: number | null }>(
    (fullest, use) => (fullest.used === null || use.used > fullest.used ? { used: use.used, week: use.period } : fullest),
    { used: null, week: null },
  );
}

function matches(row: ContactRow, filter: ActionFilter): boolean {
  const within = (values: readonly string[] | undefined, value: string): boolean => values === undefined || values.includes(value);
  return within(filter.action, row.action) && within(filter.channel, row.channel) && within(filter.stage, row.stage);
}

function contactsOf(actions: readonly ContactRow[], filter: ActionFilter): number {
  return sumOf(actions.filter((row) => matches(row, filter)), (row) => row.contacts);
}

function fullestWeek(actions: readonly ContactRow[], filter: ActionFilter): { week: number | null; contacts: number } {
  const byWeek = new Map<number, number>();
  for (const row of actions) if (matches(row, filter)) byWeek.set(row.week, (byWeek.get(row.week) ?? 0) + row.contacts);
  let fullest: { week: number | null; contacts: number } = { week: null, contacts: 0 };
  for (const [week, contacts] of byWeek) if (contacts > fullest.contacts) fullest = { week, contacts };
  return fullest;
}

function sumOf<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + value(row), 0);
}
