import type { StrategyDocument } from '@arbiter/contracts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Container } from '../../container.js';
import { makeTestContainer } from '../../testing/make-test-container.js';
import { registerTestStrategy } from '../../testing/register-test-strategy.js';

let container: Container;
beforeAll(async () => {
  container = await makeTestContainer();
  await container.analytics.command('CREATE TABLE rates (name String, rate Float64) ENGINE = MergeTree ORDER BY name');
}, 60_000);
afterAll(() => container?.close());

const reading = (source: string, statement: string): StrategyDocument => ({
  dataModel: { inputs: [{ name: 'customer', type: 'string', required: true }], variables: [], outputs: [{ name: 'rate', type: 'number' }] },
  graph: {
    nodes: [
      { id: 'in', kind: 'input', settings: {} },
      { id: 'read', kind: 'sql', settings: { source, statement, parameters: [{ name: 'who', type: 'text', value: 'customer' }], result: { take: 'first-row', columns: [{ column: 'rate', name: 'rate' }] } } },
      { id: 'out', kind: 'output', settings: {} },
    ],
    edges: [{ from: 'in', port: 'next', to: 'read' }, { from: 'read', port: 'next', to: 'out' }],
  },
});

it('has the source look at the statements of a version before it is registered', async () => {
  expect((await registerTestStrategy(container, reading('analytics', 'SELECT rate FROM rates WHERE name = {who:String}'))).version).toBe(1);
  await expect(registerTestStrategy(container, reading('analytics', "SELECT rate FROM file('/etc/passwd') WHERE 'a' = {who:String}"))).rejects.toMatchObject({ code: 'check-failed', detail: expect.stringContaining('/graph/nodes/1/settings/statement') });
  // A source of another environment may not be there yet.
  expect((await registerTestStrategy(container, reading('elsewhere', 'SELECT rate FROM rates WHERE name = {who:String}'))).version).toBe(1);
});
