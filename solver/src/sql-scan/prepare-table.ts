import { buildRows } from '../model/build-rows.js';
import { FaultList } from '../problem/fault-list.js';
import type { Fault, Problem } from '../problem/problem.js';
import { CellKeys } from './cell-keys.js';
import { checkCandidates, type CandidateFacts } from './check-candidates.js';
import { goalOf, isOwnMeasure, measureOf, summedMeasures } from './candidate-measures.js';
import { printFillSql, type PrintedMeasure } from './print-candidate-table.js';
import { printEligibility } from './print-eligibility.js';
import { printDropSql } from './print-plan.js';
import { readFacts } from './read-facts.js';
import { printCreateScanTable, type ScanFacts, type ScanTable } from './scan-table.js';
import type { ScanRows } from './sql-dual.js';
import { type Ask, bigOf, numberOf, numbersOf, quoteTable } from './sql-text.js';
import { unsupportedInTables } from './supported.js';
import { describeSource, isNumeric, type TableSource } from './table-source.js';

export interface TableSources {
  candidates: TableSource;
  /** Null where the customers are those of the candidates. */
  customers: TableSource | null;
}

/** A problem over tables, ready to be scanned. */
export interface PreparedTable {
  table: ScanTable;
  facts: ScanFacts;
  scan: ScanRows;
  /** Customers in all, those without candidates among them. */
  customers: number;
  /** Candidates that each rule forbids. */
  removed: number[];
}
export type Prepared = { ok: true; prepared: PreparedTable } | { ok: false; errors: Fault[] };

const candidatesInPart = 10_000_000;
const mostKeys = 200_000;

/**
 * Makes a scan table of tables of customers and candidates. The database reads, checks, joins and groups; what comes here are types of
 * columns, keys of cells and sums. Faults name the table and what to correct.
 */
export function prepareTable(problem: Problem, sources: TableSources, name: string, ask: Ask): Prepared {
  const unsupported = unsupportedInTables(problem);
  if (unsupported.length > 0) return { ok: false, errors: unsupported };
  const faults = new FaultList();
  const candidateColumns = describeSource(sources.candidates, '/candidates', ask, faults);
  const customerColumns = sources.customers ? describeSource(sources.customers, '/customers', ask, faults) : null;
  if (faults.any) return { ok: false, errors: faults.list() };
  if (sources.customers && !customerColumns!.types.has('id')) faults.add('/customers', 'column-missing', `${sources.customers.name} has no column "id"`);
  const options = problem.actions.length * Math.max(1, problem.periods.length);
  if (options > 65_534) faults.add('/actions', 'too-many-options', `${problem.actions.length} actions in ${problem.periods.length} periods are ${options} options; a table scan tells 65534 apart`);
  if (problem.periods.length === 0 && candidateColumns!.types.has('period')) faults.add('/candidates', 'no-periods', `${sources.candidates.name} has a column "period", but the document has no "periods"`);

  const keys = new CellKeys(problem, customerColumns, faults);
  const removals = printEligibility(problem, customerColumns, faults);
  for (const attribute of problem.ageing) if (!isNumeric(customerColumns?.types.get(attribute))) faults.add('/ageing', 'unknown-attribute', `"ageing" names "${attribute}", but no customer has such a numeric attribute`);
  const isOwn = (measure: string): boolean => isOwnMeasure(measure, candidateColumns!);
  const measure = (measureName: string, factor: number): PrintedMeasure => measureOf(problem, measureName, candidateColumns!, factor);
  const summed = summedMeasures(problem);
  const goal = goalOf(problem);
  checkGoal(problem, goal, isOwn(goal), faults);
  if (faults.any) return { ok: false, errors: faults.list() };

  const facts = checkCandidates(problem, sources, candidateColumns!, [...new Set([goal, ...summed])].filter(isOwn).map((own) => measure(own, 1)), ask, faults);
  if (!facts || faults.any) return { ok: false, errors: faults.list() };
  const known = sources.customers ? ask({ kind: 'rows', sql: `SELECT ${keys.print()} AS __key, count() AS n FROM ${sources.customers.from} GROUP BY __key ORDER BY __key LIMIT ${mostKeys + 1}` }) : [{ __key: 0, n: 0 }];
  if (known.length > mostKeys) faults.add('/limits', 'too-many-cells', `The limits tell more than ${mostKeys} kinds of customers apart: name fewer values in their filters`);
  const keyList = known.length === 0 ? [0] : known.map((row) => numberOf(row['__key']));
  const built = buildRows(problem, { ...keys.instance(keyList), ...representatives(facts, summed.filter(isOwn)) }, faults);
  if (!built || faults.any) return { ok: false, errors: faults.list() };

  const table: ScanTable = { name, options, cells: Math.max(1, built.cells.count), own: built.own.length };
  ask(printDropSql(name));
  ask({ kind: 'command', sql: printCreateScanTable(table) });
  const parts = { table, ...sources, gain: measure(goal, problem.objective.kind === 'minimise' ? -1 : 1), own: built.own.map((own) => measure(own.name, 1)), removals, key: keys.print(), cellOfKey: new Map(keyList.map((key, i) => [key, built.cells.of[i]!])) };
  const number = Math.max(1, Math.ceil(facts.candidates / candidatesInPart));
  for (let part = 0; part < number; part++) ask(printFillSql(problem, parts, part, number));
  return finishTable(problem, sources, table, { rows: built.rows, entries: built.entries }, known.reduce((sum, row) => sum + numberOf(row['n']), 0), facts, ask);
}

