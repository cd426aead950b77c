import type { EligibilityRule, Limit, Sense, SequenceRule } from './problem.js';
import { type FaultList, shown } from './fault-list.js';
import { isObject, type Names, parseFilter, parseQuantity, parseTests } from './parse-filters.js';

const senses: readonly Sense[] = ['atMost', 'atLeast', 'equal', 'below'];
const limitKeys = ['id', 'count', 'sum', 'where', ...senses, 'shareOf', 'each', 'orZero', 'importance'];

/** Reads a list of objects with unique ids, each through `read`. */
function parseList<T>(value: unknown, path: string, keys: readonly string[], faults: FaultList, read: (entry: Record<string, unknown>, id: string, at: string) => T | null): T[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    faults.add(path, 'type', `"${path.slice(1)}" is ${shown(value)}; give a list`);
    return [];
  }
  const seen = new Set<string>();
  return value.flatMap((entry: unknown, index) => {
    const at = `${path}/${index}`;
    if (!isObject(entry)) {
      faults.add(at, 'type', `${shown(entry)} is no object`);
      return [];
    }
    for (const key of Object.keys(entry)) if (!keys.includes(key)) faults.add(`${at}/${key}`, 'unknown-key', `"${key}" is not known here; known are ${keys.join(', ')}`);
    const id = entry['id'];
    if (typeof id !== 'string' || id === '') {
      faults.add(`${at}/id`, 'id-missing', `The id is ${shown(id)}; give a text that is not empty`);
      return [];
    }
    if (seen.has(id)) faults.add(`${at}/id`, 'duplicate-id', `The id ${shown(id)} is used twice in "${path.slice(1)}": give each its own`);
    seen.add(id);
    const parsed = read(entry, id, at);
    return parsed ? [parsed] : [];
  });
}

export function parseLimits(value: unknown, names: Names, faults: FaultList): Limit[] {
  return parseList(value, '/limits', limitKeys, faults, (entry, id, at) => {
    const given = senses.filter((sense) => entry[sense] !== undefined);
    const sense = given[0];
    if (given.length !== 1 || !sense) {
      faults.add(at, 'one-bound', `Limit ${shown(id)} has ${given.length === 0 ? 'no bound' : given.join(' and ')}: give exactly one of ${senses.join(', ')}; write two limits for a range`);
      return null;
    }
    const bound = entry[sense];
    if (typeof bound !== 'number' || !Number.isFinite(bound)) {
      faults.add(`${at}/${sense}`, 'not-a-number', `The bound of limit ${shown(id)} is ${shown(bound)}; give a finite number`);
      return null;
    }
    const shareOf = entry['shareOf'];
    if (shareOf !== undefined && !isObject(shareOf)) faults.add(`${at}/shareOf`, 'type', `${shown(shareOf)} is no denominator: give { "count": true } or { "sum": … }`);
    const each = entry['each'];
    if (each !== undefined && each !== 'period') faults.add(`${at}/each`, 'type', `"each" is ${shown(each)}; the only value is "period"`);
    if (each === 'period' && names.periods.size === 0) faults.add(`${at}/each`, 'no-periods', `Limit ${shown(id)} holds for each period, but the document has no "periods"`);
    const orZero = entry['orZero'];
    if (orZero !== undefined && typeof orZero !== 'boolean') faults.add(`${at}/orZero`, 'type', `"orZero" is ${shown(orZero)}; give true or false`);
    if (orZero === true && (sense !== 'atLeast' || shareOf !== undefined)) faults.add(`${at}/orZero`, 'or-zero', '"orZero" goes with "atLeast" and without "shareOf" only');
    const importance = entry['importance'];
    if (importance !== undefined && importance !== 'never' && !(typeof importance === 'number' && Number.isFinite(importance) && importance > 0)) faults.add(`${at}/importance`, 'importance', `The importance of limit ${shown(id)} is ${shown(importance)}; give a number above 0, or "never"`);
    return {
      id,
      quantity: parseQuantity(entry, at, names, faults),
      sense,
      bound,
      shareOf: isObject(shareOf) ? parseQuantity(shareOf, `${at}/shareOf`, names, faults) : null,
      eachPeriod: each === 'period',
      orZero: orZero === true,
      ...(importance === undefined ? {} : { importance: importance === 'never' ? Infinity : Number(importance) }),
    };
  });
}

export function parseEligibility(value: unknown, names: Names, faults: FaultList): EligibilityRule[] {
  return parseList(value, '/eligibility', ['id', 'forbid', 'allowOnly', 'for', 'unless'], faults, (entry, id, at) => {
    const kinds = (['forbid', 'allowOnly'] as const).filter((kind) => entry[kind] !== undefined);
    const kind = kinds[0];
    if (kinds.length !== 1 || !kind) {
      faults.add(at, 'forbid-or-allow-only', `Rule ${shown(id)} must have exactly one of "forbid" and "allowOnly"`);
      return null;
    }
    return {
      id,
      kind,
      filter: parseFilter(entry[kind], `${at}/${kind}`, names, false, faults),
      for: parseTests(entry['for'], `${at}/for`, faults),
      unless: entry['unless'] === undefined ? null : parseTests(entry['unless'], `${at}/unless`, faults),
    };
  });
}

export function parseSequence(value: unknown, names: Names, calendar: boolean, faults: FaultList): SequenceRule[] {
  return parseList<SequenceRule>(value, '/sequence', ['id', 'exclude', 'action', 'notBefore'], faults, (entry, id, at) => {
    const { exclude, notBefore, action } = entry;
    if ((exclude === undefined) === (notBefore === undefined)) {
      faults.add(at, 'exclude-or-not-before', `Rule ${shown(id)} must have exactly one of "exclude" and "notBefore"`);
      return null;
    }
    if (exclude !== undefined) {
      if (action !== undefined) faults.add(`${at}/action`, 'unknown-key', '"action" goes with "notBefore" only');
      if (!Array.isArray(exclude) || exclude.length < 2) {
        faults.add(`${at}/exclude`, 'type', `"exclude" is ${shown(exclude)}; give a list of two filters or more`);
        return null;
      }
      return { id, kind: 'exclude', groups: exclude.map((group, index) => parseFilter(group, `${at}/exclude/${index}`, names, false, faults)) };
    }
    if (action === undefined) faults.add(`${at}/action`, 'action-missing', `Rule ${shown(id)} must say which action may come "notBefore"`);
    if (!isObject(notBefore) || notBefore['after'] === undefined) {
      faults.add(`${at}/notBefore`, 'type', `"notBefore" is ${shown(notBefore)}; give { "days": 14, "after": { … } }`);
      return null;
    }
    const days = notBefore['days'];
    if (typeof days !== 'number' || !Number.isFinite(days) || days < 0) faults.add(`${at}/notBefore/days`, 'not-a-number', `${shown(days)} is no number of days: give 0 or more`);
    for (const key of Object.keys(notBefore)) if (key !== 'days' && key !== 'after') faults.add(`${at}/notBefore/${key}`, 'unknown-key', `"${key}" is not known here`);
    if (names.periods.size === 0) faults.add(at, 'no-periods', `Rule ${shown(id)} orders actions in time, but the document has no "periods"`);
    else if (!calendar) faults.add('/periods', 'no-calendar', `Rule ${shown(id)} counts days, but the periods are not ISO weeks (2026-W48), dates or months in order of time`);
    return { id, kind: 'notBefore', action: parseFilter(action, `${at}/action`, names, false, faults), after: parseFilter(notBefore['after'], `${at}/notBefore/after`, names, false, faults), days: Number(days) };
  });
}
