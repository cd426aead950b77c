import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LinearModel } from '@arbiter/contracts';
import { checkModel } from '../check-model.js';
import { modelScorer } from '../model-runtime.js';
import { importLightgbm } from './import-lightgbm.js';
import { importXgboost } from './import-xgboost.js';

const folder = new URL('../../../../tests/fixtures/models/', import.meta.url);
const read = <T>(name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T;
interface Expected { features: string[]; rows: unknown[][]; score: number[]; margin: number[]; probabilities: number[][] }
const value = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

describe('models of other tools', () => {
  it('XGBoost: the sum to the last bit of its 32, the probability within two of them', () => {
    const { rows, score, margin } = read<Expected>('xgboost-binary.expected.json');
    const model = value(importXgboost(read('xgboost-binary.json')));
    const { classes: _, ...raw } = model;
    const sums = modelScorer({ ...raw, link: 'identity' });
    const scorer = modelScorer(model);
    rows.forEach((row, index) => {
      expect(Math.fround(sums.score(row)!)).toBe(margin[index]);
      expect(Math.abs(scorer.score(row)! - score[index]!)).toBeLessThan(1.2e-7);
    });
  });

  it('XGBoost: several classes', () => {
    const { rows, probabilities } = read<Expected>('xgboost-classes.expected.json');
    const scorer = modelScorer(value(importXgboost(read('xgboost-classes.json'))));
    rows.forEach((row, index) => Object.values(scorer.run(row).probabilities).forEach((probability, k) => expect(Math.abs(probability - probabilities[index]![k]!)).toBeLessThan(2e-7)));
  });

  it('LightGBM: categories and missing values, to nine digits', () => {
    const { rows, score } = read<Expected>('lightgbm-binary.expected.json');
    const scorer = modelScorer(value(importLightgbm(read('lightgbm-binary.json'))));
    rows.forEach((row, index) => expect(Math.abs(scorer.score(row)! - score[index]!)).toBeLessThan(1e-9));
    expect(scorer.run(rows[0]!, 3).reasonCodes.length).toBeGreaterThan(0);
  });

  it('scikit-learn: a scaled logistic regression, to nine digits', () => {
    const { features, mean, scale, categories, coefficients, intercept } = read<{ features: string[]; mean: number[]; scale: number[]; categories: string[]; coefficients: number[]; intercept: number }>('sklearn-logistic.json');
    const { rows, score } = read<Expected>('sklearn-logistic.expected.json');
    const model: LinearModel = {
      kind: 'linear', link: 'logit', classes: ['0', '1'],
      features: [...features.map((name) => ({ name, type: 'number' as const })), { name: 'region', type: 'category' }],
      derived: features.map((field, i) => ({ name: `scaled ${field}`, type: 'number', expression: { apply: '/', arguments: [{ apply: '-', arguments: [{ field }, { constant: mean[i]! }] }, { constant: scale[i]! }] } })),
      sums: [{ intercept, terms: [...features.map((field, i) => ({ feature: `scaled ${field}`, coefficient: coefficients[i]! })), { feature: 'region', categories: categories.map((name, i) => ({ value: name, coefficient: coefficients[features.length + i]! })) }] }],
    };
    expect(checkModel(model).ok).toBe(true);
    const scorer = modelScorer(model);
    rows.forEach((row, index) => expect(Math.abs(scorer.score(row)! - score[index]!)).toBeLessThan(1e-9));
  });

  it('refuse files of another kind at their place', () => {
    expect(importXgboost([])).toMatchObject({ ok: false, error: [{ path: '' }] });
    expect(importXgboost({ learner: { learner_model_param: {}, objective: { name: 'rank:magic' } } })).toMatchObject({ ok: false, error: [{ path: '/learner/objective', code: 'not-supported' }] });
    const cyclic = read<{ learner: { gradient_booster: { model: { trees: { left_children: number[] }[] } } } }>('xgboost-binary.json');
    cyclic.learner.gradient_booster.model.trees[0]!.left_children[1] = 0;
    expect(importXgboost(cyclic)).toMatchObject({ ok: false, error: [{ path: '/learner/gradient_booster/model/trees/0/left_children' }] });
    expect(importLightgbm({ objective: 'custom' })).toMatchObject({ ok: false, error: [{ path: '/objective' }] });
    expect(importLightgbm(null)).toMatchObject({ ok: false });
  });
});
