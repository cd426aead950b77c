import type { LinearModel, OnnxModel, TreesModel } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { compileStrategy } from '../../compile-strategy.js';
import { compiled, context, dependenciesOf, node, outputsOf, strategy, type ShortFields } from '../../testing/strategy-fixture.js';
import type { StrategyServices } from '../../strategy-services.js';

const linear: LinearModel = {
  kind: 'linear', name: 'risk', reasonCount: 2, link: 'logit', classes: ['good', 'bad'],
  features: [{ name: 'age', type: 'number', mean: 40, missing: 'mean', reasonCode: 'AGE' }, { name: 'region', type: 'category', reasonCode: 'REGION' }, { name: 'debt', type: 'number', missing: 'error', mean: 100 }],
  sums: [{ intercept: -1, terms: [{ feature: 'age', coefficient: -0.05 }, { feature: 'region', categories: [{ value: 'south', coefficient: 0.7 }] }, { feature: 'debt', coefficient: 0.01 }] }],
};
const reference = { kind: 'model' as const, id: 'risk', version: 3 };
const inputs: ShortFields = { age: 'number', region: 'string', owed: 'number', day: 'date' };
const outputs: ShortFields = { score: 'number', name: 'string', all: 'any', codes: { type: 'list', items: { type: 'string' } } };
const make = (settings: unknown) => strategy({ inputs, outputs }, [node('in', 'input'), node('m', 'model', settings), node('out', 'output')], ['in -> m', 'm -> out']);
const all = { score: 'score', class: 'name', probabilities: 'all', reasonCodes: 'codes' };
const features = [{ feature: 'debt', value: 'owed * 2' }];
const faultsOf = (settings: unknown, dependencies = dependenciesOf()) => {
  const result = compileStrategy(make(settings), dependencies);
  return result.ok ? [] : result.error.map(({ path, code }) => `${path} ${code}`);
};

describe('model node', () => {
  it('scores by a registered model and by one in place alike', () => {
    const sum = -1 - 0.05 * 30 + 0.7 + 0.01 * 200;
    const expected = 1 / (1 + Math.exp(-sum));
    const input = { age: 30, region: 'south', owed: 100, day: null };
    for (const model of [{ reference }, { document: linear }]) {
      const answer = outputsOf(make({ model, features, results: all }), input, dependenciesOf([{ ...reference, document: linear }]));
      expect(answer).toMatchObject({ score: expect.closeTo(expected, 12) as number, name: 'bad', codes: ['debt', 'REGION'] });
      expect(answer.all).toEqual({ good: 1 - (answer.score as number), bad: answer.score });
    }
  });

  it('treats missing values as the model says, or as the node says instead', () => {
    const settings = { model: { document: linear }, features, results: { score: 'score' } };
    const score = outputsOf(make(settings), { age: null, region: null, owed: 50 }).score;
    expect(score).toBeCloseTo(1 / (1 + Math.exp(-(-1 - 0.05 * 40 + 1))), 12);
    const failed = compiled(make(settings)).evaluate({ age: 1, region: 'x', owed: null }, context());
    expect(failed).toMatchObject({ ok: false, failure: { code: 'model-input', nodeId: 'm', message: expect.stringContaining('"debt"') as string } });
    const own = { ...settings, features: [{ ...features[0], missing: 'value', missingValue: 100 }] };
    expect(outputsOf(make(own), { age: null, region: null, owed: null }).score).toBe(score);
  });

  it('adds its reason codes to the answer and tells contributions to the trace', async () => {
    const strategy = compiled(make({ model: { document: linear }, features, results: { score: 'score' }, addReasons: true, reasonCount: 1 }));
    const { result, trace } = await strategy.evaluateTraced({ age: 30, region: 'south', owed: 100 }, context());
    expect(result).toMatchObject({ ok: true, answer: { outcome: { reasonCodes: ['debt'] } } });
    expect(trace.find(({ nodeId }) => nodeId === 'm')?.note).toMatchObject({ class: 'bad', contributions: [{ feature: 'debt', contribution: 1 }, { feature: 'region' }, { feature: 'age' }] });
  });

  it('finds faults at their place', () => {
    expect(faultsOf({ model: { reference }, results: {} })).toEqual(['/graph/nodes/1/settings/model/reference unknown-item']);
    const results = { score: 'score' };
    expect(faultsOf({ model: { document: { ...linear, sums: [{ intercept: 0, terms: [{ feature: 'nope', coefficient: 1 }] }] } }, features, results })).toEqual(['/graph/nodes/1/settings/model/document/sums/0/terms/0/feature unknown-feature']);
    expect(faultsOf({ model: { document: linear }, results })).toEqual(['/graph/nodes/1/settings/features feature-not-mapped']);
    expect(faultsOf({ model: { document: linear }, features: [{ feature: 'debt', value: 'day' }], results })).toEqual(['/graph/nodes/1/settings/features/0/value wrong-type']);
    expect(faultsOf({ model: { document: linear }, features: [...features, { feature: 'zzz', value: '1' }], results })).toEqual(['/graph/nodes/1/settings/features/1/feature unknown-feature']);
    expect(faultsOf({ model: { document: linear }, features: [{ feature: 'debt', value: 'owed', missing: 'value' }], results })).toEqual(['/graph/nodes/1/settings/features missing-value']);
    const trees: TreesModel = { kind: 'trees', features: [{ name: 'age', type: 'number' }], trees: [{ nodes: [{ feature: 'age', operator: '<', threshold: 1, yes: 1, no: 9 }, { value: 1 }] }] };
    expect(faultsOf({ model: { document: trees }, results })).toEqual(['/graph/nodes/1/settings/model/document/trees/0/nodes/0/no dangling-node']);
    expect(faultsOf({ model: { document: { ...trees, trees: [{ nodes: [{ value: 1 }] }] } }, results: { ...results, class: 'name' } })).toEqual(['/graph/nodes/1/settings/results/class no-classes']);
  });

  it('asks the outside for ONNX models', async () => {
    const onnx: OnnxModel = { kind: 'onnx', contentHash: 'a'.repeat(64), features: [{ name: 'age', type: 'number' }, { name: 'region', type: 'category' }], inputs: [{ name: 'x', type: 'float', features: ['age'] }, { name: 'r', type: 'string', features: ['region'] }], outputs: [{ name: 'y', as: 'score' }] };
    const made = compiled(make({ model: { reference }, results: { score: 'score' } }), dependenciesOf([{ ...reference, document: onnx }]));
    expect(made.waits).toBe(true);
    const asked: unknown[] = [];
    const services = { model: (request: unknown) => { asked.push(request); return Promise.resolve({ score: 0.25 }); } } as unknown as StrategyServices;
    expect(await made.evaluateAsync({ age: 30, region: 'south' }, context({ services }))).toMatchObject({ ok: true, answer: { outputs: { score: 0.25 } } });
    expect(asked).toEqual([{ modelId: 'risk', version: 3, inputs: { age: 30, region: 'south' } }]);
  });
});
