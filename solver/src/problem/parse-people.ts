import { type FaultList, shown } from './fault-list.js';
import { escape, isObject, isScalar, type Names, parseFilter } from './parse-filters.js';
import { parseList } from './parse-rules.js';
import type { Agent, HouseholdRule } from './problem.js';

/** Caps that customers of one household share. */
export function parseHouseholds(value: unknown, names: Names, faults: FaultList): HouseholdRule[] {
  return parseList<HouseholdRule>(value, '/households', ['id', 'by', 'where', 'max', 'perPeriod'], faults, (entry, id, at) => {
    const { by } = entry;
    if (typeof by !== 'string' || by === '') faults.add(`${at}/by`, 'by-missing', `"by" of household rule ${shown(id)} is ${shown(by)}; give the attribute of the customers whose value makes a household, such as "address"`);
    const cap = (key: 'max' | 'perPeriod'): number => {
      const most = entry[key];
      if (most === undefined) return Infinity;
      if (typeof most === 'number' && Number.isInteger(most) && most >= 0) return most;
      faults.add(`${at}/${key}`, 'not-a-whole-number', `${shown(most)} is no number of actions: give a whole number, 0 or more`);
      return Infinity;
    };
    if (entry['max'] === undefined && entry['perPeriod'] === undefined) faults.add(at, 'cap-missing', `Household rule ${shown(id)} has no cap: give "max", "perPeriod" or both`);
    if (entry['perPeriod'] !== undefined && names.periods.size === 0) faults.add(`${at}/perPeriod`, 'no-periods', `Household rule ${shown(id)} has a cap per period, but the document has no "periods"`);
    const attribute = String(by);
    return { id, by: attribute.startsWith('customer.') ? attribute.slice(9) : attribute, where: parseFilter(entry['where'], `${at}/where`, names, 'action', faults), max: cap('max'), perPeriod: cap('perPeriod') };
  });
}

/** Who carries actions out. */
export function parseAgents(value: unknown, periods: readonly string[], faults: FaultList): Agent[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length === 0) {
    faults.add('/agents', 'type', `"agents" is ${shown(value)}; give a list with at least one agent, or leave it out`);
    return [];
  }
  const seen = new Set<string>();
  return value.flatMap((entry: unknown, index): Agent[] => {
    const at = `/agents/${index}`;
    if (!isObject(entry) || typeof entry['id'] !== 'string' || entry['id'] === '') {
      faults.add(at, 'id-missing', `${shown(entry)} is no agent: give an object with an "id"`);
      return [];
    }
    const { id, capacity, skills, ...rest } = entry as { id: string; capacity?: unknown; skills?: unknown } & Record<string, unknown>;
    if (seen.has(id)) faults.add(`${at}/id`, 'duplicate-id', `Agent ${shown(id)} stands twice in the list`);
    seen.add(id);
    if (skills !== undefined && !(Array.isArray(skills) && skills.every((skill) => typeof skill === 'string'))) faults.add(`${at}/skills`, 'type', `The skills of agent ${shown(id)} are ${shown(skills)}; give a list of texts`);
    const attributes: Agent['attributes'] = {};
    for (const [key, attribute] of Object.entries(rest)) {
      if (isScalar(attribute)) attributes[key] = attribute;
      else faults.add(`${at}/${escape(key)}`, 'attribute-value', `"${key}" of agent ${shown(id)} is ${shown(attribute)}; give a text, a finite number, true or false`);
    }
    return [{ id, capacity: parseCapacity(capacity, id, `${at}/capacity`, periods, faults), skills: Array.isArray(skills) ? (skills as string[]) : [], attributes }];
  });
}

function parseCapacity(value: unknown, id: string, path: string, periods: readonly string[], faults: FaultList): number[] {
  const length = Math.max(1, periods.length);
  const good = (amount: unknown): amount is number => typeof amount === 'number' && Number.isFinite(amount) && amount >= 0;
  if (good(value)) return new Array<number>(length).fill(value);
  if (periods.length > 0 && Array.isArray(value) && value.length === length && value.every(good)) return value;
  if (periods.length > 0 && isObject(value) && Object.values(value).every(good)) {
    const unknown = Object.keys(value).find((period) => period !== '*' && !periods.includes(period));
    if (unknown === undefined) return periods.map((period) => (value[period] ?? value['*'] ?? 0) as number);
    faults.add(`${path}/${escape(unknown)}`, 'unknown-period', `There is no period ${shown(unknown)}, for which agent ${shown(id)} has a capacity: correct the name`);
  } else faults.add(path, 'capacity', `The capacity of agent ${shown(id)} is ${shown(value)}; give a number, 0 or more${periods.length > 0 ? `, or ${length} of them in the order of the periods, or a map by period` : ''}`);
  return new Array<number>(length).fill(0);
}
