import type { StrategyDocument, StrategyNode } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { node } from '../strategy/testing/strategy-fixture.js';
import { fieldUses } from './field-uses.js';
import { faultOfFieldName, renameField } from './rename-field.js';
import { renameInTestCase } from './rename-keys.js';

const client = {
  name: 'client', type: 'object' as const,
  fields: [
    { name: 'age', type: 'integer' as const },
    { name: 'contracts', type: 'list' as const, items: { type: 'object' as const, fields: [{ name: 'debt', type: 'number' as const }, { name: 'invoices', type: 'list' as const, items: { type: 'object' as const, fields: [{ name: 'amount', type: 'number' as const }] } }] } },
  ],
};
const documentOf = (...nodes: StrategyNode[]): StrategyDocument => ({
  dataModel: { inputs: [client, { name: 'limit', type: 'number', default: 1 }], variables: [{ name: 'total', type: 'number' }, { name: 'offer', type: 'object', fields: [{ name: 'price', type: 'number' }], default: { price: 1 } }], outputs: [{ name: 'way', type: 'string' }] },
  graph: { nodes, edges: [] },
});
const calculate = (...values: string[]) => node('n', 'calculate', { assignments: values.map((value) => ({ name: 'total', value })) });
const valuesAfter = (path: string[], name: string, ...values: string[]) => (renameField(documentOf(calculate(...values)), path, name).document.graph.nodes[0]!.settings as { assignments: { value: string }[] }).assignments.map(({ value }) => value);

describe('renaming in expressions', () => {
  it('leaves texts, comments, members of other things and inner names as they are', () => {
    expect(valuesAfter(['limit'], 'cap', 'limit + 1', '"limit"', 'string length("limit") + limit', '{ limit: 2 }.limit', 'for limit in [1] return limit', '/* limit */ limit', '(function(limit) limit + 1)(limit)', 'limit_2 + limit')).toEqual([
      'cap + 1', '"limit"', 'string length("limit") + cap', '{ limit: 2 }.limit', 'for limit in [1] return limit', '/* limit */ cap', '(function(limit) limit + 1)(cap)', 'limit_2 + cap',
    ]);
  });

  it('follows nested fields through paths, filters and loops', () => {
    expect(valuesAfter(['client', 'contracts', 'debt'], 'balance', 'sum(client.contracts.debt)', 'count(client.contracts[debt > 5])', 'count(client.contracts[item.debt > limit])', 'for c in client.contracts return c.debt', 'if some c in client.contracts satisfies c.debt > 0 then 1 else 2', 'client.contracts[1].debt', '{ debt: 1 }.debt')).toEqual([
      'sum(client.contracts.balance)', 'count(client.contracts[balance > 5])', 'count(client.contracts[item.balance > limit])', 'for c in client.contracts return c.balance', 'if some c in client.contracts satisfies c.balance > 0 then 1 else 2', 'client.contracts[1].balance', '{ debt: 1 }.debt',
    ]);
    expect(valuesAfter(['client'], 'customer', 'client.age', 'sum(client.contracts.invoices.amount)')).toEqual(['customer.age', 'sum(customer.contracts.invoices.amount)']);
  });

  it('renames keys of objects that are written to the field, and its default', () => {
    const set = node('n', 'calculate', { assignments: [{ name: 'offer', value: 'if limit > 1 then { price: 5 } else { "price": limit }' }] });
    const { document } = renameField(documentOf(set), ['offer', 'price'], 'cost');
    expect(document.graph.nodes[0]!.settings).toEqual({ assignments: [{ name: 'offer', value: 'if limit > 1 then { cost: 5 } else { "cost": limit }' }] });
    expect(document.dataModel.variables[1]).toMatchObject({ default: { cost: 1 }, fields: [{ name: 'cost' }] });
  });

  it('holds what it cannot follow: values of which nothing is known, and names that would mean something else', () => {
    const doubtful = documentOf(calculate('sort(client.contracts, function(a, b) a.debt < b.debt)'));
    expect(renameField(doubtful, ['client', 'contracts', 'debt'], 'balance').held).toMatchObject([{ why: 'unsure', nodeId: 'n' }]);
    expect((renameField(doubtful, ['client', 'contracts', 'debt'], 'balance', { unsure: true }).document.graph.nodes[0]!.settings as { assignments: { value: string }[] }).assignments[0]!.value).toBe('sort(client.contracts, function(a, b) a.balance < b.balance)');
    const captured = renameField(documentOf(calculate('for x in [1, 2] return x + limit')), ['limit'], 'x');
    expect(captured.held).toMatchObject([{ why: 'clash' }]);
    expect(captured.places).toEqual([]);
  });
});

