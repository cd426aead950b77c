import type { Prices } from '../scan/net-value.js';
import { priceParams, printChoices } from './print-pass.js';
import { nothing, ownColumns, type ScanTable } from './scan-table.js';
import { quoteTable, type SqlQuery, wholeList } from './sql-text.js';

/** Changes are sent in lists of so many customers. */
const customersInPart = 20_000;

/** The plan: one row for each customer who gets something; and the customers whose choice differs from the best at the prices. */
export interface PlanTables {
  plan: string;
  changed: string;
}

export function printCreatePlanSql({ plan, changed }: PlanTables): SqlQuery[] {
  return [
    { kind: 'command', sql: `CREATE TABLE ${quoteTable(plan)} (customer String, action LowCardinality(String), period LowCardinality(String), option UInt16) ENGINE = MergeTree ORDER BY customer` },
    { kind: 'command', sql: `CREATE TABLE ${quoteTable(changed)} (customer String, option UInt16) ENGINE = MergeTree ORDER BY customer` },
  ];
}

/** Rows of the changes; option −1 is nothing. */
export function printChangesSql({ changed }: PlanTables, changes: readonly { customer: string; option: number }[]): SqlQuery[] {
  const queries: SqlQuery[] = [];
  for (let from = 0; from < changes.length; from += customersInPart) {
    const part = changes.slice(from, from + customersInPart);
    queries.push({
      kind: 'command',
      sql: `INSERT INTO ${quoteTable(changed)} SELECT pair.1, pair.2 FROM (SELECT arrayJoin(arrayZip({customers:Array(String)}, {options:Array(UInt16)})) AS pair)`,
      params: { customers: part.map(({ customer }) => customer), options: wholeList(part.map(({ option }) => (option < 0 ? nothing : option))) },
    });
  }
  return queries;
}

/** Writes the plan: the best choice at the prices for everybody, but for those that were changed. Names of actions and periods by option. */
export function printPlanSql(table: ScanTable, prices: Prices, tables: PlanTables, names: { actions: readonly string[]; periods: readonly string[] }): SqlQuery {
  const periods = Math.max(1, names.periods.length);
  const choices = printChoices(table, ['customer', 'cell', 'options', 'gains', ...ownColumns(table)].join(', '));
  return {
    kind: 'command',
    sql: `INSERT INTO ${quoteTable(tables.plan)}
SELECT customer, {actions:Array(String)}[intDiv(option, ${periods}) + 1], {periods:Array(String)}[option % ${periods} + 1], option FROM (
SELECT customer, best AS option FROM (
${choices}
) WHERE customer NOT IN (SELECT customer FROM ${quoteTable(tables.changed)})
UNION ALL SELECT customer, option FROM ${quoteTable(tables.changed)}
) WHERE option != ${nothing}`,
    params: { ...priceParams(prices), actions: [...names.actions], periods: names.periods.length > 0 ? [...names.periods] : [''] },
  };
}

export function printDropSql(name: string): SqlQuery {
  return { kind: 'command', sql: `DROP TABLE IF EXISTS ${quoteTable(name)}` };
}
