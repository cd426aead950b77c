import { type Column, idOf, isDictionary, numbersOf, tableLength } from './columns.js';
import { CustomerTable } from './customer-table.js';
import { FaultList, shown } from './fault-list.js';
import { type Instance, packIds } from './instance.js';
import type { Fault, Problem } from './problem.js';
import { sortByCustomer, type StagedCandidates } from './sort-candidates.js';

export type BuiltInstance = { ok: true; instance: Instance } | { ok: false; errors: Fault[] };

/**
 * Makes an instance from columns of customers and candidates in any order, in one batch or many:
 *
 *     const builder = new InstanceBuilder(problem);
 *     builder.addCustomers({ id, segment, debt });            // leave out where customers are those of the candidates
 *     builder.addCandidates({ customer, action, value, cost });
 *     const built = builder.build();
 *
 * Time and memory are linear in the candidates: a counting sort by customer, then a short sort by option within each.
 */
export class InstanceBuilder {
  readonly #problem: Problem;
  readonly #faults = new FaultList();
  readonly #customers = new CustomerTable();
  readonly #actionIndex: Map<string, number>;
  readonly #periodIndex: Map<string, number>;
  readonly #batches: StagedCandidates[] = [];
  #rows = 0;

  constructor(problem: Problem) {
    this.#problem = problem;
    this.#actionIndex = new Map(problem.actions.map((action, index) => [action.id, index]));
    this.#periodIndex = new Map(problem.periods.map((period, index) => [period, index]));
    const options = problem.actions.length * Math.max(1, problem.periods.length);
    if (options > 65_535) this.#faults.add('/actions', 'too-many-options', `${problem.actions.length} actions in ${problem.periods.length} periods are ${options} options; at most 65535 can be told apart`);
  }