describe('renaming in nodes', () => {
  it('follows loops, their elements and what they write', () => {
    const loop = node('each', 'loop', { list: 'client.contracts', element: 'contract', accumulators: [{ name: 'total', initial: '0', next: 'total + contract.debt' }], body: { start: 'x', nodes: [node('x', 'branch', { branches: [{ port: 'a', condition: 'contract.debt > limit' }] })], edges: [] } });
    const nested = renameField(documentOf(loop), ['client', 'contracts', 'debt'], 'balance').document.graph.nodes[0]!.settings as { accumulators: unknown; body: { nodes: StrategyNode[] } };
    expect(nested.accumulators).toEqual([{ name: 'total', initial: '0', next: 'total + contract.balance' }]);
    expect(nested.body.nodes[0]!.settings).toEqual({ branches: [{ port: 'a', condition: 'contract.balance > limit' }] });
    const top = renameField(documentOf(loop), ['total'], 'sum_of_debts');
    expect((top.document.graph.nodes[0]!.settings as { accumulators: unknown }).accumulators).toEqual([{ name: 'sum_of_debts', initial: '0', next: 'sum_of_debts + contract.debt' }]);
    expect(top.places.map(({ pointer }) => pointer)).toEqual(['/settings/accumulators/0/name', '/settings/accumulators/0/next']);
  });

  it('follows facts of rule sets with their paths; registered ones are given the name beside', () => {
    const conditions = { all: [{ fact: 'client', path: '$.age', operator: 'greaterThan', value: { fact: 'limit' } }, { fact: 'limit', operator: 'equal', value: 'limit' }] };
    const own = documentOf(node('r', 'rules', { content: { kind: 'rule-set', document: { rules: [{ conditions, event: { type: 'limit' } }] } }, results: [] }));
    const renamedTop = renameField(own, ['limit'], 'cap').document.graph.nodes[0]!.settings as { content: { document: { rules: unknown[] } } };
    expect(renamedTop.content.document.rules[0]).toEqual({ conditions: { all: [{ fact: 'client', path: '$.age', operator: 'greaterThan', value: { fact: 'cap' } }, { fact: 'cap', operator: 'equal', value: 'limit' }] }, event: { type: 'limit' } });
    const renamedAge = renameField(own, ['client', 'age'], 'years').document.graph.nodes[0]!.settings as typeof renamedTop;
    expect(renamedAge.content.document.rules[0]).toMatchObject({ conditions: { all: [{ fact: 'client', path: '$.years' }, {}] } });
    const reference = { kind: 'rule-set' as const, id: 'r1', version: 1 };
    const registered = documentOf(node('r', 'rules', { content: { reference }, results: [] }));
    const renamed = renameField(registered, ['limit'], 'cap', { find: () => ({ rules: [{ conditions, event: { type: 'x' } }] }) });
    expect(renamed.document.graph.nodes[0]!.settings).toMatchObject({ facts: [{ name: 'limit', value: 'cap' }] });
    expect(renameField(registered, ['limit'], 'cap').held).toMatchObject([{ why: 'unknown' }]);
    expect(renameField(documentOf(node('t', 'rules', { content: { reference: { kind: 'decision-table', id: 't', version: 1 } }, results: [] })), ['limit'], 'cap', { find: () => ({ inputs: [{ expression: 'limit' }], rules: [] }) }).held).toMatchObject([{ why: 'fixed', text: 'limit' }]);
  });

  it('keeps names that are the node’s own: parameters of SQL, variables of Python, features of models', () => {
    const document = documentOf(
      node('s', 'sql', { source: 'db', statement: 'SELECT {limit}', parameters: [{ name: 'limit', type: 'number', value: 'limit' }], result: { take: 'first-row', columns: [{ column: 'total', name: 'total' }] } }),
      node('p', 'python', { code: 'total = limit', inputs: [{ name: 'limit', value: 'limit' }], outputs: [{ name: 'total', type: 'number' }] }, { then: 'default', values: { total: 0 } }),
      node('m', 'model', { model: { document: { features: [{ name: 'limit', type: 'number' }, { name: 'age', type: 'number' }] } }, features: [{ feature: 'age', value: 'client.age + limit' }], results: { score: 'total' } }),
      node('h', 'http', { service: 'x', method: 'GET', path: '/a/{limit}/{"limit"}', result: [{ name: 'total', value: 'response.limit' }] }),
    );
    const settings = renameField(document, ['limit'], 'cap').document.graph.nodes.map((one) => one.settings);
    expect(settings[0]).toMatchObject({ statement: 'SELECT {limit}', parameters: [{ name: 'limit', value: 'cap' }] });
    expect(settings[1]).toMatchObject({ code: 'total = limit', inputs: [{ name: 'limit', value: 'cap' }] });
    expect(settings[2]).toMatchObject({ features: [{ feature: 'age', value: 'client.age + cap' }, { feature: 'limit', value: 'cap' }] });
    expect(settings[3]).toMatchObject({ path: '/a/{cap}/{"limit"}', result: [{ value: 'response.limit' }] });
    const written = renameField(document, ['total'], 'sum_of').document.graph.nodes;
    expect(written[0]!.settings).toMatchObject({ result: { columns: [{ column: 'total', name: 'sum_of' }] } });
    expect(written[1]).toMatchObject({ settings: { outputs: [{ name: 'total', to: 'sum_of' }] }, onError: { values: { sum_of: 0 } } });
    expect(written[2]!.settings).toMatchObject({ results: { score: 'sum_of' } });
  });
});

