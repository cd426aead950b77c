import { describe, expect, it } from 'vitest';
import { randomDocument } from './fixtures/random-problems.js';
import { randomFrom } from './finish/seeded-random.js';
import { instanceOf, parseProblem, solve, type SolveResult } from './index.js';

/** Problems tried for each rule; ARBITER_AGREEMENT=2000 tries more. */
const problems = Math.ceil(Number(process.env['ARBITER_AGREEMENT'] ?? 200) / 4);
const first = 40_000;

type Row = Record<string, unknown>;
interface Document extends Row {
  customers: Row[];
  candidates: Row[];
  limits: Row[];
  objective: Record<string, unknown>;
}

async function solved(document: Row): Promise<SolveResult | null> {
  const parsed = parseProblem(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  const built = instanceOf(parsed.problem);
  if (!built.ok) throw new Error(JSON.stringify(built.errors));
  const outcome = await solve(parsed.problem, built.instance, { now: () => performance.now(), gap: 1e-9, timeLimitMs: 10_000, greedy: false });
  return outcome.ok ? outcome.result : null;
}

/** Small problems with their answer, without those whose ratio has no denominator. */
async function* each(more: (document: Document) => boolean = () => true): AsyncGenerator<{ seed: number; document: Document; result: SolveResult }> {
  for (let seed = first; seed < first + problems; seed++) {
    const document = randomDocument(seed, 2) as Document;
    if (!more(document)) continue;
    const result = await solved(document);
    if (result && (result.status === 'optimal' || result.status === 'infeasible')) yield { seed, document, result };
  }
}

const close = (a: number | null, b: number | null, where: string): void => {
  if (a === null || b === null) expect(a, where).toBe(b);
  else expect(Math.abs(a - b), `${where}: ${a} and ${b}`).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(a), Math.abs(b)));
};
const worth = (document: Document, result: SolveResult): number => (result.objective === null ? -Infinity : ('minimise' in document.objective ? -1 : 1) * result.objective);

describe('what mathematics says of', () => {
  it('permuted customers, candidates and limits: the same optimum', async () => {
    for await (const { seed, document, result } of each()) {
      const random = randomFrom(seed);
      const shuffled = <T>(list: readonly T[]): T[] => list.map((value) => ({ value, key: random() })).sort((a, b) => a.key - b.key).map(({ value }) => value);
      const other = await solved({ ...document, customers: shuffled(document.customers), candidates: shuffled(document.candidates), limits: shuffled(document.limits) });
      close(other!.objective, result.objective, `seed ${seed}`);
      expect(other!.status, `seed ${seed}`).toBe(result.status);
    }
  }, 600_000);

  it('values in other units: the optimum in these', async () => {
    const sums = (document: Document): boolean => JSON.stringify(document.limits).includes('"value"');
    for await (const { seed, document, result } of each((document) => !('minimise' in document.objective) && !sums(document) && !JSON.stringify(document).includes('price'))) {
      for (const unit of [64, 1e-3, 1e9]) {
        const other = await solved({ ...document, candidates: document.candidates.map((row) => ({ ...row, value: unit * (row['value'] as number) })) });
        close(other!.objective === null ? null : other!.objective / unit, result.objective, `seed ${seed}, unit ${unit}`);
      }
    }
  }, 600_000);

  it('costs and budgets in other units: the same optimum', async () => {
    for await (const { seed, document, result } of each((document) => !JSON.stringify(document.objective).includes('cost') && !JSON.stringify(document).includes('price') && !JSON.stringify(document.limits).includes('minutes'))) {
      const cost = (row: Row): Row => (typeof row['cost'] === 'number' ? { ...row, cost: 1024 * row['cost'] } : row);
      const limits = document.limits.map((limit) => (limit['sum'] !== 'cost' || 'shareOf' in limit ? limit : Object.fromEntries(Object.entries(limit).map(([key, value]) => [key, typeof value === 'number' ? 1024 * value : value]))));
      const other = await solved({ ...document, actions: (document['actions'] as Row[]).map(cost), candidates: document.candidates.map(cost), limits });
      close(other!.objective, result.objective, `seed ${seed}`);
    }
  }, 600_000);

  it('a limit more: no better plan; one less: no worse', async () => {
    for await (const { seed, document, result } of each()) {
      const more = await solved({ ...document, limits: [...document.limits, { id: 'more', count: true, atMost: Math.max(1, Math.floor(document.customers.length / 2)) }] });
      if (more) expect(worth(document, more), `seed ${seed}: one more`).toBeLessThanOrEqual(worth(document, result) + 1e-6 * Math.max(1, Math.abs(result.objective ?? 1)));
      const needed = ['floor', 'least'];
      const gone = document.limits.findIndex((limit) => !needed.includes(limit['id'] as string));
      const fewer = gone < 0 ? null : await solved({ ...document, limits: document.limits.filter((_, l) => l !== gone) });
      if (fewer) expect(worth(document, fewer), `seed ${seed}: one less`).toBeGreaterThanOrEqual(worth(document, result) - 1e-6 * Math.max(1, Math.abs(result.objective ?? 1)));
    }
  }, 600_000);

  it('bounds that give way: plans no worse, and a bound that no tighter plan beats', async () => {
    for await (const { seed, document, result } of each()) {
      const relaxed = document.limits.map((limit) => {
        if ('shareOf' in limit) return limit;
        if (typeof limit['atMost'] === 'number') return { ...limit, atMost: 1.5 * limit['atMost'] + 1 };
        if (typeof limit['atLeast'] === 'number' && !('orZero' in limit) && limit['id'] !== 'least') return { ...limit, atLeast: 0.5 * limit['atLeast'] };
        return limit;
      });
      const other = await solved({ ...document, limits: relaxed });
      if (!other) continue;
      const slack = 1e-6 * Math.max(1, Math.abs(result.objective ?? 1));
      expect(worth(document, other), `seed ${seed}`).toBeGreaterThanOrEqual(worth(document, result) - slack);
      if (other.bound !== null && result.objective !== null) expect(('minimise' in document.objective ? -1 : 1) * other.bound, `seed ${seed}: bound`).toBeGreaterThanOrEqual(worth(document, result) - slack);
    }
  }, 600_000);

  it('a class of customers split in two that no limit tells apart: the same optimum', async () => {
    for await (const { seed, document, result } of each((document) => !JSON.stringify(document).includes('households'))) {
      // Limits that name the segment name both halves; the classes are then twice as many.
      const split = (value: unknown): unknown => (value === 'vip' || (Array.isArray(value) && value.includes('vip')) ? ['vip', 'vip2'] : value);
      const within = (row: unknown): unknown =>
        Array.isArray(row) ? row.map(within) : typeof row === 'object' && row !== null ? Object.fromEntries(Object.entries(row).map(([key, value]) => [key, key === 'customer.segment' || key === 'segment' ? split(value) : within(value)])) : row;
      if (JSON.stringify(document.limits).includes('"each":"customer')) continue;
      const customers = document.customers.map((row, i) => (row['segment'] === 'vip' && i % 2 === 0 ? { ...row, segment: 'vip2' } : row));
      const other = await solved({ ...document, customers, limits: within(document.limits) as Row[], ...(document['eligibility'] ? { eligibility: within(document['eligibility']) } : {}) });
      close(other!.objective, result.objective, `seed ${seed}`);
    }
  }, 600_000);
});
