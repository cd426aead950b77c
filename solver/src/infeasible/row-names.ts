import type { Row } from '../model/model.js';
import { boundOf } from '../problem/parse-groups.js';
import type { Each, Limit, Problem } from '../problem/problem.js';

/** A row as the documents name it. */
export interface RowName {
  id: string;
  period?: string;
  group?: Record<string, string>;
}

function nameOf(each: Each): string {
  if (each.kind === 'customer') return `customer.${each.attribute}`;
  if (each.kind === 'action') return each.attribute === 'action' ? 'action' : `action.${each.attribute}`;
  return each.kind;
}

/** The values of a row's group by the keys of `each`; empty for a limit over everything. */
export function groupOfRow(problem: Problem, row: Row): Record<string, string> {
  const each = problem.limits[row.limit]?.each ?? [];
  if (row.group) return Object.fromEntries(each.map((one, z) => [nameOf(one), row.group![z]!]));
  return row.period >= 0 ? { period: problem.periods[row.period]! } : {};
}

export function rowName(problem: Problem, row: Row): RowName {
  const group = groupOfRow(problem, row);
  const more = Object.keys(group).some((key) => key !== 'period');
  return { id: problem.limits[row.limit]!.id, ...(group['period'] === undefined ? {} : { period: group['period'] }), ...(more ? { group } : {}) };
}

/** The bound of a row as the document gives it. */
export function documentBound(limit: Limit, row: Row): number {
  return (limit.bounds === undefined ? null : boundOf(limit.bounds, row.group ?? [])) ?? limit.bound;
}
