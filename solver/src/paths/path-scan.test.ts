import { describe, expect, it } from 'vitest';
import { randomFrom } from '../finish/seeded-random.js';
import { allowedSets, randomChoice, randomRules, rulesAllow } from '../fixtures/random-choices.js';
import type { Model } from '../model/model.js';
import { CustomerPaths } from './customer-paths.js';
import { PathDual } from './path-dual.js';
import { type PathGraph, pathGraphOf } from './path-graph.js';
import { startsOf } from './path-starts.js';

/** A model of a few customers over a random choice, with limits of every sense, some of them over a measure of the candidates. */
function randomModel(seed: number): Model {
  const random = randomFrom(seed);
  const { choice, options } = randomChoice(random);
  const customers = 4;
  const cells = 2;
  const offsets = new Uint32Array(customers + 1);
  const option: number[] = [];
  const gain: number[] = [];
  const whole = seed % 3 === 0;
  for (let i = 0; i < customers; i++) {
    for (let o = 0; o < options; o++) {
      if (random() < 0.2) continue;
      option.push(o);
      gain.push(whole ? Math.floor(random() * 9) - 2 : random() * 10 - 2);
    }
    offsets[i + 1] = option.length;
  }
  const senses = [1, -1, 0] as const;
  const entries = { start: [0], row: [] as number[], coefficient: [] as number[], channel: [] as number[] };
  for (let q = 0; q < cells * options; q++) {
    for (let k = 0; k < senses.length; k++) if (random() < 0.6) {
      entries.row.push(k);
      entries.coefficient.push(Math.floor(random() * 4));
      entries.channel.push(random() < 0.3 ? 1 : 0);
    }
    entries.start.push(entries.row.length);
  }
  return {
    customers,
    options,
    cells,
    offsets,
    option: Uint16Array.from(option),
    gain: Float64Array.from(gain),
    cell: Uint32Array.from({ length: customers }, (_, i) => i % cells),
    weight: new Float64Array([1, 2]),
    origin: null,
    own: [Float64Array.from(gain, () => random())],
    rows: senses.map((sense) => ({ limit: -1, period: -1, sense, bound: 3, planBound: 3, scale: 1, orZero: false, mostPrice: Infinity })),
    entries: { start: Uint32Array.from(entries.start), row: Uint32Array.from(entries.row), coefficient: Float64Array.from(entries.coefficient), channel: Uint8Array.from(entries.channel) },
    choice,
    ...(seed % 2 === 0 && choice.max > 0 ? { rules: randomRules(random, choice, options, customers, option.length) } : {}),
  };
}

const graphOf = (model: Model): PathGraph => pathGraphOf(model.choice, model.options, 4_096, model.rules ?? null, startsOf(model)!.starts)!;

/** Every allowed set of a customer's candidates with its net value, best first. */
function everySet(model: Model, dual: PathDual, i: number): { candidates: number[]; net: number }[] {
  const byOption = new Map<number, number>();
  for (let e = model.offsets[i]!; e < model.offsets[i + 1]!; e++) byOption.set(model.option[e]!, e);
  const net = (e: number): number => {
    const q = model.cell[i]! * model.options + model.option[e]!;
    return model.gain[e]! - dual.prices.base[q]! - dual.prices.own[0]![q]! * model.own[0]![e]!;
  };
  return allowedSets(model.choice, model.options)
    .filter((set) => set.every((o) => byOption.has(o)))
    .map((set) => set.map((o) => byOption.get(o)!))
    .filter((set) => !model.rules || rulesAllow(model.rules, i, set, model.option, model.options))
    .map((candidates) => ({ candidates, net: candidates.reduce((sum, e) => sum + net(e), 0) }))
    .sort((a, b) => b.net - a.net);
}

const randomPrices = (seed: number): Float64Array => {
  const random = randomFrom(seed + 77);
  return Float64Array.from([random(), -random(), random() - 0.5]);
};

