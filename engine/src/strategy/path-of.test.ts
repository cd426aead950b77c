import type { StrategyDocument } from '@arbiter/contracts';
import { expect, it } from 'vitest';
import { compileStrategy } from './compile-strategy.js';

const document: StrategyDocument = {
  dataModel: { inputs: [{ name: 'n', type: 'number' }, { name: 'x', type: 'any' }], variables: [{ name: 'half', type: 'number', max: 5 }], outputs: [{ name: 'said', type: 'string', default: '' }] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'size', kind: 'branch', settings: { branches: [{ port: 'small', condition: 'n < 10' }, { port: 'tiny', condition: 'n < 5' }, { port: 'large', condition: 'n > 100' }] } },
      { id: 'half', kind: 'calculate', settings: { assignments: [{ name: 'half', value: 'n / (n - 50)' }] }, onError: { then: 'edge' } },
      { id: 'hard', kind: 'calculate', settings: { assignments: [{ name: 'said', value: 'x' }] } },
      { id: 'out', kind: 'output', settings: { decision: '"done"' } },
      { id: 'broken', kind: 'output', settings: { decision: '"broken"' } },
    ],
    // Two ways out of the branch meet in the same node: the path still tells them apart.
    edges: [
      { from: 'in', port: 'next', to: 'size' }, { from: 'size', port: 'small', to: 'out' }, { from: 'size', port: 'tiny', to: 'out' }, { from: 'size', port: 'large', to: 'hard' }, { from: 'size', port: 'else', to: 'half' },
      { from: 'half', port: 'next', to: 'out' }, { from: 'half', port: 'error', to: 'broken' }, { from: 'hard', port: 'next', to: 'out' },
    ],
  },
};

it('tells the way of an evaluation, also where nodes fail, the same as its trace', async () => {
  const compiled = compileStrategy(document, { find: () => undefined });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  const pathOf = (n: number): string => {
    const way: number[] = [];
    const result = compiled.value.evaluate({ n, x: 7 }, { nowMs: 0, timeZone: 'UTC', clock: () => 0, way });
    return compiled.value.pathOf(way, result.ok ? undefined : result.failure);
  };
  expect(pathOf(3)).toBe('in:next size:small out:');
  expect(pathOf(20)).toBe('in:next size:else half:next out:');
  expect(pathOf(51)).toBe('in:next size:else half:error broken:');
  expect(pathOf(200)).toBe('in:next size:large hard:!');
  for (const n of [3, 20, 51]) {
    const way: number[] = [];
    const { trace } = await compiled.value.evaluateTraced({ n }, { nowMs: 0, timeZone: 'UTC', clock: () => 0, way });
    expect(compiled.value.pathOf(way)).toBe(trace.map(({ nodeId, port }) => `${nodeId}:${port ?? ''}`).join(' '));
  }
  expect(compiled.value.evaluate({ n: 3 }, { nowMs: 0, timeZone: 'UTC', clock: () => 0 }).ok).toBe(true);
});
