import type { ScorecardDocument } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import type { FeelType } from '../feel/feel-type.js';
import { analyseScorecard } from './check-scorecard.js';
import { compileScorecard, type CompiledScorecard } from './compile-scorecard.js';

const scope = new Map<string, FeelType>([['age', { kind: 'number' }], ['home', { kind: 'string' }], ['income', { kind: 'number' }]]);
const document: ScorecardDocument = {
  name: 'Application',
  initialScore: 100,
  reasonCount: 2,
  characteristics: [
    { name: 'age', expression: 'age', reasonCode: 'A', baselinePoints: 30, bins: [{ test: 'null', points: 0, reasonCode: 'A0' }, { test: '< 25', points: 10 }, { test: '[25..60)', points: 30 }, { test: '>= 60', points: 15.5 }] },
    { name: 'home', expression: 'home', reasonCode: 'H', baselinePoints: 20, bins: [{ test: '"own"', points: 20 }, { test: '"rent", "parents"', points: 12 }, { test: '-', points: 5 }] },
    { name: 'income', expression: 'income', reasonCode: 'I', baselinePoints: 10, bins: [{ test: '> 0', points: 'min(income / 100, 50)' }, { test: '-', points: -4 }] },
  ],
  bands: [{ name: 'low' }, { name: 'middle', from: 120 }, { name: 'high', from: 150.5 }],
};
const make = (value: ScorecardDocument): CompiledScorecard => {
  const compiled = compileScorecard(value, { scope });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
  return compiled.value;
};

describe('scorecards', () => {
  it('add the points of the first bins that fit, by hand-computed values', () => {
    const { run } = make(document);
    // 100 + 10 + 12 + 5 = 127; short of the baselines by 20, 8, 5.
    expect(run({ age: 20, home: 'rent', income: 500 })).toEqual({ score: 127, band: 'middle', reasons: ['A', 'H'], bins: [1, 1, 0], points: [10, 12, 5], violation: null });
    // 100 + 0 + 5 − 4 = 101; short by 30, 15, 14.
    expect(run({})).toMatchObject({ score: 101, band: 'low', reasons: ['A0', 'H'], bins: [0, 2, 1] });
    // 100 + 15.5 + 20 + 50 = 185.5; short by 14.5, 0, −40.
    expect(run({ age: 60, home: 'own', income: 1e9 })).toMatchObject({ score: 185.5, band: 'high', reasons: ['A'] });
    expect(make({ ...document, reasonAlgorithm: 'points-above' }).run({ age: 60, home: 'own', income: 1e9 }).reasons).toEqual(['I']);
    // Nothing fell short: there is nothing to explain.
    expect(run({ age: 30, home: 'own', income: 1e9 })).toMatchObject({ score: 200, reasons: [] });
    expect(run({ age: 30, home: 'own', income: 50 })).toMatchObject({ score: 150.5, band: 'high' });
  });

  it('give no score where no bin takes a value', () => {
    const { run } = make({ initialScore: 0, characteristics: [{ name: 'age', expression: 'age', bins: [{ test: '< 25', points: 1 }] }] });
    expect(run({ age: 20 })).toMatchObject({ score: 1, band: null, reasons: [] });
    expect(run({ age: 25 })).toMatchObject({ score: null, bins: [-1], violation: { code: 'no-bin', message: expect.stringContaining('"age"') } });
  });

  it('tell gaps, bins that never count, and faults at their places', () => {
    const card = make({ initialScore: 0, characteristics: [{ name: 'age', expression: 'age', type: 'number', bins: [{ test: '< 25', points: 1 }, { test: '[10..20]', points: 2 }, { test: '> 30, null', points: 3 }] }] });
    expect(analyseScorecard(card.card)).toEqual([{ characteristic: 0, gaps: [{ tests: ['[25..30]'], words: 'age in [25..30]' }], unreachable: [1], unknownBins: [] }]);
    const faults = compileScorecard({ initialScore: 0, characteristics: [{ name: 'a', expression: 'nobody', bins: [{ test: '-', points: 1 }] }, { name: 'a', expression: 'age', reasonCode: 'R', bins: [{ test: '<', points: '"x"' }] }], bands: [{ name: 'x', from: 1 }, { name: 'y' }] }, { scope });
    expect(faults.ok ? [] : faults.error.map(({ path }) => path).sort()).toEqual(['/bands/0/from', '/bands/1/from', '/characteristics/0/expression', '/characteristics/1/baselinePoints', '/characteristics/1/bins/0/points', '/characteristics/1/bins/0/test', '/characteristics/1/name']);
  });
});