function finishTable(problem: Problem, sources: TableSources, table: ScanTable, scan: ScanRows, people: number, before: CandidateFacts, ask: Ask): Prepared {
  const faults = new FaultList();
  const name = quoteTable(table.name);
  const [twice] = ask({ kind: 'rows', sql: `SELECT customer, arrayFirst((o, i) -> indexOf(options, o) != i, options, arrayEnumerate(options)) AS o FROM ${name} WHERE length(arrayDistinct(options)) < length(options) ORDER BY customer LIMIT 1` });
  if (twice) {
    const periods = Math.max(1, problem.periods.length);
    const option = numberOf(twice['o']);
    const period = problem.periods[option % periods];
    faults.add('/candidates', 'duplicate-candidate', `Customer ${JSON.stringify(twice['customer'])} has action ${JSON.stringify(problem.actions[Math.floor(option / periods)]?.id)}${period ? ` in ${JSON.stringify(period)}` : ''} twice: keep one row`);
  }
  const [left] = ask({ kind: 'rows', sql: `SELECT sum(length(options)) AS kept, count() AS people FROM ${name}` });
  const [out] = problem.eligibility.length > 0 ? ask({ kind: 'rows', sql: `SELECT sumForEach(removed) AS removed FROM ${name}` }) : [];
  const removed = problem.eligibility.map((_, r) => numbersOf(out?.['removed'])[r] ?? 0);
  if (sources.customers && numberOf(left!['people']) !== before.customers) {
    const [stranger] = ask({ kind: 'rows', sql: `SELECT ifNull(toString(\`customer\`), '') AS __who FROM ${sources.candidates.from} WHERE __who NOT IN (SELECT customer FROM ${name}) LIMIT 1` });
    faults.add('/candidates', 'unknown-customer', `${sources.candidates.name} has candidates for ${stranger ? `customer ${JSON.stringify(stranger['__who'])}` : 'customers'} who ${stranger ? 'is' : 'are'} not among the customers`);
  }
  if (faults.any) return { ok: false, errors: faults.list() };
  return { ok: true, prepared: { table, facts: readFacts(table, ask), scan, customers: sources.customers ? people : Number(bigOf(left!['people'])), removed } };
}

/** Columns of two numbers that stand for all candidates': the largest, and one that shows the decimal step. */
function representatives(facts: CandidateFacts, names: readonly string[]): { value: Float64Array; measures: Record<string, Float64Array> } {
  const column = (name: string): Float64Array => {
    const { largest, step } = facts.measures.get(name) ?? { largest: 0, step: 1 };
    return Float64Array.from(largest === 0 ? [0] : [largest, step > 0 ? step : largest / Math.PI]);
  };
  return { value: column('value'), measures: Object.fromEntries(names.filter((name) => name !== 'value').map((name) => [name, column(name)])) };
}

function checkGoal(problem: Problem, name: string, own: boolean, faults: FaultList): void {
  if (own || name === 'count') return;
  const missing = problem.actions.find((action) => typeof action.attributes[name] !== 'number');
  if (missing && problem.actions.every((action) => typeof action.attributes[name] !== 'number')) faults.add('/objective', 'unknown-measure', `No action and no candidate has a number "${name}", which the objective asks for`);
  else if (missing) faults.add('/actions', 'measure-missing', `Action "${missing.id}" has no number "${name}", which the objective sums: give one, 0 where there is none`);
}
