import { CandidateColumns } from './candidate-columns.js';
import { CodeReader } from './code-reader.js';
import { type Column, type NumberArray, numbersOf, RowNames, tableLength } from './columns.js';
import { CustomerTable } from './customer-table.js';
import { FaultList, shown } from './fault-list.js';
import { IdTable } from './id-table.js';
import type { Instance } from './instance.js';
import { readFixed, readHistory, readPrevious, type TableContext, type TableName } from './instance-tables.js';
import type { Fault, Problem } from './problem.js';

/** What the rows' files are called in messages. */
export interface FileNames {
  customers?: string;
  candidates?: string;
}
export type BuiltInstance = { ok: true; instance: Instance } | { ok: false; errors: Fault[] };

/**
 * Makes an instance from columns of customers and candidates in any order, in one batch or many:
 *
 *     const builder = new InstanceBuilder(problem);
 *     builder.addCustomers({ id, segment, debt });            // leave out where customers are those of the candidates
 *     builder.addCandidates({ customer, action, value, cost });
 *     const built = builder.build();
 *
 * Time and memory are linear in the candidates. Those that come by customer stay where they are; others take a counting sort by
 * customer, then a short sort by option within each. The columns given are read and not kept.
 */
export class InstanceBuilder {
  readonly #problem: Problem;
  readonly #faults = new FaultList();
  readonly #customers: CustomerTable;
  readonly #candidates = new CandidateColumns();
  readonly #rows: RowNames;
  readonly #customer: CodeReader;
  readonly #action: CodeReader;
  readonly #period: CodeReader;
  /** Codes are those of the agents + 1. */
  readonly #agent: CodeReader | null;
  readonly #tables = new Map<TableName, Record<string, Column>>();
  #given = 0;

  constructor(problem: Problem, files: FileNames = {}) {
    this.#problem = problem;
    this.#customers = new CustomerTable(files.customers);
    this.#rows = new RowNames(files.candidates, 'Candidate');
    this.#customer = new CodeReader('customer', this.#customers.ids, 'find', this.#rows, this.#faults);
    this.#action = new CodeReader('action', idsOf(problem.actions.map((action) => action.id)), 'find', this.#rows, this.#faults);
    this.#period = new CodeReader('period', idsOf(problem.periods), 'find', this.#rows, this.#faults);
    this.#agent = problem.agents.length > 0 ? new CodeReader('agent', idsOf(['', ...problem.agents.map((agent) => agent.id)]), 'find', this.#rows, this.#faults) : null;
    const options = problem.actions.length * Math.max(1, problem.periods.length);
    if (problem.agents.length > 65_534) this.#faults.add('/agents', 'too-many-agents', `${problem.agents.length} agents; at most 65534 can be told apart`);
    if (options > 65_535) this.#faults.add('/actions', 'too-many-options', `${problem.actions.length} actions${problem.periods.length > 0 ? ` in ${problem.periods.length} periods` : ''} are ${options} options; at most 65535 can be told apart`);
  }

