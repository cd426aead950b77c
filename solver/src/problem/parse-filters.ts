import type { CandidateFilter, CustomerTest, Membership, Quantity, Scalar, Term } from './problem.js';
import { type FaultList, shown } from './fault-list.js';

/** What the filters of a document may name. */
export interface Names {
  actionIds: ReadonlySet<string>;
  actionAttributes: ReadonlySet<string>;
  periods: ReadonlySet<string>;
  agentIds: ReadonlySet<string>;
  agentAttributes: ReadonlySet<string>;
}

/** What a filter may look at besides the action and the period. */
export type FilterScope = 'action' | 'agent' | 'customer';

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

function scalars(value: unknown, path: string, faults: FaultList): Scalar[] | null {
  const list = Array.isArray(value) ? value : [value];
  if (list.length > 0 && list.every(isScalar)) return list;
  faults.add(path, 'filter-value', `${shown(value)} is no value to compare with: give a text, a finite number, true or false, or a list of them that is not empty`);
  return null;
}

/** Filter on candidates; `scope` says whether `agent` keys, and also `customer.…` keys, may stand in it. */
export function parseFilter(value: unknown, path: string, names: Names, scope: FilterScope, faults: FaultList): CandidateFilter {
  const filter: CandidateFilter = { action: [], customer: [] };
  if (value === undefined) return filter;
  if (!isObject(value)) {
    faults.add(path, 'type', `${shown(value)} is no filter: give an object such as { "channel": "phone" }`);
    return filter;
  }
  for (const [key, wanted] of Object.entries(value)) {
    const at = `${path}/${escape(key)}`;
    const values = scalars(wanted, at, faults);
    if (!values) continue;
    if (key.startsWith('customer.')) {
      if (scope !== 'customer') faults.add(at, 'customer-filter-here', `"${key}" filters on customers, which this filter may not: put the condition under "for"`);
      else filter.customer.push({ attribute: key.slice('customer.'.length), values });
      continue;
    }
    if (isAgentKey(key, names)) {
      if (scope === 'action') faults.add(at, 'agent-filter-here', `"${key}" filters on agents, which only limits and eligibility may`);
      else checkAgentKey(key, values, at, names, faults);
    } else checkActionKey(key, values, at, names, faults);
    filter.action.push({ attribute: key, values });
  }
  return filter;
}

function isAgentKey(key: string, { agentIds, actionAttributes }: Names): boolean {
  return agentIds.size > 0 && (key === 'agent' || key.startsWith('agent.')) && !actionAttributes.has(key);
}

function checkAgentKey(key: string, values: Scalar[], at: string, names: Names, faults: FaultList): void {
  if (key === 'agent') {
    for (const value of values) if (typeof value !== 'string' || !names.agentIds.has(value)) faults.add(at, 'unknown-agent', `There is no agent ${shown(value)} in the document: add it to "agents" or correct the name`);
  } else if (!names.agentAttributes.has(key.slice('agent.'.length))) faults.add(at, 'unknown-attribute', `No agent has an attribute "${key.slice('agent.'.length)}": correct the name`);
}

function checkActionKey(key: string, values: Scalar[], at: string, names: Names, faults: FaultList): void {
  const known = key === 'action' ? names.actionIds : key === 'period' ? names.periods : null;
  if (known) {
    for (const value of values) {
      if (typeof value !== 'string' || !known.has(value)) faults.add(at, `unknown-${key}`, `There is no ${key} ${shown(value)} in the document: add it to "${key}s" or correct the name`);
    }
  } else if (!names.actionAttributes.has(key)) {
    faults.add(at, 'unknown-attribute', `No action has an attribute "${key}": correct the name, or write "customer.${key}" if it belongs to the customer`);
  }
}

export function parseTests(value: unknown, path: string, faults: FaultList): CustomerTest[] {
  if (value === undefined) return [];
  if (!isObject(value)) {
    faults.add(path, 'type', `${shown(value)} is no condition: give an object such as { "segment": "vip" }`);
    return [];
  }
  return Object.entries(value).flatMap(([key, wanted]) => {
    const at = `${path}/${escape(key)}`;
    const attribute = key.startsWith('customer.') ? key.slice('customer.'.length) : key;
    if (isObject(wanted)) return parseComparison(attribute, wanted, at, faults);
    const values = scalars(wanted, at, faults);
    return values ? [{ kind: 'membership', attribute, values } as const] : [];
  });
}

function parseComparison(attribute: string, wanted: Record<string, unknown>, at: string, faults: FaultList): CustomerTest[] {
  const test = { kind: 'comparison' as const, attribute, atLeast: -Infinity, atMost: Infinity, above: -Infinity, below: Infinity };
  const keys = Object.keys(wanted);
  if (keys.length === 0) faults.add(at, 'comparison-empty', 'The comparison is empty: give atLeast, atMost, above or below');
  for (const key of keys) {
    const bound = wanted[key];
    if (key !== 'atLeast' && key !== 'atMost' && key !== 'above' && key !== 'below') {
      faults.add(`${at}/${escape(key)}`, 'unknown-key', `"${key}" is no comparison: use atLeast, atMost, above or below`);
    } else if (typeof bound !== 'number' || !Number.isFinite(bound)) {
      faults.add(`${at}/${key}`, 'not-a-number', `${shown(bound)} is no finite number`);
    } else test[key] = bound;
  }
  return [test];
}

/** `count` or `sum` with its `where`. */
export function parseQuantity(value: Record<string, unknown>, path: string, names: Names, faults: FaultList): Quantity {
  const where = parseFilter(value['where'], `${path}/where`, names, 'customer', faults);
  const { count, sum } = value;
  if ((count === undefined) === (sum === undefined)) {
    faults.add(path, 'count-or-sum', 'Give exactly one of "count": true and "sum": a measure');
    return { terms: [], where };
  }
  if (count !== undefined) {
    if (count !== true) faults.add(`${path}/count`, 'type', `"count" is ${shown(count)}; the only value is true`);
    return { terms: [{ measure: 'count', weight: 1 }], where };
  }
  return { terms: parseTerms(sum, `${path}/sum`, faults), where };
}

function parseTerms(sum: unknown, path: string, faults: FaultList): Term[] {
  if (typeof sum === 'string') return [{ measure: sum, weight: 1 }];
  if (!isObject(sum) || Object.keys(sum).length === 0) {
    faults.add(path, 'type', `${shown(sum)} is no sum: give the name of a measure, or an object of measures and weights`);
    return [];
  }
  const terms: Term[] = [];
  for (const [measure, weight] of Object.entries(sum)) {
    if (typeof weight === 'number' && Number.isFinite(weight)) terms.push({ measure, weight });
    else faults.add(`${path}/${escape(measure)}`, 'not-a-number', `The weight of "${measure}" is ${shown(weight)}; give a finite number`);
  }
  return terms;
}

/** A key as a step of a JSON pointer. */
export function escape(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

export function matchesAction(memberships: readonly Membership[], action: { id: string; attributes: Record<string, Scalar> }, period: string | null): boolean {
  return memberships.every(({ attribute, values }) => {
    const own = attribute === 'action' ? action.id : attribute === 'period' ? period : action.attributes[attribute];
    return own !== undefined && own !== null && values.includes(own);
  });
}
