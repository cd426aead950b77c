import { describe, expect, it } from 'vitest';
import { Plan } from './finish/plan.js';
import { randomFrom } from './finish/seeded-random.js';
import { Campaign } from './fixtures/campaign.js';
import { randomDocument } from './fixtures/random-problems.js';
import { greedyByList, greedyPlan } from './greedy.js';
import { greedyByQueue, suitsQueue } from './greedy-queue.js';
import { buildModel } from './model/build-model.js';
import type { Model } from './model/model.js';
import { instanceOf, parseProblem } from './index.js';
import type { Instance } from './problem/instance.js';

/** All candidates in order, one by one. */
function byHand(model: Model): Plan {
  const plan = Plan.empty(model);
  const customerOf = new Uint32Array(model.gain.length);
  for (let i = 0; i < model.customers; i++) customerOf.fill(i, model.offsets[i], model.offsets[i + 1]);
  const order = Array.from(model.gain.keys()).filter((e) => model.gain[e]! > 0).sort((a, b) => model.gain[b]! - model.gain[a]! || a - b);
  for (const e of order) if (plan.mayMove(customerOf[e]!, -1, e) && plan.brokenCap(customerOf[e]!, e) < 0) plan.apply(customerOf[e]!, -1, e);
  return plan;
}

function modelOf(...args: Parameters<typeof buildModel>): Model {
  const built = buildModel(...args);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  return built.model;
}

describe('the value-first assignment', () => {
  it('is what going through the candidates one by one gives, whatever the rules', () => {
    let queues = 0;
    for (let seed = 1; seed <= 150; seed++) {
      const parsed = parseProblem(randomDocument(seed, seed % 3 === 0 ? 8 : 1));
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
      const instance = instanceOf(parsed.problem);
      if (!instance.ok) continue;
      const built = buildModel(parsed.problem, instance.instance);
      if (!built.ok) continue;
      const expected = byHand(built.model);
      if (suitsQueue(built.model)) queues++;
      for (const plan of [greedyPlan(built.model), greedyByList(built.model)]) {
        // Of several slots only what they hold counts.
        expect(Array.from(plan.held).sort((a, b) => a - b), `seed ${seed}`).toEqual(Array.from(expected.held).sort((a, b) => a - b));
        expect(plan.feasible).toBe(expected.feasible);
        expect(plan.gain).toBeCloseTo(expected.gain, 9);
      }
    }
    expect(queues).toBeGreaterThan(60);
  });

  const random = randomFrom(4);
  const campaign = new Campaign({ customers: 3_000, limits: 91, seed: 6 });
  const instance = campaign.instance();
  const variants: [string, Instance][] = [
    ['costs of actions and shares', instance],
    ['costs of candidates', { ...instance, measures: { cost: Float64Array.from(instance.option, () => 20 * random() ** 3) } }],
    ['costs that may be negative', { ...instance, measures: { cost: Float64Array.from(instance.option, () => 12 * random() - 2) } }],
    ['equal values', { ...instance, value: Float64Array.from(instance.value, (value) => Math.ceil(value / 8)) }],
    ['values that float32 does not tell apart', { ...instance, value: Float64Array.from(instance.value, (value) => Math.ceil(value) * (1 + 1e-12 * random())) }],
  ];
  it.each(variants)('waits in a queue for the same: %s', (_, data) => {
    const model = modelOf(campaign.problem(), data);
    const expected = byHand(model);
    const plan = greedyByQueue(model);
    expect(plan.held).toEqual(expected.held);
    expect(plan.held.some((e) => e >= 0)).toBe(true);
    // Without the budget the caps of channels bind, and customers are refused again and again.
    const roomy: Model = { ...model, rows: model.rows.map((row, k) => (k === 0 ? { ...row, bound: 1e9, planBound: 1e9 } : row)) };
    expect(greedyByQueue(roomy).held).toEqual(byHand(roomy).held);
  });
});