describe('the scan over paths', () => {
  it('finds the best set of every customer, its distance from the second best, and what all use', () => {
    let beginnings = 0;
    for (let seed = 0; seed < 1_500; seed++) {
      const model = randomModel(seed);
      const dual = new PathDual(model, graphOf(model));
      if (dual.graph.roots.length > 1) beginnings++;
      const lambda = randomPrices(seed);
      const point = dual.evaluate(lambda);
      let total = 0;
      const used = new Float64Array(3);
      for (let i = 0; i < model.customers; i++) {
        const sets = everySet(model, dual, i);
        const weight = model.weight[model.cell[i]!]!;
        const chosen = [...dual.scan.chosen.subarray(i * dual.scan.slots, (i + 1) * dual.scan.slots)].filter((e) => e >= 0);
        const taken = sets.find(({ candidates }) => candidates.length === chosen.length && candidates.every((e) => chosen.includes(e)))!;
        expect(taken.net).toBeCloseTo(sets[0]!.net, 9);
        expect(dual.scan.gap[i]!).toBeCloseTo(sets.length > 1 ? sets[0]!.net - sets[1]!.net : Infinity, 9);
        total += weight * sets[0]!.net;
        for (const e of chosen) {
          const q = model.cell[i]! * model.options + model.option[e]!;
          for (let s = model.entries.start[q]!; s < model.entries.start[q + 1]!; s++) used[model.entries.row[s]!]! += weight * model.entries.coefficient[s]! * (model.entries.channel[s] === 1 ? model.own[0]![e]! : 1);
        }
      }
      expect(point.total, `seed ${seed}`).toBeCloseTo(total, 9);
      expect(point.value).toBeCloseTo(total + 3 * (lambda[0]! + lambda[1]! + lambda[2]!), 9);
      for (let k = 0; k < 3; k++) expect(point.used[k]!).toBeCloseTo(used[k]!, 9);
      expect(dual.certified(point)).toBeGreaterThanOrEqual(point.value);
    }
    expect(beginnings).toBeGreaterThan(300);
  });

  it('lists the paths of a customer by what they lose, and draws them by it', () => {
    for (let seed = 0; seed < 300; seed++) {
      const model = randomModel(seed);
      const graph = graphOf(model);
      const dual = new PathDual(model, graph);
      dual.evaluate(randomPrices(seed));
      const paths = new CustomerPaths(model, graph, dual.scan.startOf);
      paths.load(1, dual.prices);
      const sets = everySet(model, dual, 1);
      const losses = sets.map(({ net }) => sets[0]!.net - net);
      expect(paths.value).toBeCloseTo(sets[0]!.net, 9);
      const budget = losses[Math.floor(losses.length / 2)]! + 1e-9;
      const near = paths.nearest(budget, Infinity);
      expect(near.map(({ loss }) => loss.toFixed(6))).toEqual(losses.filter((loss) => loss <= budget).map((loss) => Math.abs(loss).toFixed(6)));
      expect(new Set(near.map(({ candidates }) => candidates.join())).size).toBe(near.length);
      const key = (candidates: readonly number[]): string => [...candidates].sort((a, b) => a - b).join();
      const known = new Map(sets.map((set) => [key(set.candidates), set.net]));
      for (const { loss, candidates } of near) expect(sets[0]!.net - known.get(key(candidates))!).toBeCloseTo(loss, 9);
      expect(paths.nearest(Infinity, 2).length).toBe(Math.min(2, sets.length));

      const temperature = 1.5;
      paths.heat(temperature);
      const random = randomFrom(seed);
      const path = new Int32Array(graph.longest);
      const draws = 4_000;
      const counts = new Map<string, number>();
      for (let d = 0; d < draws; d++) {
        const drawn = key(path.subarray(0, paths.draw(random, path)) as unknown as number[]);
        counts.set(drawn, (counts.get(drawn) ?? 0) + 1);
      }
      const Z = losses.reduce((sum, loss) => sum + Math.exp(-loss / temperature), 0);
      for (const [drawn, count] of counts) {
        const share = Math.exp((known.get(drawn)! - sets[0]!.net) / temperature) / Z;
        expect(Math.abs(count / draws - share)).toBeLessThan(0.01 + 5 * Math.sqrt((share * (1 - share)) / draws));
      }
    }
  });
});
