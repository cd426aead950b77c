import { describe, expect, it } from 'vitest';
import { importanceOf, linesOf } from './model-importance.js';

const features = [{ name: 'age', type: 'number' as const }, { name: 'city', type: 'category' as const }];

describe('importance of features', () => {
  it('is the size of coefficients in linear models', () => {
    const found = importanceOf({ kind: 'linear', features, sums: [{ intercept: 1, terms: [{ feature: 'age', coefficient: -0.5 }, { feature: 'city', categories: [{ value: 'a', coefficient: 1 }, { value: 'b', coefficient: -1 }] }] }] });
    expect(found).toEqual([{ feature: 'city', value: 2, sign: 0, note: 2 }, { feature: 'age', value: 0.5, sign: -1, note: -0.5 }]);
  });
  it('is the share of rows that a feature splits in trees', () => {
    const nodes = [{ feature: 'age', operator: '<' as const, threshold: 30, yes: 1, no: 2, cover: 90 }, { value: 1, cover: 60 }, { feature: 'city', categories: ['a'], yes: 3, no: 4, missing: 3, cover: 30 }, { value: 2 }, { value: null }];
    expect(importanceOf({ kind: 'trees', features, trees: [{ nodes }] }).map(({ feature, value, note }) => [feature, value, note])).toEqual([['age', 0.75, 1], ['city', 0.25, 1]]);
    expect(linesOf({ nodes }, String).map(({ depth, branch, missing, text }) => [depth, branch, missing, text])).toEqual([[0, 'root', false, 'age < 30'], [1, 'yes', false, '1'], [1, 'no', true, 'city ∈ {a}'], [2, 'yes', true, '2'], [2, 'no', false, '—']]);
  });
  it('is the spread of points in scorecards', () => {
    const when = { constant: true };
    expect(importanceOf({ kind: 'scorecard', features, initialScore: 0, characteristics: [{ name: 'A', bins: [{ when, points: 10 }, { when, points: -5 }] }] })).toEqual([{ feature: 'A', value: 15, sign: 0, note: 2 }]);
  });
});
