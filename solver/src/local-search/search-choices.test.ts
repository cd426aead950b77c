import highsModule from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { KnapsackDual } from '../exact/knapsack-dual.js';
import { gapDocument, gapNumbers, mmkpDocument } from '../fixtures/classical-problems.js';
import { randomFrom } from '../finish/seeded-random.js';
import { instanceOf, parseProblem, solve, verifyPlan, type SolveResult } from '../index.js';
import { buildModel } from '../model/build-model.js';
import type { Model } from '../model/model.js';
import { choiceTable } from './choice-table.js';

const loadHighs = highsModule as unknown as typeof highsModule.default;
let highs: Awaited<ReturnType<typeof loadHighs>>;
beforeAll(async () => {
  highs = await loadHighs();
});

async function solved(document: unknown, gap = 1e-9): Promise<SolveResult> {
  const parsed = parseProblem(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const built = instanceOf(parsed.problem);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  const outcome = await solve(parsed.problem, built.instance, { now: () => performance.now(), gap, timeLimitMs: 30_000, greedy: false });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  if (outcome.result.hasPlan) expect(verifyPlan(parsed.problem, built.instance, outcome.result.assignment).faults).toEqual([]);
  return outcome.result;
}

function modelOf(document: unknown): Model {
  const parsed = parseProblem(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const built = instanceOf(parsed.problem);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  const model = buildModel(parsed.problem, built.instance);
  if (!model.ok) throw new Error(JSON.stringify(model.errors));
  return model.model;
}

/** Least cost of an assignment by HiGHS, from the numbers alone. */
function leastCost(shape: Parameters<typeof gapNumbers>[0]): number {
  const { cost, load, capacity } = gapNumbers(shape);
  const name = (j: number, i: number): string => `x${j}_${i}`;
  const sum = (terms: string[]): string => terms.join(' + ');
  const lines = [
    'Minimize',
    ` z: ${sum(cost.flatMap((row, j) => row.map((c, i) => `${c} ${name(j, i)}`)))}`,
    'Subject To',
    ...cost.map((row, j) => ` job${j}: ${sum(row.map((_, i) => name(j, i)))} = 1`),
    ...capacity.map((most, i) => ` cap${i}: ${sum(load.map((row, j) => `${row[i]!} ${name(j, i)}`))} <= ${most}`),
    'Binary',
    ` ${cost.flatMap((row, j) => row.map((_, i) => name(j, i))).join(' ')}`,
    'End',
  ];
  const answer = highs.solve(lines.join('\n'), { output_flag: false, mip_rel_gap: 0, time_limit: 60 });
  expect(answer.Status).toBe('Optimal');
  return Math.round(answer.ObjectiveValue);
}

describe('generalised assignment', () => {
  it.each(['A', 'B', 'C', 'D', 'E'] as const)('of type %s is solved to the optimum that HiGHS finds', async (type) => {
    const shape = { type, machines: 5, jobs: type === 'D' ? 15 : 20, seed: 3 };
    const best = leastCost(shape);
    expect(await solved(gapDocument(shape))).toMatchObject({ objective: best, bound: best, status: 'optimal' });
  });

  it('has one optimum however it is written', async () => {
    const shape = { type: 'C', machines: 5, jobs: 25, seed: 5 } as const;
    const best = leastCost(shape);
    for (const form of [{ once: 'each' }, { once: 'each', objective: 'maximise' }, { objective: 'maximise' }] as const) {
      const sign = 'objective' in form ? -1 : 1;
      expect((await solved(gapDocument(shape, form))).objective, JSON.stringify(form)).toBe(sign * best);
    }
  });

  it('says that there is no plan where the machines cannot take the jobs', async () => {
    const document = gapDocument({ type: 'C', machines: 3, jobs: 12, seed: 1 });
    const limits = (document['limits'] as { id: string }[]).map((limit) => (limit.id.startsWith('capacity') ? { ...limit, atMost: 20 } : limit));
    expect(await solved({ ...document, limits })).toMatchObject({ status: 'infeasible', hasPlan: false });
  });

  it('has a knapsack bound above every plan and not above the linear one', async () => {
    for (let seed = 1; seed < 30; seed++) {
      const random = randomFrom(seed);
      const document = gapDocument({ type: 'C', machines: 3, jobs: 8, seed });
      const { objective } = await solved(document);
      if (objective === null) continue;
      const best = -objective;
      const model = modelOf(document);
      const dual = KnapsackDual.of(model, choiceTable(model)!)!;
      for (let round = 0; round < 20; round++) {
        for (let i = 0; i < dual.mu.length; i++) dual.mu[i] = -50 * random();
        const { value } = dual.evaluate();
        expect(value).toBeGreaterThanOrEqual(best - 1e-9);
      }
    }
  });
});

describe('choices that limits force', () => {
  it('leave every job some machine, and nobody nothing', () => {
    for (const once of ['together', 'each'] as const) {
      const model = modelOf(gapDocument({ type: 'A', machines: 4, jobs: 10 }, { once }));
      const table = choiceTable(model)!;
      expect([...table.candidate].includes(-1)).toBe(false);
      expect(table.owner.length).toBe(40);
      // The capacities are what is left.
      expect(table.active.reduce((sum, one) => sum + one, 0)).toBe(4);
    }
  });

  it('are none where the limit asks for more than there is', () => {
    const document = gapDocument({ type: 'A', machines: 4, jobs: 10 });
    (document['limits'] as Record<string, unknown>[])[0]!['equal'] = 11;
    expect(choiceTable(modelOf(document))).toBeNull();
  });

  it('go by the least as well: a count of at most zero takes the candidates away', () => {
    const document = mmkpDocument({ classes: 6, items: 4, resources: 2 }, { once: 'atMost' });
    (document['limits'] as unknown[]).push({ id: 'never', count: true, where: { action: 'item1' }, atMost: 0 });
    const table = choiceTable(modelOf(document))!;
    expect(table.owner.length).toBe(6 * 4);
  });
});

describe('multi-choice knapsacks', () => {
  it.each([
    ['exactly one of each class', 'exactly', false],
    ['at most one', 'atMost', false],
    ['values that follow the resources', 'exactly', true],
  ] as const)('%s: prices and branch and bound agree', async (_, once, correlated) => {
    const document = mmkpDocument({ classes: 15, items: 5, resources: 4, correlated, seed: 2 }, { once });
    const result = await solved(document, 1e-7);
    expect(result.status).toBe('optimal');
    const model = modelOf(document);
    // Ten random plans that keep the limits are no better.
    const random = randomFrom(9);
    for (let n = 0; n < 2_000; n++) {
      const used = new Float64Array(model.rows.length);
      let gain = 0;
      const table = choiceTable(model)!;
      for (let i = 0; i < table.customers; i++) {
        const c = table.start[i]! + Math.floor(random() * (table.start[i + 1]! - table.start[i]!));
        gain += table.gain[c]!;
        for (let s = table.entry[c]!; s < table.entry[c + 1]!; s++) used[table.row[s]!]! += table.coefficient[s]!;
      }
      if (model.rows.every((row, k) => !table.active[k] || used[k]! <= row.planBound)) expect(gain).toBeLessThanOrEqual(result.objective! + 1e-9);
    }
  });
});
