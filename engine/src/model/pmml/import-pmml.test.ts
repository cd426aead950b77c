import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonModel } from '@arbiter/contracts';
import { modelScorer } from '../model-runtime.js';
import { importPmml } from './import-pmml.js';

const folder = new URL('../../../../tests/fixtures/models/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const imported = (source: string): JsonModel => {
  const result = importPmml(source);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('\n'));
  return result.value;
};

describe('PMML of scikit-learn', () => {
  it.each(['linear', 'logistic', 'softmax', 'tree', 'forest', 'boosting', 'boosting-regression'])('%s gives the reference scores to nine digits', (name) => {
    const { features, rows, score, probabilities } = JSON.parse(read(`${name}.pmml.expected.json`)) as { features: string[]; rows: unknown[][]; score?: number[]; probabilities?: number[][] };
    const model = imported(read(`${name}.pmml`));
    const scorer = modelScorer(model);
    const places = scorer.features.map((feature) => features.indexOf(feature));
    rows.forEach((row, index) => {
      const result = scorer.run(places.map((place) => row[place]));
      if (score) expect(Math.abs(result.score! - score[index]!)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(score[index]!)));
      const expected = probabilities?.[index];
      expected?.forEach((probability, place) => expect(Math.abs(result.probabilities[String(place)]! - probability)).toBeLessThanOrEqual(1e-9));
    });
  });
});
