import { nodeKinds, type StrategyDocument } from '@arbiter/contracts';
import { inspectStrategy } from '@arbiter/engine/strategy/check-strategy';
import { portsOf } from '@arbiter/engine/strategy-edit/node-ports';
import { describe, expect, it } from 'vitest';
import { nodeBeginnings } from './node-beginnings.js';
import { nodeSummary } from './node-summaries.js';

describe('a new node', () => {
  it.each(nodeKinds)('of the kind %s is a sound half-made one: its check tells what is missing', (kind) => {
    const settings = nodeBeginnings[kind]();
    const document: StrategyDocument = {
      dataModel: { inputs: [], variables: [], outputs: [] },
      graph: { nodes: [{ id: 'in', kind: 'input', settings: {} }, ...(kind === 'input' ? [] : [{ id: 'n', kind, settings }])], edges: kind === 'input' ? [] : [{ from: 'in', port: 'next', to: 'n' }] },
    };
    const { faults } = inspectStrategy(document, { find: () => undefined });
    expect(faults.some(({ code }) => code === 'check-broken')).toBe(false);
    if (kind !== 'output') expect(faults.length).toBeGreaterThan(0);
    expect(portsOf({ id: 'n', kind, settings })).toBeDefined();
    expect(typeof nodeSummary(kind, settings)).toBe('string');
  });

  it('is described in a few words, whatever its settings are', () => {
    for (const kind of nodeKinds) for (const settings of [null, 3, 'text', [], { branches: [null], arms: 'x', assignments: [{}] }]) expect(typeof nodeSummary(kind, settings)).toBe('string');
    expect(nodeSummary('calculate', { assignments: [{ name: 'a', value: '1 +\n 2' }, { name: 'b', value: '3' }, { name: 'c', value: '4' }] })).toBe('a = 1 + 2, b = 3 +1');
    expect(nodeSummary('ab-test', nodeBeginnings['ab-test']())).toBe('champion 50 % · challenger 50 %');
    expect(nodeSummary('http', { service: 'scoring', method: 'POST', path: '/score' })).toBe('POST scoring /score');
    expect(nodeSummary('sql', { source: 'crm', statement: 'select a\nfrom debts d' })).toBe('crm · debts');
    expect(nodeSummary('branch', { branches: [{ label: 'x'.repeat(200) }] })).toHaveLength(80);
  });
});
