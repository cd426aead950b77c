import { type Column, cellAt, idOf, tableLength } from './columns.js';
import { type FaultList, shown } from './fault-list.js';
import type { Fixed, History, Instance } from './instance.js';
import { dayOf } from './periods.js';
import type { Problem } from './problem.js';

/** Tables that stand beside customers and candidates. */
export type TableName = 'history' | 'fixed' | 'previous';

/** What the rows of the tables are read with. */
export interface TableContext {
  problem: Problem;
  instance: Pick<Instance, 'offsets' | 'option' | 'agent'>;
  /** Index of a customer's id; −1 where there is no such customer. */
  customer: (id: string) => number;
  faults: FaultList;
}

const columnsOf: Record<TableName, { needed: string[]; also: string[] }> = {
  history: { needed: ['customer', 'action'], also: ['date', 'daysAgo'] },
  fixed: { needed: ['customer', 'action'], also: ['period', 'agent'] },
  previous: { needed: ['customer', 'action'], also: ['period'] },
};

function checkColumns(name: TableName, columns: Record<string, Column>, problem: Problem, faults: FaultList): number {
  const path = name === 'previous' ? '/previous/assignments' : `/${name}`;
  const rows = tableLength(columns, path, faults);
  const { needed, also } = columnsOf[name];
  if (rows === 0) return 0;
  const missing = [...needed, ...(name !== 'history' && problem.periods.length > 0 ? ['period'] : [])].filter((column) => !(column in columns));
  for (const column of missing) faults.add(path, 'column-missing', `The rows of "${name}" have no "${column}", only ${Object.keys(columns).map(shown).join(', ')}`);
  for (const column of Object.keys(columns)) {
    // What a plan is written with besides is nothing to read, but a name that is meant otherwise must not pass.
    if (!needed.includes(column) && !also.includes(column) && name !== 'previous') faults.add(`${path}/0/${column}`, 'unknown-key', `"${column}" is not known in "${name}"; known are ${[...needed, ...also].join(', ')}`);
  }
  return missing.length > 0 ? 0 : rows;
}

/** What customers got before the plan. Rows of customers that are not in the problem do not matter to it. */
export function readHistory(columns: Record<string, Column>, { problem, customer, faults }: TableContext): History {
  const rows = checkColumns('history', columns, problem, faults);
  const actions = new Map(problem.actions.map((action, a) => [action.id, a]));
  const [who, what, when]: [number[], number[], number[]] = [[], [], []];
  const { date, daysAgo } = columns;
  if (rows > 0 && !date && !daysAgo) faults.add('/history', 'column-missing', 'The rows of "history" have neither "date" nor "daysAgo"');
  for (let row = 0; row < rows; row++) {
    const id = idOf(cellAt(columns['customer']!, row));
    if (id === null) faults.add(`/history/${row}/customer`, 'id-missing', `The customer of history row ${row} is ${shown(cellAt(columns['customer']!, row))}; give a text or a whole number`);
    const action = actions.get(String(idOf(cellAt(columns['action']!, row))));
    if (action === undefined) faults.add(`/history/${row}/action`, 'unknown-action', `The action of history row ${row} is ${shown(cellAt(columns['action']!, row))}, which is not among the "actions": add it there (it needs no candidates) or leave the row out`);
    const days = daysBefore(date ? cellAt(date, row) : null, daysAgo ? cellAt(daysAgo, row) : null, row, problem, faults);
    const index = id === null ? -1 : customer(id);
    if (index < 0 || action === undefined) continue;
    who.push(index);
    what.push(action);
    when.push(days);
  }
  return { customer: Uint32Array.from(who), action: Uint16Array.from(what), daysAgo: Float64Array.from(when) };
}

function daysBefore(date: unknown, daysAgo: unknown, row: number, { startDay }: Problem, faults: FaultList): number {
  if (daysAgo !== null && daysAgo !== undefined && !Number.isNaN(daysAgo)) {
    if (typeof daysAgo === 'number' && Number.isFinite(daysAgo) && daysAgo >= 0) return daysAgo;
    faults.add(`/history/${row}/daysAgo`, 'not-a-number', `"daysAgo" of history row ${row} is ${shown(daysAgo)}; give a number of days, 0 or more`);
    return 0;
  }
  const day = typeof date === 'string' ? dayOf(date.slice(0, 10)) : null;
  if (day === null) faults.add(`/history/${row}/date`, 'not-a-date', `The date of history row ${row} is ${shown(date)}; give one such as "2026-11-02", or "daysAgo"`);
  else if (startDay === null) faults.add('/start', 'start-missing', 'The history has dates, but the first day of the plan is not known: give "start", such as "2026-11-23"');
  else if (day > startDay) faults.add(`/history/${row}/date`, 'date-after-start', `History row ${row} is of ${shown(date)}, after the plan starts: leave it out, or correct "start"`);
  else return startDay - day;
  return 0;
}