  /** Columns of customers: `id` and attributes. All customers must come before the first candidates. */
  addCustomers(columns: Record<string, Column>): void {
    if (this.#rows > 0 && !this.#customers.given) this.#faults.add('/customers', 'order', 'Customers came after candidates: give the customers first');
    this.#customers.add(columns, this.#faults);
  }

  /** Columns of candidates: `customer`, `action`, `value`, `period` where the problem has periods, and measures. */
  addCandidates(columns: Record<string, Column>): void {
    const faults = this.#faults;
    const { customer, action, value, period, ...measures } = columns;
    const rows = tableLength(columns, '/candidates', faults);
    const first = this.#rows;
    this.#rows += rows;
    if (rows === 0) return;
    const missing = [...(customer ? [] : ['customer']), ...(action ? [] : ['action']), ...(value ? [] : ['value']), ...(period || this.#problem.periods.length === 0 ? [] : ['period'])];
    for (const name of missing) faults.add('/candidates', 'column-missing', `The candidates have no column "${name}"`);
    if (period && this.#problem.periods.length === 0) faults.add('/candidates', 'no-periods', 'The candidates have a column "period", but the document has no "periods"');
    if (!customer || !action || !value || faults.any) return;

    const periods = this.#problem.periods.length;
    const option = this.#codes(action, this.#actionIndex, 'action', first);
    if (period && periods > 0) {
      const own = this.#codes(period, this.#periodIndex, 'period', first);
      for (let row = 0; row < rows; row++) option[row] = option[row]! * periods + own[row]!;
    }
    this.#batches.push({
      firstRow: first,
      customer: this.#customerCodes(customer, first),
      option,
      value: numbersOf(value, '/candidates/value', 'refuse', first, faults),
      measures: Object.fromEntries(Object.entries(measures).map(([name, column]) => [name, this.#measure(name, column, option, first)])),
    });
  }

  build(): BuiltInstance {
    const faults = this.#faults;
    if (faults.any) return { ok: false, errors: faults.list() };
    const { ids } = this.#customers;
    const periods = Math.max(1, this.#problem.periods.length);
    const names = new Set(this.#batches.flatMap((batch) => Object.keys(batch.measures)));
    for (const name of names) {
      for (const batch of this.#batches) if (!batch.measures[name]) faults.add(`/candidates/${name}`, 'column-missing', `The candidates from row ${batch.firstRow} have no column "${name}", others have`);
    }
    if (faults.any) return { ok: false, errors: faults.list() };
    const sorted = sortByCustomer(this.#batches, ids.length, [...names], this.#problem.actions.length * periods, (customer, option) => {
      const action = this.#problem.actions[Math.floor(option / periods)]!.id;
      const period = this.#problem.periods[option % periods];
      faults.add('/candidates', 'duplicate-candidate', `Customer ${shown(ids[customer])} has action ${shown(action)}${period ? ` in ${shown(period)}` : ''} twice: keep one row`);
    });
    if (faults.any) return { ok: false, errors: faults.list() };
    return { ok: true, instance: { customers: { count: ids.length, ids: packIds(ids), ...this.#customers.columns() }, ...sorted } };
  }

  #customerCodes(column: Column, first: number): Uint32Array {
    const table = this.#customers;
    const lookUp = (raw: unknown, row: number): number => {
      const id = idOf(raw);
      if (id === null) this.#faults.add(`/candidates/${row}/customer`, 'id-missing', `The customer of candidate ${row} is ${shown(raw)}; give a text or a whole number`);
      const index = id === null ? -1 : table.given ? table.find(id) : table.findOrAdd(id);
      if (index < 0 && id !== null) this.#faults.add(`/candidates/${row}/customer`, 'unknown-customer', `Candidate ${row} is for customer ${shown(id)}, who is not among the customers`);
      return Math.max(0, index);
    };
    return this.#translate(column, first, lookUp);
  }

  #codes(column: Column, index: ReadonlyMap<string, number>, what: 'action' | 'period', first: number): Uint32Array {
    return this.#translate(column, first, (raw, row) => {
      const id = idOf(raw);
      const found = id === null ? undefined : index.get(id);
      if (found === undefined) this.#faults.add(`/candidates/${row}/${what}`, `unknown-${what}`, `The ${what} of candidate ${row} is ${shown(raw)}, which is not among the document's "${what}s"`);
      return found ?? 0;
    });
  }

  /** Codes of a column; each distinct dictionary value is looked up once, at the row that first has it. */
  #translate(column: Column, first: number, lookUp: (raw: unknown, row: number) => number): Uint32Array {
    if (!isDictionary(column)) {
      const out = new Uint32Array(column.length);
      // Rows of one customer mostly stand together: the last answer often serves again.
      let last: unknown = NaN;
      let code = 0;
      for (let row = 0; row < out.length; row++) {
        const raw: unknown = column[row];
        if (raw !== last) [last, code] = [raw, lookUp(raw, first + row)];
        out[row] = code;
      }
      return out;
    }
    const known = new Int32Array(column.dictionary.length).fill(-1);
    const out = new Uint32Array(column.codes.length);
    for (let row = 0; row < out.length; row++) {
      const code = column.codes[row]!;
      if (code >= 0 && code < known.length) out[row] = known[code]! >= 0 ? known[code]! : (known[code] = lookUp(column.dictionary[code], first + row));
      else out[row] = lookUp(null, first + row);
    }
    return out;
  }

  /** A candidate's own measure; where a row leaves it empty, the action's stands in. */
  #measure(name: string, column: Column, option: Uint32Array, first: number): Float64Array {
    const numbers = numbersOf(column, `/candidates/${name}`, 'nan', first, this.#faults);
    const periods = Math.max(1, this.#problem.periods.length);
    const own = this.#problem.actions.map((action) => action.attributes[name]);
    for (let row = 0; row < numbers.length; row++) {
      if (!Number.isNaN(numbers[row])) continue;
      const fallback = own[Math.floor(option[row]! / periods)];
      if (typeof fallback === 'number') numbers[row] = fallback;
      else this.#faults.add(`/candidates/${first + row}/${name}`, 'measure-missing', `Candidate ${first + row} has no "${name}" and neither has its action: give a number`);
    }
    return numbers;
  }
}

/** The instance of a document whose rows stand in it; for `{ file }` the caller gives the columns to an `InstanceBuilder`. */
export function instanceOf(problem: Problem): BuiltInstance {
  for (const [name, source] of [['customers', problem.customers], ['candidates', problem.candidates]] as const) {
    if (source.kind === 'file') return { ok: false, errors: [{ path: `/${name}/file`, code: 'file-not-read', message: `The rows of ${shown(source.file)} were not given: read the file and add its columns to an InstanceBuilder` }] };
  }
  const builder = new InstanceBuilder(problem);
  if (problem.customers.kind === 'columns') builder.addCustomers('id' in problem.customers.columns ? problem.customers.columns : { id: [], ...problem.customers.columns });
  if (problem.candidates.kind === 'columns') builder.addCandidates(problem.candidates.columns);
  return builder.build();
}
