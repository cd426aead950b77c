import type { StrategyNode } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { alignNodes } from './align-nodes.js';
import { retryWaits } from './retry-waits.js';

const node = (id: string, x: number, y: number): StrategyNode => ({ id, kind: 'calculate', settings: {}, position: { x, y } });

describe('alignment of chosen nodes', () => {
  const nodes = [node('b', 900, 50), node('a', 0, 200), node('c', 100, 0)];

  it('puts them on one line', () => {
    expect([...alignNodes(nodes, 'left').values()].map(({ x }) => x)).toEqual([0, 0, 0]);
    expect([...alignNodes(nodes, 'top').values()].map(({ y }) => y)).toEqual([0, 0, 0]);
  });

  it('spreads them evenly in their order, never one upon another', () => {
    expect([...alignNodes(nodes, 'row')]).toEqual([['a', { x: 0, y: 0 }], ['c', { x: 450, y: 0 }], ['b', { x: 900, y: 0 }]]);
    expect([...alignNodes(nodes, 'column').entries()].map(([id, { y }]) => [id, y])).toEqual([['c', 0], ['b', 140], ['a', 280]]);
  });
});

describe('pauses before repeats', () => {
  it('double each time', () => {
    expect(retryWaits(3, 200)).toEqual([200, 400, 800]);
    expect(retryWaits(0, 200)).toEqual([]);
    expect(retryWaits(2, 0)).toEqual([0, 0]);
  });
});
