import type { Problem } from '../problem/problem.js';
import type { Removal } from './print-eligibility.js';
import { ownColumns, type ScanTable } from './scan-table.js';
import { exactNumber, quoteName, quoteTable, type SqlQuery, wholeList } from './sql-text.js';
import type { TableSource } from './table-source.js';

/** A number of every candidate: a column of the candidates, with the action's number where it is empty, or the action's alone. */
export interface PrintedMeasure {
  name: string;
  /** SQL over `read` candidates. */
  sql: string;
}

/** The number of a candidate as SQL; NaN where it has none. `byAction` are the actions' own numbers. */
export function printMeasure(name: string, isColumn: boolean, byAction: readonly (number | null)[] | null, factor: number): PrintedMeasure {
  const ofAction = byAction ? `[${byAction.map((value) => (value === null ? 'nan' : exactNumber(value))).join(', ')}, nan][__a + 1]` : 'nan';
  const number = isColumn ? `ifNull(toFloat64(${quoteName(name)}), ${ofAction})` : ofAction;
  return { name, sql: factor === 1 ? number : `(${number}) * ${exactNumber(factor)}` };
}

/**
 * Candidates with their customer as text, the place of their action (`__a`) and period (`__p`) among the document's, and every column of
 * the source. A place past the last one is an unknown name.
 */
export function printRead(problem: Problem, candidates: TableSource, where = ''): string {
  const place = (column: string, list: string): string => `toUInt32(if(indexOf(${list}, ifNull(toString(${column}), '')) = 0, toInt64(length(${list})), toInt64(indexOf(${list}, ifNull(toString(${column}), ''))) - 1))`;
  const period = problem.periods.length > 0 ? place('`period`', '{periods:Array(String)}') : 'toUInt32(0)';
  return `SELECT *, ifNull(toString(\`customer\`), '') AS __who, ${place('`action`', '{actions:Array(String)}')} AS __a, ${period} AS __p FROM ${candidates.from}${where === '' ? '' : ` WHERE ${where}`}`;
}

export function readParams(problem: Problem): Record<string, readonly string[]> {
  return { actions: problem.actions.map((action) => action.id), ...(problem.periods.length > 0 ? { periods: problem.periods } : {}) };
}

export interface CandidateTableParts {
  table: ScanTable;
  candidates: TableSource;
  /** Null where the customers are those of the candidates. */
  customers: TableSource | null;
  gain: PrintedMeasure;
  own: readonly PrintedMeasure[];
  removals: readonly Removal[];
  /** SQL of a customer's key, and the cell of each key. */
  key: string;
  cellOfKey: ReadonlyMap<number, number>;
}

/** Customers of one part of several, by their hash. */
function inPart(column: string, part: number, parts: number): string {
  return parts === 1 ? '' : `bitShiftRight(cityHash64(ifNull(toString(${column}), '')), 32) % ${parts} = ${part}`;
}

/**
 * INSERT … SELECT that fills a scan table from tables of candidates and customers: candidates become lists by customer, the customer's
 * attributes become its cell, and what the eligibility rules remove is left out and counted by rule. In parts by hash of the customer,
 * so that the grouping fits into memory.
 */
export function printFillSql(problem: Problem, parts: CandidateTableParts, part: number, of: number): SqlQuery {
  const { table, candidates, customers, gain, own, removals } = parts;
  const periods = Math.max(1, problem.periods.length);
  const rules = problem.eligibility.length;
  const numbers = [gain.sql, ...own.map(({ sql }) => sql)];
  // Lists of numbers gather faster than lists of tuples; rows of a customer enter all of them in the same order.
  const lists = `SELECT __who AS customer, groupArray(toUInt16(__a * ${periods} + __p)) AS o, ${numbers.map((sql, i) => `groupArray(${sql}) AS w${i}`).join(', ')} FROM (${printRead(problem, candidates, inPart('`customer`', part, of))}) GROUP BY __who`;
  const where = inPart('`id`', part, of);
  const people = customers ? ` INNER JOIN (SELECT toString(\`id\`) AS __customer, ${parts.key} AS __key, [${removals.map(({ condition }) => `toUInt8(${condition})`).join(', ')}] AS __applies FROM ${customers.from}${where === '' ? '' : ` WHERE ${where}`}) AS people ON customer = __customer` : '';
  const removed = (x: string, list: readonly { index: number; removal: Removal }[]): string => list.map(({ index, removal }) => `(__applies[${index + 1}] AND has(${wholeList(removal.removes.flatMap((is, o) => (is ? [o] : [])))}, ${x}))`).join(' OR ');
  const indexed = removals.map((removal, index) => ({ index, removal })).filter(({ removal }) => removal.removes.includes(true));
  const keeps = indexed.length > 0 && customers !== null;
  const order = (list: string): string => (keeps ? `arrayFilter((x, y) -> NOT (${removed('y', indexed)}), arraySort((x, y) -> y, ${list}, o), arraySort(o))` : `arraySort((x, y) -> y, ${list}, o)`);
  const byRule = Array.from({ length: rules }, (_, rule) => {
    const mine = indexed.filter(({ removal }) => removal.rule === rule);
    return mine.length === 0 || !customers ? 'toUInt32(0)' : `toUInt32(arrayCount(x -> ${removed('x', mine)}, o))`;
  });
  const keys = [...parts.cellOfKey];
  const cell = customers && keys.length > 1 ? 'toUInt32(transform(__key, {keys:Array(UInt64)}, {cells:Array(UInt32)}, toUInt32(0)))' : 'toUInt32(0)';
  const columns = ['customer', 'hash', 'cell', 'options', 'gains', ...ownColumns(table), 'removed'];
  return {
    kind: 'command',
    sql: `INSERT INTO ${quoteTable(table.name)} (${columns.join(', ')})
SELECT customer, toUInt32(cityHash64(customer)), ${cell}, ${['o', ...numbers.map((_, i) => `w${i}`)].map(order).join(', ')}, [${byRule.join(', ')}]::Array(UInt32)
FROM (${lists}) AS lists${people}`,
    params: { ...readParams(problem), ...(cell.startsWith('toUInt32(transform') ? { keys: wholeList(keys.map(([key]) => key)), cells: wholeList(keys.map(([, at]) => at)) } : {}) },
  };
}
