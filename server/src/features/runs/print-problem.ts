import { customerId, type Instance } from '@arbiter/solver';
import type { ProblemHead } from './build-problem.js';

const valuesAChunk = 4096;

/**
 * The problem document as JSON text, in pieces: head, then customers and candidates as columns. A million customers pass through
 * without ever standing in memory as text.
 */
export function* printProblem(head: ProblemHead, instance: Instance): Generator<string> {
  const { customers } = instance;
  const periods = head.periods ?? [];
  const weeks = Math.max(1, periods.length);
  const { previous, ...rest } = head;
  yield JSON.stringify(rest).slice(0, -1);
  if (previous && instance.previous) yield `,"previous":${JSON.stringify({ ...previous, assignments: { columns: previousColumns(head, instance, instance.previous) } })}`;
  yield ',"customers":{"columns":{';
  yield* printColumn('id', customers.count, (i) => JSON.stringify(customerId(instance, i)));
  for (const [name, column] of Object.entries(customers.text)) {
    const texts = column.dictionary.map((text) => JSON.stringify(text));
    yield ',';
    yield* printColumn(name, customers.count, (i) => texts[column.codes[i]!] ?? 'null');
  }
  for (const [name, column] of Object.entries(customers.numbers)) {
    yield ',';
    yield* printColumn(name, customers.count, (i) => (Number.isNaN(column[i]) ? 'null' : String(column[i])));
  }
  yield '}},"candidates":{"columns":{';
  const candidates = instance.option.length;
  const actions = head.actions.map((action) => JSON.stringify(action.id));
  const names = periods.map((period) => JSON.stringify(period));
  let customer = 0;
  yield* printColumn('customer', candidates, (e) => {
    while (instance.offsets[customer + 1]! <= e) customer++;
    return JSON.stringify(customerId(instance, customer));
  });
  yield ',';
  yield* printColumn('action', candidates, (e) => actions[Math.floor(instance.option[e]! / weeks)]!);
  yield ',';
  yield* printColumn('period', candidates, (e) => names[instance.option[e]! % weeks]!);
  yield ',';
  yield* printColumn('value', candidates, (e) => String(instance.value[e]));
  for (const [name, column] of Object.entries(instance.measures)) {
    yield ',';
    yield* printColumn(name, candidates, (e) => String(column[e]));
  }
  yield '}}}\n';
}

/**
 * The plan before by customer, action and week. An assignment that cannot be kept stands with no action of the document: it counts
 * among those that were, and nothing more is known of it.
 */
function previousColumns(head: ProblemHead, instance: Instance, previous: NonNullable<Instance['previous']>): Record<'customer' | 'action' | 'period', (string | null)[]> {
  const periods = head.periods ?? [];
  const weeks = Math.max(1, periods.length);
  const columns: ReturnType<typeof previousColumns> = { customer: [], action: [], period: [] };
  const add = (customer: number, action: string, period: string | null): void => {
    columns.customer.push(customerId(instance, customer));
    columns.action.push(action);
    columns.period.push(period);
  };
  const lost: number[] = [];
  let at = 0;
  for (const customer of previous.customers) {
    const before = at;
    for (; at < previous.candidates.length && previous.candidates[at]! < instance.offsets[customer + 1]!; at++) {
      const option = instance.option[previous.candidates[at]!]!;
      add(customer, head.actions[Math.floor(option / weeks)]!.id, periods[option % weeks] ?? null);
    }
    if (at === before) lost.push(customer);
  }
  const gone = head.actions.reduce((id, action) => (action.id === id ? `${id}-` : id), '-');
  for (const customer of lost) add(customer, gone, periods[0] ?? null);
  // Further ones of customers who keep some, or had several: whose they are makes no difference.
  const [first] = previous.customers;
  for (let rows = columns.customer.length; first !== undefined && rows < previous.assignments; rows++) add(first, gone, periods[0] ?? null);
  return columns;
}

function* printColumn(name: string, length: number, text: (index: number) => string): Generator<string> {
  yield `${JSON.stringify(name)}:[`;
  for (let from = 0; from < length; from += valuesAChunk) {
    const values = Array.from({ length: Math.min(valuesAChunk, length - from) }, (_, index) => text(from + index));
    yield (from === 0 ? '' : ',') + values.join(',');
  }
  yield ']';
}
