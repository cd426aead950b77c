import { describe, expect, it } from 'vitest';
import { loadGlpk } from '../exact/glpk.js';
import { candidateProgram } from '../exact/program.js';
import { randomFrom } from '../finish/seeded-random.js';
import { Campaign } from '../fixtures/campaign.js';
import { instanceOf, parseProblem, solve } from '../index.js';
import { buildModel } from '../model/build-model.js';
import type { Model } from '../model/model.js';
import { cholesky, columnOfInverse, programmedRanges } from './price-ranges.js';

const now = (): number => performance.now();

function smallModel(seed: number): Model {
  const random = randomFrom(seed);
  const candidates = Array.from({ length: 60 }, (_, z) => ({ customer: `c${Math.floor(z / 3)}`, action: `a${z % 3}`, value: 1 + 9 * random(), cost: 1 + 4 * random() }));
  const parsed = parseProblem({ format: 'arbiter-problem/1', objective: { maximise: 'value' }, actions: [{ id: 'a0' }, { id: 'a1' }, { id: 'a2' }], contactsPerCustomer: { max: 1 }, limits: [{ id: 'cost', sum: 'cost', atMost: 25 }, { id: 'a0', count: true, where: { action: ['a0'] }, atMost: 4 }, { id: 'some', count: true, atLeast: 6 }], candidates });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const instance = instanceOf(parsed.problem);
  if (!instance.ok) throw new Error(JSON.stringify(instance.errors));
  const built = buildModel(parsed.problem, instance.instance);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  return built.model;
}

describe('the range in which a price holds', () => {
  it('is that of the linear relaxation, bound by bound', async () => {
    const glpk = await loadGlpk();
    let told = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const model = smallModel(seed);
      const customers = Array.from({ length: model.customers }, (_, i) => i);
      /** Price of row k of the relaxation when its bound has moved. */
      const priceAt = (k: number, by: number): number => {
        const program = candidateProgram(model, { customers, rest: null, integer: false, penalty: null, bounds: 'proof' });
        const row = program.rows[k]!;
        program.rows[k] = { lower: row.lower + by, upper: row.upper + by };
        return glpk.solve(program, { timeLimitMs: 1_000, now }).duals[k]!;
      };
      const lambda = Float64Array.from(model.rows, (_, k) => priceAt(k, 0));
      const ranges = programmedRanges(model, lambda, { glpk, now, timeLimitMs: 10_000 });
      for (const [k, { down, up }] of ranges) {
        told++;
        expect(down).toBeLessThanOrEqual(0);
        expect(up).toBeGreaterThanOrEqual(0);
        const near = (price: number): boolean => Math.abs(price - lambda[k]!) <= 0.05 * Math.abs(lambda[k]!) + 1e-9;
        for (const part of [0.1, 0.5, 0.9]) {
          if (down < -1e-6) expect(near(priceAt(k, part * down)), `seed ${seed} row ${k} at ${part} of ${down}`).toBe(true);
          if (up > 1e-6) expect(near(priceAt(k, part * up)), `seed ${seed} row ${k} at ${part} of ${up}`).toBe(true);
        }
        expect(near(priceAt(k, down - 1e-3)), `seed ${seed} row ${k} below ${down}`).toBe(false);
        expect(near(priceAt(k, up + 1e-3)), `seed ${seed} row ${k} above ${up}`).toBe(false);
      }
    }
    expect(told).toBeGreaterThan(12);
  });

  it('holds in solves of their own at its ends, over twenty thousand customers', async () => {
    const campaign = new Campaign({ customers: 20_000, limits: 11, seed: 4 });
    const [problem, instance] = [campaign.problem(), campaign.instance()];
    const solved = async (id?: string, bound?: number, options: { priceRanges?: boolean } = {}) => {
      const limits = problem.limits.map((limit) => (limit.id === id ? { ...limit, bound: bound! } : limit));
      const outcome = await solve({ ...problem, limits }, instance, { now, greedy: false, ...options });
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
      return outcome.result.limits;
    };
    const limits = await solved();
    expect((await solved(undefined, undefined, { priceRanges: false })).every((limit) => limit.priceHolds === undefined)).toBe(true);
    for (const limit of limits) expect(limit.priceHolds !== undefined, limit.id).toBe(limit.price !== 0);
    for (const id of ['budget', 'cap-call']) {
      const one = limits.find((limit) => limit.id === id)!;
      const { from, to } = one.priceHolds!;
      expect(from!).toBeLessThan(one.limit);
      expect(to!).toBeGreaterThan(one.limit);
      for (const [at, share] of [[from!, 1.05], [to!, 0.95]] as const) {
        const moved = (await solved(id, at)).find((limit) => limit.id === id)!.price / one.price;
        expect(Math.abs(moved - share), `${id} at ${at}`).toBeLessThan(0.02);
      }
    }
  });

  it('starts from the inverse of the curvature', () => {
    const A = Float64Array.of(4, 1, 0, 1, 3, 1, 0, 1, 2);
    const L = cholesky(A);
    // Cofactors over the determinant, 18.
    [[5, -2, 1], [-2, 8, -4], [1, -4, 11]].forEach((cofactors, k) => cofactors.forEach((cofactor, m) => expect(columnOfInverse(L, k)[m]).toBeCloseTo(cofactor / 18, 12)));
  });
});