describe('names of fields', () => {
  it('are refused where they cannot be names or stand already at their level', () => {
    const { dataModel } = documentOf();
    expect(faultOfFieldName(dataModel, ['limit'], 'total')).toEqual({ code: 'duplicate-name' });
    expect(faultOfFieldName(dataModel, ['client', 'age'], 'contracts')).toEqual({ code: 'duplicate-name' });
    expect(faultOfFieldName(dataModel, ['client', 'age'], 'limit')).toBeUndefined();
    expect(faultOfFieldName(dataModel, ['limit'], 'two words')).toMatchObject({ code: 'bad-name' });
  });

  it('are followed in test cases', () => {
    const { dataModel } = documentOf();
    const testCase = { name: 'one', input: { client: { contracts: [{ debt: 1 }, null] }, limit: 2 }, expected: { outputs: { way: 'x' } } };
    expect(renameInTestCase(testCase, dataModel, ['client', 'contracts', 'debt'], 'balance').input).toEqual({ client: { contracts: [{ balance: 1 }, null] }, limit: 2 });
    expect(renameInTestCase(testCase, dataModel, ['way'], 'road').expected).toEqual({ outputs: { road: 'x' } });
    expect(renameInTestCase(testCase, dataModel, ['total'], 'x')).toBe(testCase);
  });
});

it('tells who reads and writes each field', () => {
  const uses = fieldUses(documentOf(calculate('sum(client.contracts.debt) + limit'), node('each', 'loop', { list: 'client.contracts', element: 'c', body: { nodes: [node('x', 'calculate', { assignments: [{ name: 'total', value: 'c.debt' }] })], edges: [] } })));
  expect(uses.get('client.contracts.debt')).toEqual([
    { place: [], nodeId: 'n', pointer: '/settings/assignments/0/value', mode: 'read', text: 'sum(client.contracts.debt) + limit' },
    { place: ['each'], nodeId: 'x', pointer: '/settings/assignments/0/value', mode: 'read', text: 'c.debt' },
  ]);
  expect(uses.get('total')?.map(({ mode, nodeId }) => [mode, nodeId])).toEqual([['write', 'n'], ['write', 'x']]);
  expect(uses.get('client')?.map(({ nodeId }) => nodeId)).toEqual(['n', 'each']);
  expect(uses.get('way')).toBeUndefined();
});
