import type { FieldSpec, StrategyDocument } from '@arbiter/contracts';
import { compileStrategy } from '@arbiter/engine/strategy/compile-strategy';
import { expect, it } from 'vitest';
import { listsOnTheWay, placeLoop, placeRollUp, rollUpsOf } from './roll-up.js';

const contracts: FieldSpec = { name: 'contracts', type: 'list', items: { type: 'object', fields: [{ name: 'debt', type: 'number' }, { name: 'open', type: 'boolean' }, { name: 'kind', type: 'string', values: ['loan', 'card'] }, { name: 'invoices', type: 'list', items: { type: 'object', fields: [{ name: 'amount', type: 'number' }, { name: 'due', type: 'date' }] } }] } };
const document: StrategyDocument = {
  dataModel: { inputs: [{ name: 'client', type: 'object', fields: [contracts] }], variables: [], outputs: [{ name: 'total', type: 'number' }] },
  graph: { nodes: [{ id: 'in', kind: 'input', settings: {} }, { id: 'out', kind: 'output', settings: { assignments: [{ name: 'total', value: '1' }] } }], edges: [{ from: 'in', port: 'next', to: 'out' }] },
};
const offers = rollUpsOf(['client', 'contracts'], contracts)!;

it('offers what can be calculated over the elements', () => {
  expect(offers.map(({ expression }) => expression)).toContain('sum(client.contracts.debt)');
  expect(offers.map(({ expression }) => expression)).toContain('some contract in client.contracts satisfies contract.open');
  expect(offers.map(({ expression }) => expression)).toContain('every contract in client.contracts satisfies contract.kind = "loan"');
  expect(offers.map(({ expression }) => expression)).toContain('sum(flatten(client.contracts.invoices.amount))');
  expect(rollUpsOf(['x'], { name: 'x', type: 'list', items: { type: 'number' } })).toBeNull();
  expect(listsOnTheWay(document, ['client', 'contracts', 'invoices'])).toBe(1);
});

const input = { client: { contracts: [{ debt: 1, open: true, kind: 'loan', invoices: [{ amount: 5, due: '2026-01-01' }] }, { debt: 2, open: false, kind: 'card', invoices: [{ amount: 7, due: '2026-02-01' }] }] } };
const expected: Record<string, unknown> = { contracts_count: 2, debt_sum: 3, debt_max: 2, invoices_amount_sum: 12, invoices_due_max: '2026-02-01', has_open: true, all_open: false, has_kind: true, kind_values: ['loan', 'card'] };

it.each(offers)('$expression runs and gives what it says', (offer) => {
  const placed = placeRollUp(document, offer, { name: offer.name, title: 'x' });
  const field = placed.document.dataModel.variables[0]!;
  const shown: StrategyDocument = { ...placed.document, dataModel: { ...placed.document.dataModel, outputs: [...placed.document.dataModel.outputs, { ...field, name: 'shown' }] } };
  shown.graph.nodes.find(({ id }) => id === 'out')!.settings = { assignments: [{ name: 'total', value: '1' }, { name: 'shown', value: placed.name }] };
  const compiled = compileStrategy(shown, { find: () => undefined });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  const result = compiled.value.evaluate(input, { nowMs: 0, timeZone: 'UTC', clock: () => 0 });
  expect(result.ok).toBe(true);
  if (result.ok && offer.name in expected) expect(result.answer.outputs.shown).toEqual(expected[offer.name]);
});

it('adds to a calculation that is there, and makes loops', () => {
  const first = placeRollUp(document, offers[0]!, { name: 'n', title: 'x' });
  const second = placeRollUp(first.document, offers[1]!, { name: 'n', title: 'y', nodeId: first.nodeId });
  expect(second.name).toBe('n_2');
  expect(second.document.graph.nodes.find(({ id }) => id === first.nodeId)!.settings).toEqual({ assignments: [{ name: 'n', value: 'count(client.contracts)' }, { name: 'n_2', value: 'sum(client.contracts.debt)' }] });
  expect(placeLoop(document, ['client', 'contracts'], 'x').document.graph.nodes.at(-1)!.settings).toMatchObject({ list: 'client.contracts', element: 'contract' });
});
