import type { StrategyDocument, StrategyNode } from '@arbiter/contracts';
import { printStrategySql } from '@arbiter/engine/strategy/sql/print-strategy-sql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { compareThreeWays } from './testing/three-ways.js';

/** Seeds that once told a difference. */
const once = [1030];
// More seeds: `THREE_WAYS_SEEDS=5000 THREE_WAYS_FROM=1000 npx vitest run server/src/features/batches/three-ways.test.ts`.
const count = Number(process.env['THREE_WAYS_SEEDS'] ?? 150);
const from = Number(process.env['THREE_WAYS_FROM'] ?? 1);

let container: Container;
beforeAll(async () => {
  container = await makeTestContainer();
}, 120_000);
afterAll(() => container?.close());

it('generated strategies answer alike online, in threads and inside ClickHouse, row by row', async () => {
  const { differences, pushable, handedBack, answered, rejected } = await compareThreeWays(container.analytics, [...once, ...Array.from({ length: count }, (_, i) => from + i)], 40);
  expect(differences.sort((a, b) => a.length - b.length).slice(0, 6)).toEqual([]);
  expect(pushable).toBeGreaterThan(count * 0.6);
  expect(handedBack).toBeLessThan(count * 0.3);
  expect(Math.min(answered, rejected)).toBeGreaterThan(count * 10);
}, 120_000 + count * 1000);

/** Calculations that build on one another and branches between them, in one chain. */
function chain(length: number): StrategyDocument {
  const nodes: StrategyNode[] = [{ id: 'n0', kind: 'input', settings: {} }];
  const edges: StrategyDocument['graph']['edges'] = [];
  for (let i = 1; i <= length; i += 1) {
    const branch = i % 2 === 0;
    nodes.push(branch ? { id: `n${i}`, kind: 'branch', settings: { branches: [{ port: 'skip', condition: `p > ${i * 3} and p < ${i * 30}` }] } } : { id: `n${i}`, kind: 'calculate', settings: { assignments: [{ name: 'p', value: `if p > a then p - ${i} else p + a / ${i}` }] } });
    edges.push({ from: `n${i - 1}`, port: branch || i === 1 ? 'next' : 'else', to: `n${i}` });
    if (i > 2 && !branch) edges.push({ from: `n${i - 1}`, port: 'skip', to: i < length ? `n${i + 1}` : 'out' });
  }
  nodes.push({ id: 'out', kind: 'output', settings: { assignments: [{ name: 'r', value: 'p' }] } });
  edges.push({ from: `n${length}`, port: 'next', to: 'out' });
  return { dataModel: { inputs: [{ name: 'a', type: 'number' }], variables: [{ name: 'p', type: 'number', default: 0 }], outputs: [{ name: 'r', type: 'number' }] }, graph: { nodes, edges } };
}

it('a chain that is too deep for one SELECT is refused with words', () => {
  const deep = printStrategySql(chain(401), { find: () => undefined }, { from: 'people', keep: [], column: (name) => name });
  expect(deep).toMatchObject({ ok: false, error: [{ code: 'not-pushable', message: expect.stringMatching(/steps/) as string }] });
});
