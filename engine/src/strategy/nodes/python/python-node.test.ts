import { describe, expect, it } from 'vitest';
import { compileStrategy } from '../../compile-strategy.js';
import { StrategyFailure, type PythonRequest, type StrategyServices } from '../../strategy-services.js';
import { compiled, context, node, strategy, type ShortFields } from '../../testing/strategy-fixture.js';

const inputs: ShortFields = { amount: 'number', day: 'date' };
const outputs: ShortFields = { terms: { type: 'list', items: { type: 'number' } }, due: 'date' };
const make = (settings: unknown) => strategy({ inputs, outputs }, [node('in', 'input'), node('p', 'python', settings), node('out', 'output')], ['in -> p', 'p -> out']);
const settings = {
  code: 'parts = [total / 2]\nnext_day = "2026-02-01" # "quotes", ${braces} and \\ stay',
  inputs: [{ name: 'total', value: 'amount + 1' }, { name: 'start', value: 'day' }],
  outputs: [{ name: 'parts', type: 'list', to: 'terms' }, { name: 'next_day', type: 'date', to: 'due' }],
};
const answering = (answer: (request: PythonRequest) => Promise<Record<string, unknown>>) => context({ services: { python: answer } as unknown as StrategyServices });

describe('Python node', () => {
  it('gives inputs as JSON and takes outputs by their types', async () => {
    const asked: PythonRequest[] = [];
    const made = compiled(make(settings));
    expect(made.waits).toBe(true);
    const result = await made.evaluateAsync({ amount: 9, day: '2026-01-31' }, answering((request) => {
      asked.push(request);
      return Promise.resolve({ parts: [5], next_day: '2026-02-01' });
    }));
    expect(result).toMatchObject({ ok: true, answer: { outputs: { terms: [5], due: '2026-02-01' } } });
    expect(asked).toMatchObject([{ code: settings.code, inputs: { total: 10, start: '2026-01-31' }, outputs: ['parts', 'next_day'], libraries: [], timeoutMs: 1000, memoryMb: 128 }]);
    expect(asked[0]!.codeId).toMatch(/^p-[0-9a-f]{8}$/);
  });

  it('fails with the failure of the code, and for an output of another type', async () => {
    const made = compiled(make(settings));
    expect(await made.evaluateAsync({ amount: 9 }, answering(() => Promise.reject(new StrategyFailure('python-error', 'line 2'))))).toMatchObject({ ok: false, failure: { code: 'python-error', nodeId: 'p' } });
    expect(await made.evaluateAsync({ amount: 9 }, answering(() => Promise.resolve({ parts: 'x', next_day: null })))).toMatchObject({ ok: false, failure: { nodeId: 'p', code: 'wrong-type' } });
  });

  it('refuses words of Python, duplicates and unknown names at their place', () => {
    const result = compileStrategy(make({ ...settings, inputs: [{ name: 'class', value: '1' }, { name: 'a', value: 'nope' }, { name: 'a', value: '2' }] }), { find: () => undefined });
    const faults = result.ok ? [] : result.error.map(({ path, code }) => `${path} ${code}`);
    expect(faults).toEqual(['/graph/nodes/1/settings/inputs/0/name forbidden-name', expect.stringContaining('/graph/nodes/1/settings/inputs/1/value '), '/graph/nodes/1/settings/inputs/2/name duplicate-name']);
  });
});
