import type { FieldSpec } from '@arbiter/contracts';
import { expect, it } from 'vitest';
import { compiled, context, dependenciesOf, edges, fields, node, strategy } from '../strategy/testing/strategy-fixture.js';
import { coverageOf, goalKey, goalsOf, goalsReached } from './coverage-goals.js';
import { interestingValues } from './interesting-values.js';
import { proveUnreachable } from './prove-unreachable.js';
import { seekPaths } from './seek-paths.js';

const none = dependenciesOf();
const inputs: Record<string, Omit<FieldSpec, 'name'>> = { age: { type: 'integer', min: 18, max: 90, required: true }, sum: { type: 'number', min: 0, max: 1000, required: true } };
const contents: Record<string, { kind: string; document: unknown; result: string; dead: string[] }> = {
  'decision table': { kind: 'decision-table', result: 'result', dead: ['2'], document: { hitPolicy: 'F', inputs: [{ expression: 'age' }], outputs: [{ name: 'r', type: 'number' }], rules: [{ inputs: ['< 30'], outputs: ['1'] }, { inputs: ['[30..61)'], outputs: ['2'] }, { inputs: ['25'], outputs: ['3'] }, { inputs: ['>= 61'], outputs: ['4'] }] } },
  'rule set': { kind: 'rule-set', result: 'if matched then 1 else 0', dead: ['1'], document: { rules: [{ conditions: { all: [{ fact: 'age', operator: 'equal', value: 61 }] }, event: { type: 'old' }, priority: 1 }, { conditions: { all: [{ fact: 'age', operator: 'lessThan', value: 10 }] }, event: { type: 'child' } }, { conditions: { all: [{ fact: 'sum', operator: 'greaterThan', value: 999.5 }] }, event: { type: 'rich' }, priority: 9 }] } },
  scorecard: { kind: 'scorecard', result: 'score', dead: ['2'], document: { initialScore: 0, characteristics: [{ name: 'a', expression: 'age', bins: [{ test: '< 40', points: 1 }, { test: '>= 40', points: 2 }, { test: '50', points: 3 }] }, { name: 's', expression: 'sum', bins: [{ test: '< 3', points: 1 }, { test: '-', points: 5 }] }] } },
  'decision tree': { kind: 'decision-tree', result: 'result', dead: ['1'], document: { outputs: [{ name: 'r', type: 'number' }], root: { branches: [{ condition: 'age < 30', then: { branches: [{ condition: 'sum > 10', then: { result: ['1'] } }, { condition: 'age > 40', then: { result: ['2'] } }], else: { result: ['3'] } } }], else: { result: ['4'] } } } },
};

it.each(Object.entries(contents))('tells which parts of a %s hit on which values, covers them, and proves which cannot', async (_, { kind, document, result, dead }) => {
  const made = strategy({ inputs, outputs: { r: 'number' } }, [node('start', 'input'), node('rules', 'rules', { content: { kind, document }, results: [{ name: 'r', value: result }] }), node('end', 'output')], ['start -> rules', 'rules -> end']);
  const ready = compiled(made);
  const goals = goalsOf(made, none);
  const found = await seekPaths({ inputs: made.dataModel.inputs, goals, values: interestingValues([made]), seed: 5, tries: 4_000, evaluate: async (input) => (await ready.evaluateTraced(input, context())).trace });
  expect(found.missed.map(({ path, detail }) => [path, detail])).toEqual(dead.map((rule) => ['rules', rule]));
  const proofs = await proveUnreachable(made, found.missed, none);
  expect([...proofs.keys()]).toEqual(found.missed.map(goalKey));
  const { trace } = await ready.evaluateTraced({ age: 61, sum: 1000 }, context());
  expect(trace[1]!.note).toMatchObject({ hits: expect.arrayContaining([expect.any(Number)]), on: { age: 61 } });
  const { rules } = coverageOf(goals, goalsReached(trace));
  expect(rules.reached).toBe((trace[1]!.note as { hits: number[] }).hits.length);
  expect(rules.total).toBe(goals.filter((goal) => goal.kind === 'rule').length);
});

it('tells the facts that a rule set was given beside the data model, prototype keys included', async () => {
  const document = { rules: [{ name: 'odd', conditions: { all: [{ fact: 'constructor', operator: 'greaterThan', value: 5 }] }, event: { type: 'odd' } }] };
  const made = strategy({ inputs, outputs: { r: 'number' } }, [node('start', 'input'), node('rules', 'rules', { content: { kind: 'rule-set', document }, facts: [{ name: 'constructor', value: 'age * 2' }], results: [{ name: 'r', value: 'count(rules)' }] }), node('end', 'output')], ['start -> rules', 'rules -> end']);
  const { trace } = await compiled(made).evaluateTraced({ age: 20, sum: 0 }, context());
  expect(trace[1]!.note).toMatchObject({ hits: [0], rules: ['odd'] });
  expect(Object.entries((trace[1]!.note as { on: object }).on)).toEqual([['constructor', 40]]);
});

it('reaches ways and rules inside loops', async () => {
  const table = { hitPolicy: 'F', inputs: [{ expression: 'e' }], outputs: [{ name: 'r', type: 'number' }], rules: [{ inputs: ['777'], outputs: ['1'] }, { inputs: ['-'], outputs: ['0'] }] };
  const made = strategy({ inputs: { list: { type: 'list', items: { type: 'number' } } }, variables: { v: { type: 'number', default: 0 } }, outputs: { r: 'number' } }, [
    node('start', 'input'),
    node('each', 'loop', { list: 'list', element: 'e', body: { start: 'b', nodes: [node('b', 'branch', { branches: [{ port: 'big', condition: 'e > 500' }] }), node('t', 'rules', { content: { kind: 'decision-table', document: table }, results: [{ name: 'v', value: 'result' }] })], edges: edges('b:big -> t') } }),
    node('end', 'output', { assignments: [{ name: 'r', value: 'v' }] }),
  ], ['start -> each', 'each -> end']);
  const goals = goalsOf(made, none);
  expect(goals.map(goalKey)).toEqual(expect.arrayContaining(['way each/b big', 'way each/b else', 'rule each/t 0', 'rule each/t 1']));
  const ready = compiled(made);
  const found = await seekPaths({ inputs: fields({ list: { type: 'list', items: { type: 'number' } } }), goals, values: interestingValues([made]), seed: 5, tries: 4_000, evaluate: async (input) => (await ready.evaluateTraced(input, context())).trace });
  expect(found.missed).toEqual([]);
});
