import { SeededRandom } from '../testing/seeded-random.js';
import type { ConditionDocument, RuleSetDocument } from './document.js';
import { baseOperators, decorators } from './tree.js';

const factNames = ['a', 'b', 'c', 'list', 'object', 'text', 'constructor', 'none', 'gone'] as const;
const paths = ['$.x', '$.y', '$.x.y', '$.items[0]', '$.items[*].p', '$.*', "$['x y']", '$.length', '$[1]', '$.items[*]', 'x', '$', '$.x[*]', '$..p', '$..x', '$..*', '$.items[0:1]', '$.items[-1:].p', '$.items[::2]', '$[x,y]', '$.items[0,1]', '$.items[?(@.p > 1)]', "$.items[?(@.p == null || @.p === 'x')].p", '$[?(@ > 1)]', '$.items[?(!(@.p) && @.q)]', '$.items[?(@.p.q)]', '$.[0].p'] as const;
const names = ['first', 'x y', '//', '*/'] as const;
const scalars = [0, 1, 2, 5, 10, -1, 1.5, '', '5', '10', 'x', 'xy', 'undefined', true, false, null] as const;

/** A rule set and facts for it, odd values included; `faulty` shares of facts are missing. For the differential tests and benches. */
export function generateCase(seed: number): { document: RuleSetDocument; facts: Record<string, unknown> } {
  const random = new SeededRandom(seed);
  const missing = random.chance(0.4) ? 0.15 : 0;
  const document: RuleSetDocument = { rules: [] };
  const shared = random.below(3);
  if (shared > 0) document.conditions = Object.fromEntries(Array.from({ length: shared }, (_, i) => [`shared${i}`, root(random, i, 2)]));
  document.rules = Array.from({ length: 1 + random.below(5) }, (_, i) => ({
    conditions: root(random, shared, 3),
    event: { type: `event${i}`, params: { i, ...(random.chance(0.3) ? { taken: { fact: random.pick(factNames), ...(random.chance(0.5) ? { path: random.pick(paths) } : {}) } } : {}) } },
    ...(random.chance(0.6) ? { priority: random.pick([1, 2, 3, '2', 0]) } : {}),
    ...(random.chance(0.2) ? { name: random.pick([...names, 7]) } : {}),
  }));
  if (random.chance(0.5)) document.options = { allowUndefinedFacts: random.chance(0.5), replaceFactsInEventParams: random.chance(0.5), ...(random.chance(0.3) ? { allowUndefinedConditions: true } : {}) };
  const facts: Record<string, unknown> = {};
  for (const name of factNames) if (!random.chance(missing)) facts[name] = factFor(random, name);
  return { document, facts };
}

function root(random: SeededRandom, shared: number, depth: number): ConditionDocument {
  if (shared > 0 && random.chance(0.1)) return { condition: `shared${random.below(shared)}` };
  return group(random, shared, depth);
}

function group(random: SeededRandom, shared: number, depth: number): ConditionDocument {
  const priority = random.chance(0.2) ? { priority: random.pick([1, 2, 5, 0]) } : random.chance(0.1) ? { name: random.pick(names) } : {};
  if (random.chance(0.15)) return { not: condition(random, shared, depth - 1), ...priority };
  const children = Array.from({ length: random.below(5) }, () => condition(random, shared, depth - 1));
  return random.chance(0.5) ? { all: children, ...priority } : { any: children, ...priority };
}

function condition(random: SeededRandom, shared: number, depth: number): ConditionDocument {
  if (shared > 0 && random.chance(0.1)) return { condition: `shared${random.below(random.chance(0.1) ? 4 : shared)}`, ...(random.chance(0.2) ? { priority: 3, name: 'via' } : {}) };
  if (depth > 0 && random.chance(0.3)) return group(random, shared, depth);
  const prefix = random.chance(0.3) ? Array.from({ length: 1 + random.below(2) }, () => `${random.pick(decorators)}:`).join('') : '';
  const base = random.pick(baseOperators);
  return {
    fact: random.pick(factNames),
    operator: prefix + base,
    value: valueFor(random, /someValue|everyValue/.test(prefix) || ((base === 'in' || base === 'notIn') && random.chance(0.8))),
    ...(random.chance(0.25) ? { path: random.pick(paths) } : {}),
    ...(random.chance(0.3) ? { priority: random.pick([1, 2, 3, 0, 7]) } : {}),
    ...(random.chance(0.05) ? { params: { any: 1 } } : {}),
  };
}

function valueFor(random: SeededRandom, list: boolean): unknown {
  if (random.chance(0.15)) return { fact: random.pick(factNames), ...(random.chance(0.3) ? { path: random.pick(paths) } : {}) };
  if (list) return random.chance(0.8) ? Array.from({ length: random.below(random.chance(0.1) ? 20 : 4) }, () => random.pick(scalars)) : random.pick(['', 'xyz', 'undefined 5']);
  return random.chance(0.9) ? random.pick(scalars) : random.pick([[], [1, 'x'], {}, { x: 1 }]);
}

function factFor(random: SeededRandom, name: string): unknown {
  const any = (): unknown => (random.chance(0.85) ? random.pick(scalars) : random.pick([Number.NaN, undefined, [], [5], {}, '12abc']));
  if (name === 'list') return random.chance(0.9) ? Array.from({ length: random.below(4) }, any) : any();
  if (name === 'object') return random.chance(0.9) ? { x: random.chance(0.5) ? any() : { y: any(), ...(random.chance(0.2) ? { '*': any() } : {}) }, 'x y': any(), items: Array.from({ length: random.below(3) }, () => ({ p: any() })), ...(random.chance(0.1) ? { '*': 1 } : {}) } : any();
  return any();
}
