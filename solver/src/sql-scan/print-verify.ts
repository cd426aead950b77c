import type { Problem } from '../problem/problem.js';
import { type NamedValues, printPlace } from './cell-keys.js';
import { type PrintedMeasure, printRead, readParams } from './print-candidate-table.js';
import type { Removal } from './print-eligibility.js';
import { quoteTable, type SqlQuery, wholeList } from './sql-text.js';
import type { TableSource } from './table-source.js';

/**
 * The chosen candidates, read again from the tables that were given and added up by action, period and attribute values; nothing of the
 * scan's table, cells or prices is used. Sums are compensated (Kahan), with the size of what was added. In parts by hash of the customer.
 */
export function printMeasuredPlanSql(
  problem: Problem,
  of: { plan: string; candidates: TableSource; customers: TableSource | null; measures: readonly PrintedMeasure[]; split: readonly NamedValues[]; removals: readonly Removal[] },
  part: number,
  parts: number,
): SqlQuery {
  const planned = ['customer', 'action', ...(problem.periods.length > 0 ? ['period'] : [])];
  const key = planned.map((name) => `ifNull(toString(\`${name}\`), '')`);
  const within = (column: string): string => (parts === 1 ? '1' : `bitShiftRight(cityHash64(ifNull(toString(${column}), '')), 32) % ${parts} = ${part}`);
  const periods = Math.max(1, problem.periods.length);
  const plan = `${quoteTable(of.plan)} WHERE ${within('customer')}`;
  const attributes = of.split.map((attribute, i) => `${printPlace(attribute)} AS __v${i}`);
  const applies = `[${of.removals.map(({ condition }) => `toUInt8(${condition})`).join(', ')}] AS __applies`;
  const people = of.customers ? `INNER JOIN (SELECT ${['toString(`id`) AS __customer', ...attributes, applies].join(', ')} FROM ${of.customers.from} WHERE toString(\`id\`) IN (SELECT customer FROM ${plan})) AS people ON __who = __customer` : '';
  const sums = of.measures.map((_, m) => `sumKahan(m${m}) AS s${m}, sumKahan(abs(m${m})) AS t${m}`);
  const broken = of.removals.map(({ removes }, r) => `countIf(__applies[${r + 1}] AND has(${removes.includes(true) ? wholeList(removes.flatMap((is, o) => (is ? [o] : []))) : '[65535]'}, __a * ${periods} + __p)) AS broken${r}`);
  const keys = ['__a', '__p', ...of.split.map((_, i) => `__v${i}`)];
  return {
    kind: 'rows',
    sql: `SELECT ${[...keys, 'count() AS n', ...sums, ...(of.customers ? broken : [])].join(', ')} FROM (
SELECT __who, __a, __p${of.measures.map(({ sql }, m) => `, ${sql} AS m${m}`).join('')} FROM (${printRead(problem, of.candidates, `(${key.join(', ')}) IN (SELECT ${planned.join(', ')} FROM ${plan})`)})
) AS candidates ${people} GROUP BY ${keys.join(', ')} ORDER BY ${keys.join(', ')}`,
    params: readParams(problem),
  };
}

export function printPlanCountSql(plan: string): SqlQuery {
  return { kind: 'rows', sql: `SELECT count() AS n, uniqExact(customer) AS people FROM ${quoteTable(plan)}` };
}
