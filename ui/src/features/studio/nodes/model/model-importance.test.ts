import type { ModelDocument } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { modelImportance } from './model-importance.js';

const features: ModelDocument['features'] = [{ name: 'age', type: 'number' }, { name: 'city', type: 'category' }];

describe('importance of features', () => {
  it('of a linear model is the size of its coefficients', () => {
    const told = modelImportance({ kind: 'linear', features, sums: [{ intercept: 1, terms: [{ feature: 'age', coefficient: -2 }, { feature: 'city', categories: [{ value: 'a', coefficient: 3 }, { value: 'b', coefficient: -3 }] }] }] });
    expect(told).toEqual({ measure: 'coefficient', features: [{ name: 'city', value: 6, share: 0.75, sign: 0 }, { name: 'age', value: 2, share: 0.25, sign: -1 }] });
  });

  it('of trees is how many rows their splits saw, else how many splits there are', () => {
    const split = (feature: string, cover?: number) => ({ feature, operator: '<' as const, threshold: 1, yes: 1, no: 2, ...(cover === undefined ? {} : { cover }) });
    const leaves = [{ value: 1 }, { value: 2 }];
    expect(modelImportance({ kind: 'trees', features, trees: [{ nodes: [split('age', 30), ...leaves] }, { nodes: [split('city', 10), ...leaves] }] })).toMatchObject({ measure: 'cover', features: [{ name: 'age', share: 0.75 }, { name: 'city', share: 0.25 }] });
    expect(modelImportance({ kind: 'trees', features, trees: [{ nodes: [split('age', 30), ...leaves] }, { nodes: [split('age'), ...leaves] }] })).toMatchObject({ measure: 'splits', features: [{ name: 'age', value: 2 }] });
  });

  it('of a scorecard is the spread of its points; ONNX tells nothing', () => {
    const bin = (field: string, points: number) => ({ when: { apply: 'lessThan' as const, arguments: [{ field }, { constant: 1 }] }, points });
    expect(modelImportance({ kind: 'scorecard', features, initialScore: 0, characteristics: [{ name: 'A', bins: [bin('age', -10), bin('age', 30)] }, { name: 'C', bins: [bin('city', 5)] }] })).toMatchObject({ measure: 'points', features: [{ name: 'age', value: 40, share: 1 }, { name: 'city', value: 0 }] });
    expect(modelImportance({ kind: 'onnx', features, contentHash: '', inputs: [], outputs: [] })).toBeNull();
  });
});
