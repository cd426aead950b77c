import type { ReportFilter } from '@arbiter/contracts/reporting/explore';
import { filterSql, type DimensionSql } from '../../explore/filter-sql.js';
import type { TableMaker } from '../asked-view.js';
import type { ViewInput } from '../view.js';

/**
 * The way of a decision through the graph. Releases that kept no path kept the trace of some decisions: the same text is made of it, so
 * that those are counted too.
 */
export const pathSql = `if(d.path != '' OR d.trace = '', toString(d.path), arrayStringConcat(arrayMap(step -> concat(step.2, ':', ifNull(step.3, '')), arrayFilter(step -> step.1 = step.2, JSONExtract(d.trace, 'Array(Tuple(path String, nodeId String, port Nullable(String)))'))), ' '))`;

/** Ways out that a decision took, `node:port`, and beside them the nodes alone. */
const stepsSql = `arrayConcat(splitByChar(' ', ${pathSql}), arrayMap(step -> splitByChar(':', step)[1], splitByChar(' ', ${pathSql})))`;

/** What recorded decisions can be filtered by. Rows are called `d`. */
export const decisionDimensions: ReadonlyMap<string, DimensionSql> = new Map<string, DimensionSql>([
  ['strategy', { sql: 'd.strategy_id', type: 'text' }],
  ['endpoint', { sql: 'd.endpoint', type: 'text' }],
  ['environment', { sql: 'd.environment', type: 'text' }],
  ['version', { sql: 'd.strategy_version', type: 'number' }],
  ['revision', { sql: 'd.revision', type: 'number' }],
  ['arm', { sql: 'd.arm', type: 'text' }],
  ['decision', { sql: 'd.decision', type: 'text' }],
  ['action', { sql: 'd.action', type: 'text' }],
  ['channel', { sql: 'd.channel', type: 'text' }],
  ['reason', { sql: 'd.reason_codes', type: 'text', list: true }],
  ['step', { sql: stepsSql, type: 'text', list: true }],
  ['ok', { sql: 'd.ok', type: 'boolean' }],
  ['customer', { sql: 'd.customer_id', type: 'text' }],
]);
export const decisionFilterIds: readonly string[] = [...decisionDimensions.keys()];

export interface DecisionRows {
  /** What stands after WHERE, over `strategy_decisions AS d FINAL`. */
  where: string;
  params: Record<string, unknown>;
}

/** The decisions of a period that the filters leave. What is not known to decisions is said in a note, never silently dropped. */
export function decisionRows({ period, filters }: Pick<ViewInput, 'period' | 'filters'>, table?: TableMaker): DecisionRows {
  const { where, params, unknown, faults } = filterSql(filters, decisionDimensions);
  for (const one of unknown) table?.note(`Фильтр «${one}» здесь не действует: у решений нет этого признака`, `The filter "${one}" does not reach this: decisions have no such property`);
  for (const { message } of faults) table?.note(`Фильтр не принят: ${message}`, `Filter not taken: ${message}`);
  const span = daysSql(period, 'd.at');
  return { where: [...span.conditions, where].join(' AND '), params: { ...params, ...span.params } };
}

/** Conditions on an instant for the days of a period (UTC). */
export function daysSql(period: ViewInput['period'], column: string, prefix = 'day'): { conditions: string[]; params: Record<string, string> } {
  if (period === null) return { conditions: [], params: {} };
  return {
    conditions: [`${column} >= toDateTime64({${prefix}_from:Date32}, 3, 'UTC')`, `${column} < toDateTime64({${prefix}_before:Date32}, 3, 'UTC')`],
    params: { [`${prefix}_from`]: period.from, [`${prefix}_before`]: period.before },
  };
}

/** A condition as a filter of the reader would be. */
export const only = (dimension: string, ...values: (string | number)[]): ReportFilter => ({ dimension, op: 'in', values: values.map(String) });

/** The single value that a filter leaves of a dimension, or undefined. */
export function chosen(filters: readonly ReportFilter[], dimension: string): string | undefined {
  const found = filters.find((filter) => filter.dimension === dimension && filter.op === 'in' && filter.values.length === 1);
  return found?.values[0] || undefined;
}
