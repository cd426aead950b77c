import type { FieldSpec, StrategyDocument } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { changedNodes, interfaceChanges } from './interface-changes.js';

const strategy = (inputs: FieldSpec[], outputs: FieldSpec[], nodes: StrategyDocument['graph']['nodes'] = []): StrategyDocument => ({ dataModel: { inputs, variables: [], outputs }, graph: { nodes, edges: [] } });

describe('a newer version of a sub-process', () => {
  it('tells what its callers must know', () => {
    const before = strategy([{ name: 'a', type: 'number' }, { name: 'b', type: 'string' }, { name: 'c', type: 'string' }], [{ name: 'x', type: 'string' }]);
    const after = strategy([{ name: 'a', type: 'string' }, { name: 'b', type: 'string', required: true }, { name: 'd', type: 'date' }], [{ name: 'x', type: 'string', required: true }]);
    expect(interfaceChanges(before, after)).toEqual([
      { part: 'inputs', change: 'type', name: 'a', before: 'number', after: 'string' },
      { part: 'inputs', change: 'required', name: 'b' },
      { part: 'inputs', change: 'added', name: 'd' },
      { part: 'inputs', change: 'removed', name: 'c' },
    ]);
    expect(interfaceChanges(before, before)).toEqual([]);
  });

  it('counts nodes that differ, wherever they stand', () => {
    const node = (id: string, settings: unknown, x = 0) => ({ id, kind: 'calculate' as const, settings, position: { x, y: 0 } });
    expect(changedNodes(strategy([], [], [node('a', 1), node('b', 1), node('c', 1)]), strategy([], [], [node('a', 1, 500), node('b', 2), node('d', 1)]))).toBe(3);
  });
});
