import { describe, expect, it } from 'vitest';
import { functionFromCode } from '../rule-set/function-from-code.js';
import { R, type Runtime } from '../runtime/runtime.js';
import type { Evaluate } from '../runtime/strategy-runtime.js';
import { compiled, context, dependenciesOf, node, strategy } from './testing/strategy-fixture.js';

const reference = { kind: 'strategy', id: 'limit', version: 3 } as const;
const inner = strategy({ inputs: { income: 'number' }, outputs: { limit: 'number' } }, [node('in', 'input'), node('end', 'output', { assignments: [{ name: 'limit', value: 'income * 2' }] })], ['in -> end']);
const document = strategy(
  { inputs: { debts: { type: 'list', items: { type: 'number' } }, text: { type: 'string', default: '*/ } 𝒳' } }, variables: { sum: { type: 'number', default: 0 } }, outputs: { limit: 'number' } },
  [
    { ...node('in', 'input'), title: 'Что пришло 𝒳' },
    node('each', 'loop', { list: 'debts', element: 'debt', accumulators: [{ name: 'sum', initial: '0', next: 'sum + debt' }], body: { start: 'big', nodes: [node('big', 'branch', { branches: [{ port: 'yes', condition: 'debt > 10' }] }), node('in', 'calculate', { assignments: [{ name: 'limit', value: 'debt' }] })], edges: [{ from: 'big', port: 'yes', to: 'in' }] } }),
    node('ask', 'sub-process', { strategy: reference, inputs: [{ name: 'income', value: 'sum' }], outputs: [{ name: 'limit', value: 'limit' }] }),
    node('end', 'output'),
  ],
  ['in -> each', 'each -> ask', 'ask -> end'],
);
const ready = compiled(document, dependenciesOf([{ ...reference, document: inner }]));
const textOf = ({ from, to }: { from: number; to: number }): string => ready.code.slice(from, to);

describe('where nodes stand in the code', () => {
  it('names every node with its whole function, those of loops by their path, those of sub-processes with their strategy', () => {
    expect(ready.places.filter(({ strategy: of }) => of === null).map(({ path }) => path).sort()).toEqual(['ask', 'each', 'each/big', 'each/in', 'end', 'in']);
    expect(ready.places.filter(({ strategy: of }) => of !== null).map(({ path, strategy: of }) => [path, of])).toEqual([['in', reference], ['end', reference]]);
    for (const place of ready.places) {
      const text = textOf(place);
      expect(text).toMatch(/^\/\* .*\*\/\nfunction \w+\(s, x, run\) \{\n[\s\S]*\n\}$/);
      expect(text.split('\nfunction ')).toHaveLength(2);
    }
    expect(textOf(ready.places.find(({ path }) => path === 'each/in')!)).toContain('s.limit =');
    expect(textOf(ready.places.find(({ path, strategy: of }) => path === 'in' && of === null)!)).toContain('Что пришло 𝒳');
  });

  it('is of the text that runs: what is shown, evaluated by itself, answers the same', () => {
    const evaluate = functionFromCode<(runtime: Runtime) => Evaluate>(['R'], `${ready.code}\nreturn evaluate;`, R);
    for (const input of [{ debts: [1, 20, 3] }, { debts: [] }, { debts: null, text: 'x' }, { debts: 'no' }, {}]) {
      expect(R.runStrategy(evaluate as unknown as Evaluate, input, context())).toEqual(ready.evaluate(input, context()));
    }
  });
});
