import type { EligibilityRule, Limit, Sense } from './problem.js';
import { parseBound, parseEach } from './parse-groups.js';
import { type FaultList, shown } from './fault-list.js';
import { isObject, type Names, parseFilter, parseQuantity, parseTests } from './parse-filters.js';

const senses: readonly Sense[] = ['atMost', 'atLeast', 'equal', 'below'];
const limitKeys = ['id', 'count', 'sum', 'where', ...senses, 'shareOf', 'each', 'orZero', 'soft', 'importance'];

/** Reads a list of objects with unique ids, each through `read`. */
export function parseList<T>(value: unknown, path: string, keys: readonly string[], faults: FaultList, read: (entry: Record<string, unknown>, id: string, at: string) => T | null): T[] {
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
    const each = parseEach(entry['each'], `${at}/each`, id, names, faults);
    const bound = parseBound(entry[sense], `${at}/${sense}`, id, each, names, faults);
    if (bound === null) return null;
    const shareOf = entry['shareOf'];
    if (shareOf !== undefined && !isObject(shareOf)) faults.add(`${at}/shareOf`, 'type', `${shown(shareOf)} is no denominator: give { "count": true } or { "sum": … }`);
    const orZero = entry['orZero'];
    if (orZero !== undefined && typeof orZero !== 'boolean') faults.add(`${at}/orZero`, 'type', `"orZero" is ${shown(orZero)}; give true or false`);
    if (orZero === true && (sense !== 'atLeast' || shareOf !== undefined)) faults.add(`${at}/orZero`, 'or-zero', '"orZero" goes with "atLeast" and without "shareOf" only');
    const softPrice = parseSoft(entry, id, sense, at, faults);
    const importance = entry['importance'];
    if (importance !== undefined && importance !== 'never' && !(typeof importance === 'number' && Number.isFinite(importance) && importance > 0)) faults.add(`${at}/importance`, 'importance', `The importance of limit ${shown(id)} is ${shown(importance)}; give a number above 0, or "never"`);
    return {
      id,
      quantity: parseQuantity(entry, at, names, faults),
      sense,
      bound: typeof bound === 'number' ? bound : 0,
      shareOf: isObject(shareOf) ? parseQuantity(shareOf, `${at}/shareOf`, names, faults) : null,
      orZero: orZero === true,
      ...(each.length > 0 ? { each } : {}),
      ...(typeof bound === 'number' ? {} : { bounds: bound }),
      ...(softPrice === null ? {} : { softPrice }),
      ...(importance === undefined ? {} : { importance: importance === 'never' ? Infinity : Number(importance) }),
    };
  });
}

function parseSoft(entry: Record<string, unknown>, id: string, sense: Sense, at: string, faults: FaultList): number | null {
  const { soft } = entry;
  if (soft === undefined) return null;
  const price = isObject(soft) && Object.keys(soft).length === 1 ? soft['price'] : undefined;
  if (typeof price !== 'number' || !Number.isFinite(price) || price < 0) faults.add(`${at}/soft`, 'soft', `"soft" of limit ${shown(id)} is ${shown(soft)}; give { "price": … }, a finite number, 0 or more: what one unit of violation costs`);
  else if (sense === 'below') faults.add(`${at}/soft`, 'soft', `Limit ${shown(id)} asks for strictly less, which has no measure of violation: make it soft with "atMost"`);
  else if (entry['orZero'] === true) faults.add(`${at}/soft`, 'soft', `Limit ${shown(id)} is both "soft" and "orZero": leave one out`);
  return Number(price);
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
      filter: parseFilter(entry[kind], `${at}/${kind}`, names, 'agent', faults),
      for: parseTests(entry['for'], `${at}/for`, faults),
      unless: entry['unless'] === undefined ? null : parseTests(entry['unless'], `${at}/unless`, faults),
    };
  });
}