/** The candidate of a customer for an action in a period by an agent (+ 1; 0 for any); −1 without one. */
function candidateOf({ problem, instance }: TableContext, customer: number, action: number, period: number, agent: number): number {
  const option = action * Math.max(1, problem.periods.length) + period;
  for (let e = instance.offsets[customer]!; e < instance.offsets[customer + 1]!; e++) {
    if (instance.option[e] !== option) continue;
    const own = instance.agent?.[e] ?? 0;
    if (own === agent || own === 0 || agent === 0) return e;
  }
  return -1;
}

function periodOf(columns: Record<string, Column>, row: number, { problem }: TableContext): number {
  return problem.periods.length === 0 ? 0 : problem.periods.indexOf(String(cellAt(columns['period']!, row)));
}

/** Customers whose plan is decided: every row must be a candidate, an empty action means nothing at all. */
export function readFixed(columns: Record<string, Column>, context: TableContext): Fixed {
  const { problem, instance, faults } = context;
  const rows = checkColumns('fixed', columns, problem, faults);
  const actions = new Map(problem.actions.map((action, a) => [action.id, a]));
  const agentIndex = new Map(problem.agents.map((agent, a) => [agent.id, a]));
  const chosen = new Map<number, number>();
  const customers = new Map<number, 'nothing' | 'something'>();
  for (let row = 0; row < rows; row++) {
    const at = `/fixed/${row}`;
    const id = idOf(cellAt(columns['customer']!, row));
    const customer = id === null ? -1 : context.customer(id);
    if (customer < 0) {
      faults.add(`${at}/customer`, 'unknown-customer', `Fixed row ${row} is for customer ${shown(cellAt(columns['customer']!, row))}, who is not among the customers`);
      continue;
    }
    const given = cellAt(columns['action']!, row);
    const kind = given === null || given === undefined || given === '' ? 'nothing' : 'something';
    if ((customers.get(customer) ?? kind) !== kind) faults.add(at, 'fixed-twice', `Customer ${shown(id)} is fixed to nothing and to something: keep one`);
    customers.set(customer, kind);
    if (kind === 'nothing') continue;
    const action = actions.get(String(idOf(given)));
    const period = periodOf(columns, row, context);
    if (action === undefined) faults.add(`${at}/action`, 'unknown-action', `The action of fixed row ${row} is ${shown(given)}, which is not among the "actions"`);
    else if (period < 0) faults.add(`${at}/period`, 'unknown-period', `The period of fixed row ${row} is ${shown(cellAt(columns['period']!, row))}, which is not among the "periods"`);
    else {
      const named = columns['agent'] ? cellAt(columns['agent'], row) : null;
      const agent = named === null || named === undefined ? -1 : (agentIndex.get(String(named)) ?? -2);
      if (agent === -2) faults.add(`${at}/agent`, 'unknown-agent', `The agent of fixed row ${row} is ${shown(named)}, who is not among the "agents"`);
      const candidate = candidateOf(context, customer, action, period, agent + 1);
      if (candidate < 0) faults.add(at, 'no-such-candidate', `Customer ${shown(id)} is fixed to ${shown(given)}, for which there is no candidate: add one with its value, or leave the row out`);
      else if (chosen.has(candidate)) faults.add(at, 'fixed-twice', `Customer ${shown(id)} is fixed to ${shown(given)} twice: keep one row`);
      else chosen.set(candidate, agent < 0 ? (instance.agent?.[candidate] ?? 0) - 1 : agent);
    }
  }
  const candidates = [...chosen.keys()].sort((a, b) => a - b);
  return { customers: Uint32Array.from([...customers.keys()].sort((a, b) => a - b)), candidates: Uint32Array.from(candidates), agents: Int32Array.from(candidates, (e) => chosen.get(e)!) };
}

/** The plan before. Customers that are gone do not count; actions that are gone, or no candidates any more, do: they cannot be kept. */
export function readPrevious(columns: Record<string, Column>, context: TableContext): NonNullable<Instance['previous']> {
  const { problem, faults } = context;
  const rows = checkColumns('previous', columns, problem, faults);
  const actions = new Map(problem.actions.map((action, a) => [action.id, a]));
  const candidates = new Set<number>();
  const customers = new Map<number, number>();
  let assignments = 0;
  for (let row = 0; row < rows; row++) {
    const id = idOf(cellAt(columns['customer']!, row));
    const customer = id === null ? -1 : context.customer(id);
    const given = cellAt(columns['action']!, row);
    if (customer < 0 || given === null || given === undefined || given === '') continue;
    assignments++;
    customers.set(customer, (customers.get(customer) ?? 0) + 1);
    if (problem.contacts.max === 1 && customers.get(customer) === 2) faults.add(`/previous/assignments/${row}`, 'too-many-contacts', `Customer ${shown(id)} has two assignments in the plan before, but "contactsPerCustomer" is 1`);
    const action = actions.get(String(idOf(given)));
    const period = periodOf(columns, row, context);
    const candidate = action === undefined || period < 0 ? -1 : candidateOf(context, customer, action, period, 0);
    if (candidate >= 0) candidates.add(candidate);
  }
  return { candidates: Uint32Array.from([...candidates].sort((a, b) => a - b)), customers: Uint32Array.from([...customers.keys()].sort((a, b) => a - b)), assignments };
}
