// The workload of the comparison: `all` rules of three to five conditions, a fifth of them with a nested `any`, over thirty flat facts.

/** A small seeded generator, so that every engine and every run sees the same rules and facts. */
export function seededRandom(seed) {
  let state = (seed * 2654435761) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return { next, below: (limit) => Math.floor(next() * limit), pick: (list) => list[Math.floor(next() * list.length)], chance: (share) => next() < share };
}

const cities = ['Astana', 'Berlin', 'Cairo', 'Delhi', 'Essen', 'Fukuoka', 'Ghent', 'Hanoi', 'Izmir', 'Jena', 'Kazan', 'Lima'];
/** Fifteen numbers, nine texts, six booleans. */
export const factKinds = Array.from({ length: 30 }, (_, i) => ({ name: `fact${i}`, kind: i % 2 === 0 ? 'number' : i % 10 === 1 || i % 10 === 5 ? 'boolean' : 'text' }));

export function makeFacts(seed) {
  const random = seededRandom(seed);
  return Object.fromEntries(factKinds.map(({ name, kind }) => [name, kind === 'number' ? random.below(10_000) / 10 : kind === 'boolean' ? random.chance(0.5) : random.pick(cities)]));
}

function comparison(random) {
  const { name, kind } = random.pick(factKinds);
  if (kind === 'number') return { fact: name, operator: random.pick(['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive']), value: random.below(10_000) / 10 };
  if (kind === 'boolean') return { fact: name, operator: 'equal', value: random.chance(0.5) };
  const operator = random.pick(['equal', 'notEqual', 'in', 'notIn']);
  return { fact: name, operator, value: operator === 'in' || operator === 'notIn' ? Array.from({ length: 2 + random.below(3) }, () => random.pick(cities)) : random.pick(cities) };
}

/** A rule set of so many rules, in json-rules-engine's JSON. */
export function makeRules(count, seed = 1) {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, i) => {
    const all = Array.from({ length: 3 + random.below(3) }, () => comparison(random));
    if (i % 5 === 0) all[all.length - 1] = { any: [comparison(random), comparison(random)] };
    return { conditions: { all }, event: { type: `rule${i}`, params: { index: i } } };
  });
}
