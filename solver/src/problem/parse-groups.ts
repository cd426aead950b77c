import { type FaultList, shown } from './fault-list.js';
import { escape, isObject, type Names } from './parse-filters.js';
import type { BoundTree, Each } from './problem.js';

/** `each` of a limit: one key or several. */
export function parseEach(value: unknown, path: string, id: string, names: Names, faults: FaultList): Each[] {
  if (value === undefined) return [];
  const keys: unknown[] = Array.isArray(value) ? value : [value];
  if (keys.length === 0 || new Set(keys).size < keys.length) faults.add(path, 'each', `"each" of limit ${shown(id)} is ${shown(value)}; give one key, or a list of different ones`);
  return keys.flatMap((key): Each[] => {
    if (key === 'period') {
      if (names.periods.size === 0) faults.add(path, 'no-periods', `Limit ${shown(id)} holds for each period, but the document has no "periods"`);
      return [{ kind: 'period' }];
    }
    if (key === 'agent') {
      if (names.agentIds.size === 0) faults.add(path, 'no-agents', `Limit ${shown(id)} holds for each agent, but the document has no "agents"`);
      return [{ kind: 'agent' }];
    }
    if (key === 'action') return [{ kind: 'action', attribute: 'action' }];
    if (typeof key === 'string' && key.startsWith('customer.') && key.length > 9) return [{ kind: 'customer', attribute: key.slice(9) }];
    if (typeof key === 'string' && key.startsWith('action.') && key.length > 7) {
      const attribute = key.slice(7);
      if (!names.actionAttributes.has(attribute)) faults.add(path, 'unknown-attribute', `No action has an attribute "${attribute}", for each value of which limit ${shown(id)} holds: correct the name`);
      return [{ kind: 'action', attribute }];
    }
    faults.add(path, 'each', `"each" of limit ${shown(id)} has ${shown(key)}; known are "period", "action", "agent", "customer.<attribute>" and "action.<attribute>"`);
    return [];
  });
}

/** A bound: a number, or maps by group as deep as `each` is long. Null where it is at fault. */
export function parseBound(value: unknown, path: string, id: string, each: readonly Each[], names: Names, faults: FaultList): BoundTree | null {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (!isObject(value)) {
    faults.add(path, 'not-a-number', `The bound of limit ${shown(id)} is ${shown(value)}; give a finite number`);
    return null;
  }
  const [first, ...rest] = each;
  if (!first) {
    faults.add(path, 'not-a-number', `The bound of limit ${shown(id)} is the map ${shown(value)}, but its "each" names no group for it; give a finite number, or say in "each" what the map goes by`);
    return null;
  }
  const known = first.kind === 'period' ? names.periods : first.kind === 'agent' ? names.agentIds : first.kind === 'action' && first.attribute === 'action' ? names.actionIds : null;
  if (Object.keys(value).length === 0) faults.add(path, 'bounds-empty', `The bounds of limit ${shown(id)} are an empty map: give at least one group, or "*" for any`);
  const tree: Record<string, BoundTree> = Object.create(null) as Record<string, BoundTree>;
  for (const [group, bound] of Object.entries(value)) {
    const at = `${path}/${escape(group)}`;
    if (known && group !== '*' && !known.has(group)) faults.add(at, 'unknown-group', `There is no ${first.kind} ${shown(group)}, for which limit ${shown(id)} gives a bound: correct the name`);
    const parsed = parseBound(bound, at, id, rest, names, faults);
    if (parsed !== null) tree[group] = parsed;
  }
  return tree;
}

/** The bound of a group; null where it has none. */
export function boundOf(tree: BoundTree, group: readonly string[]): number | null {
  let at: BoundTree | undefined = tree;
  for (const key of group) {
    if (typeof at === 'number') return at;
    at = Object.hasOwn(at, key) ? at[key] : at['*'];
    if (at === undefined) return null;
  }
  return typeof at === 'number' ? at : null;
}