  /** Customers and candidates taken so far. */
  get size(): { customers: number; candidates: number } {
    return { customers: this.#customers.ids.count, candidates: this.#given };
  }

  /** Whether something is wrong already: more rows would change nothing but the list of faults. */
  get failed(): boolean {
    return this.#faults.any;
  }

  /** Takes the room for so many candidates at once, where their number is known. */
  reserveCandidates(rows: number): void {
    if (rows <= mostRows) this.#candidates.reserve(rows);
  }

  /** Columns of customers: `id` and attributes. All customers must come before the first candidates. */
  addCustomers(columns: Record<string, Column>): void {
    if (this.#given > 0 && !this.#customers.given) this.#faults.add('/customers', 'order', 'Customers came after candidates: give the customers first');
    this.#customers.add(columns, this.#faults);
  }

  /** Columns of candidates: `customer`, `action`, `value`, `period` where the problem has periods, and measures. */
  addCandidates(columns: Record<string, Column>): void {
    const faults = this.#faults;
    const { customer, action, value, period, ...others } = columns;
    const { agent, ...measures } = this.#agent ? others : { ...others, agent: undefined };
    const rows = tableLength(columns, '/candidates', faults);
    const first = this.#given;
    this.#given += rows;
    if (this.#given > mostRows) faults.add('/candidates', 'too-many-candidates', `${this.#rows.prefix}${this.#given} candidates; at most ${mostRows} can be told apart: leave out those that no plan would choose, or solve parts of the customers`);
    this.#checkColumns(Object.keys(columns), rows);
    if (rows === 0 || !customer || !action || !value || faults.any) return;

    const periods = Math.max(1, this.#problem.periods.length);
    if (!this.#customers.given) this.#customer.mode = 'add';
    const who = this.#customer.codes(customer, first);
    const what = this.#action.codes(action, first);
    const when = period && this.#problem.periods.length > 0 ? this.#period.codes(period, first) : null;
    const option = new Uint16Array(rows);
    if (when) for (let row = 0; row < rows; row++) option[row] = what[row]! * periods + when[row]!;
    else for (let row = 0; row < rows; row++) option[row] = what[row]! * periods;
    const values = numbersOf(value, '/candidates/value', 'refuse', first, this.#rows, faults);
    const by = agent && this.#agent ? Uint16Array.from(this.#agent.codes(agent, first)) : null;
    const own = new Map(Object.entries(measures).flatMap(([name, column]) => (column ? [[name, this.#measure(name, column, option, first)] as const] : [])));
    if (!faults.any) this.#candidates.add(who, option, values, own, by);
  }

  /** Columns of `history`, `fixed` or the assignments of `previous`, all at once; kept until `build`. */
  addTable(name: TableName, columns: Record<string, Column>): void {
    this.#tables.set(name, columns);
  }

  build(): BuiltInstance {
    const faults = this.#faults;
    if (faults.any) return { ok: false, errors: faults.list() };
    const { ids } = this.#customers;
    const periods = Math.max(1, this.#problem.periods.length);
    const candidates = this.#candidates.toInstance(ids.count, (customer, option) => {
      const action = this.#problem.actions[Math.floor(option / periods)]!.id;
      const period = this.#problem.periods[option % periods];
      faults.add('/candidates', 'duplicate-candidate', `${this.#rows.prefix}Customer ${shown(ids.text(customer))} has action ${shown(action)}${period ? ` in ${shown(period)}` : ''} twice: keep one row`);
    });
    if (faults.any) return { ok: false, errors: faults.list() };
    const context: TableContext = { problem: this.#problem, instance: candidates, customer: (id) => ids.findText(id), faults };
    const tables = {
      ...(this.#tables.has('history') ? { history: readHistory(this.#tables.get('history')!, context) } : {}),
      ...(this.#tables.has('fixed') ? { fixed: readFixed(this.#tables.get('fixed')!, context) } : {}),
      ...(this.#tables.has('previous') ? { previous: readPrevious(this.#tables.get('previous')!, context) } : {}),
    };
    if (faults.any) return { ok: false, errors: faults.list() };
    return { ok: true, instance: { customers: { count: ids.count, ids: ids.toColumn(), ...this.#customers.columns() }, ...candidates, ...tables } };
  }

  /** Every batch must have the columns that the candidates need, and the measures of those before it. */
  #checkColumns(names: readonly string[], rows: number): void {
    if (rows === 0) return;
    const periods = this.#problem.periods.length;
    const { prefix } = this.#rows;
    for (const name of ['customer', 'action', 'value', ...(periods > 0 ? ['period'] : [])]) {
      if (!names.includes(name)) this.#faults.add('/candidates', 'column-missing', `${prefix}The candidates have no column "${name}", only ${names.map(shown).join(', ')}`);
    }
    if (periods === 0 && names.includes('period')) this.#faults.add('/candidates', 'no-periods', `${prefix}The candidates have a column "period", but the document has no "periods"`);
    if (this.#candidates.rows === 0) return;
    const measures = names.filter((name) => !['customer', 'action', 'value', 'period', ...(this.#agent ? ['agent'] : [])].includes(name));
    const earlier = this.#candidates.measureNames;
    for (const name of [...earlier.filter((one) => !measures.includes(one)), ...measures.filter((one) => !earlier.includes(one))]) {
      this.#faults.add(`/candidates/${name}`, 'column-missing', `${prefix}Some of the candidates have a column "${name}", others have not`);
    }
  }

  /** A candidate's own measure; where a row leaves it empty, the action's stands in. */
  #measure(name: string, column: Column, option: Uint16Array, first: number): NumberArray {
    let numbers = numbersOf(column, `/candidates/${name}`, 'nan', first, this.#rows, this.#faults);
    const periods = Math.max(1, this.#problem.periods.length);
    const own = this.#problem.actions.map((action) => action.attributes[name]);
    let copied = false;
    for (let row = 0; row < numbers.length; row++) {
      if (!Number.isNaN(numbers[row])) continue;
      if (!copied) [numbers, copied] = [Float64Array.from(numbers), true];
      const fallback = own[Math.floor(option[row]! / periods)];
      if (typeof fallback === 'number') numbers[row] = fallback;
      else this.#faults.add(`/candidates/${first + row}/${name}`, 'measure-missing', `${this.#rows.of(first + row)} has no "${name}" and neither has its action: give a number`);
    }
    return numbers;
  }
}

/** Places of candidates are kept in 32 bits. */
const mostRows = 0xffff_fffe;

function idsOf(texts: readonly string[]): IdTable {
  const table = new IdTable(texts.length);
  for (const text of texts) table.findOrAddText(text);
  return table;
}

/** The instance of a document whose rows stand in it; for `{ file }` the caller gives the columns to an `InstanceBuilder`. */
export function instanceOf(problem: Problem): BuiltInstance {
  const tables = [['history', problem.history], ['fixed', problem.fixed], ['previous', problem.previous?.assignments ?? { kind: 'none' }]] as const;
  for (const [name, source] of [['customers', problem.customers], ['candidates', problem.candidates], ...tables] as const) {
    if (source.kind === 'file') return { ok: false, errors: [{ path: `/${name}/file`, code: 'file-not-read', message: `The rows of ${shown(source.file)} were not given: read the file and add its columns to an InstanceBuilder` }] };
  }
  const builder = new InstanceBuilder(problem);
  if (problem.customers.kind === 'columns') builder.addCustomers('id' in problem.customers.columns ? problem.customers.columns : { id: [], ...problem.customers.columns });
  if (problem.candidates.kind === 'columns') builder.addCandidates(problem.candidates.columns);
  for (const [name, source] of tables) if (source.kind === 'columns') builder.addTable(name, source.columns);
  return builder.build();
}
