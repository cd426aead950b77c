import { nodeKinds, type StrategyNode } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { kindOf } from '../strategy/nodes/index.js';
import { portsOf } from './node-ports.js';

const settings: Partial<Record<StrategyNode['kind'], unknown>> = {
  branch: { branches: [{ port: 'large', condition: 'true' }, { port: 'small', condition: 'true' }] },
  'ab-test': { key: 'id', salt: 's', arms: [{ port: 'a', share: 5000 }, { port: 'b', share: 5000 }] },
};

describe('ports of nodes', () => {
  it.each(nodeKinds)('are those that the kind %s compiles', (kind) => {
    const node: StrategyNode = { id: 'n', kind, settings: settings[kind] ?? {} };
    expect(portsOf(node)).toEqual([...kindOf(kind)!.ports(node.settings)]);
  });

  it('has the way "error" where the policy leads there, and bears half-made settings', () => {
    expect(portsOf({ id: 'n', kind: 'branch', settings: { branches: [{}, null, { port: 'a' }, { port: 'a' }].filter(Boolean) }, onError: { then: 'edge' } })).toEqual(['a', 'else', 'error']);
    expect(portsOf({ id: 'n', kind: 'ab-test', settings: null })).toEqual([]);
  });
});
