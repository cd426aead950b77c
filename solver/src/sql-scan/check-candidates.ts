import { type FaultList, shown } from '../problem/fault-list.js';
import type { Problem } from '../problem/problem.js';
import { type PrintedMeasure, printRead, readParams } from './print-candidate-table.js';
import type { TableSources } from './prepare-table.js';
import { type Ask, numberOf, quoteName } from './sql-text.js';
import { isNumeric, type SourceColumns } from './table-source.js';

export interface CandidateFacts {
  candidates: number;
  /** Customers of whom there are candidates. */
  customers: number;
  /** By measure: largest size, and the decimal step of which every number is a multiple, 0 without one. */
  measures: Map<string, { largest: number; step: number }>;
}

const mostDigits = 4;

/**
 * One SELECT over the candidates that looks for everything a table may lie about: missing ids, unknown actions and periods, numbers that
 * are none; and one over the customers for ids that are missing or stand twice.
 */
export function checkCandidates(problem: Problem, { candidates, customers }: TableSources, columns: SourceColumns, measures: readonly PrintedMeasure[], ask: Ask, faults: FaultList): CandidateFacts | null {
  const wanted = ['customer', 'action', 'value', ...(problem.periods.length > 0 ? ['period'] : [])];
  for (const name of wanted) if (!columns.types.has(name)) faults.add('/candidates', 'column-missing', `${candidates.name} has no column "${name}"`);
  for (const name of new Set(['value', ...measures.map((measure) => measure.name)])) {
    const type = columns.types.get(name);
    if (type !== undefined && !isNumeric(type)) faults.add(`/candidates/${name}`, 'not-a-number', `Column "${name}" of ${candidates.name} holds ${type}; give numbers`);
  }
  if (faults.any) return null;
  const bad = (condition: string, example: string, as: string): string => `countIf(${condition}) AS ${as}, anyIf(${example}, ${condition}) AS ${as}_example`;
  const checks = [
    bad("__who = ''", 'toString(`action`)', 'nameless'),
    bad(`__a = ${problem.actions.length}`, 'toString(`action`)', 'strange_action'),
    bad(problem.periods.length > 0 ? `__p = ${problem.periods.length}` : '0', problem.periods.length > 0 ? 'toString(`period`)' : "''", 'strange_period'),
    bad('NOT isFinite(ifNull(toFloat64(`value`), nan))', 'concat(__who, \' \', ifNull(toString(`action`), \'\'))', 'no_value'),
    ...measures.flatMap(({ sql }, m) => [
      bad(`NOT isFinite(m${m})`, 'concat(__who, \' \', ifNull(toString(`action`), \'\'))', `bad${m}`),
      `maxIf(abs(m${m}), isFinite(m${m})) AS largest${m}`,
      ...Array.from({ length: mostDigits + 1 }, (_, d) => `maxIf(abs(m${m} * ${10 ** d} - round(m${m} * ${10 ** d})), isFinite(m${m})) AS off${m}_${d}`),
    ]),
  ];
  const [row] = ask({
    kind: 'rows',
    sql: `SELECT count() AS n, uniqExact(cityHash64(__who)) AS people, ${checks.join(', ')} FROM (SELECT *${measures.map(({ sql }, m) => `, ${sql} AS m${m}`).join('')} FROM (${printRead(problem, candidates)}))`,
    params: readParams(problem),
  });
  if (!row) return null;
  const found = (as: string): number => numberOf(row[as]);
  const say = (as: string, path: string, code: string, message: (example: string) => string): void => {
    if (found(as) > 0) faults.add(path, code, `${candidates.name}: ${message(shown(row[`${as}_example`]))}${found(as) > 1 ? `; so are ${found(as) - 1} more` : ''}`);
  };
  say('nameless', '/candidates/customer', 'id-missing', (example) => `a candidate with action ${example} has no customer`);
  say('strange_action', '/candidates/action', 'unknown-action', (example) => `action ${example} is not among the document's "actions"`);
  say('strange_period', '/candidates/period', 'unknown-period', (example) => `period ${example} is not among the document's "periods"`);
  say('no_value', '/candidates/value', 'not-a-number', (example) => `the value of ${example} is no finite number`);
  measures.forEach(({ name }, m) => {
    if (name !== 'value') say(`bad${m}`, `/candidates/${name}`, 'measure-missing', (example) => `"${name}" of ${example} is no finite number, and its action has none`);
  });
  if (customers) checkCustomers(customers.from, customers.name, ask, faults);
  const steps = measures.map(({ name }, m): [string, { largest: number; step: number }] => {
    const largest = found(`largest${m}`);
    const digits = Array.from({ length: mostDigits + 1 }, (_, d) => d).find((d) => found(`off${m}_${d}`) <= 1e-9 && largest * 10 ** d < 2 ** 36);
    return [name, { largest, step: digits === undefined ? 0 : 10 ** -digits }];
  });
  return { candidates: found('n'), customers: found('people'), measures: new Map(steps) };
}

function checkCustomers(from: string, name: string, ask: Ask, faults: FaultList): void {
  const id = `ifNull(toString(${quoteName('id')}), '')`;
  const [row] = ask({ kind: 'rows', sql: `SELECT count() AS n, uniqExact(cityHash64(${id})) AS people, countIf(${id} = '') AS nameless FROM ${from}` });
  if (numberOf(row!['nameless']) > 0) faults.add('/customers/id', 'id-missing', `${name} has ${numberOf(row!['nameless'])} customers without an id`);
  else if (numberOf(row!['people']) < numberOf(row!['n'])) {
    const [twice] = ask({ kind: 'rows', sql: `SELECT ${id} AS __who FROM ${from} GROUP BY __who HAVING count() > 1 LIMIT 1` });
    faults.add('/customers/id', 'duplicate-customer', `${name}: customer ${shown(twice?.['__who'])} stands twice: keep one row for each`);
  }
}
