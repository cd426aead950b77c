import type { StrategyGraph } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { addBranch, branchesOf, labelBranch, looksLikeSplit, nameBranch, removeBranch } from './branch-edits.js';

const graph: StrategyGraph = {
  nodes: [{ id: 'b', kind: 'branch', settings: { branches: [{ port: 'yes', condition: 'x > 1' }, { port: 'chosen-by-hand', label: 'Two', condition: '' }] } }, { id: 'o', kind: 'output', settings: {} }],
  edges: [{ from: 'b', port: 'yes', to: 'o' }, { from: 'b', port: 'chosen-by-hand', to: 'o' }],
};
const ports = (next: StrategyGraph) => branchesOf(next.nodes[0]!.settings).map(({ port }) => port);

describe('ways of a branch', () => {
  it('take their names from their labels, and edges follow', () => {
    const once = labelBranch(graph, 'b', 0, 'Крупный', 'way');
    expect(ports(once)).toEqual(['krupnyi', 'chosen-by-hand']);
    expect(once.edges[0]).toEqual({ from: 'b', port: 'krupnyi', to: 'o' });
    const twice = labelBranch(once, 'b', 0, 'Крупный долг', 'way');
    expect(twice.edges[0]!.port).toBe('krupnyi-dolg');
    expect(branchesOf(labelBranch(twice, 'b', 0, '', 'way').nodes[0]!.settings)[0]).toEqual({ port: 'way', condition: 'x > 1' });
  });

  it('keep names that somebody chose', () => {
    expect(ports(labelBranch(graph, 'b', 1, 'Other', 'way'))).toEqual(['yes', 'chosen-by-hand']);
    const named = nameBranch(graph, 'b', 1, 'large');
    expect(ports(named)).toEqual(['yes', 'large']);
    expect(named.edges[1]!.port).toBe('large');
    for (const port of ['yes', 'else', 'error', 'chosen-by-hand']) expect(nameBranch(graph, 'b', 1, port)).toBe(graph);
  });

  it('come and go with their edges', () => {
    expect(ports(addBranch(graph, 'b', { label: 'Yes', condition: '' }))).toEqual(['yes', 'chosen-by-hand', 'yes-2']);
    const left = removeBranch(graph, 'b', 'yes', 0);
    expect(ports(left)).toEqual(['chosen-by-hand']);
    expect(left.edges).toEqual([graph.edges[1]]);
    expect(branchesOf(null)).toEqual([]);
  });

  it('that split by chance are told from conditions', () => {
    expect(looksLikeSplit('modulo(customer_number, 10) < 3')).toBe(true);
    expect(looksLikeSplit('random() < 0.1')).toBe(true);
    expect(looksLikeSplit('amount > 10')).toBe(false);
  });
});
