import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { feelTypeOf } from '../strategy-data-model/feel-types.js';
import { reviewBins } from './bin-axis.js';
import { compileScorecard } from './compile-scorecard.js';
import { tryScorecard } from './try-scorecard.js';

const scope = { scope: new Map([['age', feelTypeOf({ type: 'number' })], ['city', feelTypeOf({ type: 'string' })]]) };
const document = {
  initialScore: 100,
  baselinePoints: 20,
  bands: [{ name: 'low' }, { name: 'high', from: 130 }],
  characteristics: [
    { name: 'age', expression: 'age', reasonCode: 'AGE', bins: [{ test: 'null', points: 0 }, { test: '< 25', points: 5 }, { test: '[25..40)', points: 15 }, { test: '>= 40', points: '25 ' }] },
    { name: 'city', expression: 'city', reasonCode: 'CITY', bins: [{ test: '"A", "B"', points: 20 }, { test: '-', points: 1 }] },
  ],
};

describe('a trial of a scorecard', () => {
  it('answers as the compiled form does', () => {
    const compiled = compileScorecard(document, scope);
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.error));
    fc.assert(fc.property(fc.oneof(fc.integer({ min: 20, max: 45 }), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null), fc.constant(25)), fc.constantFrom('A', 'B', 'C', null), (age, city) => {
      const tried = tryScorecard(document, { age, city }, scope);
      expect(tried).toMatchObject({ ok: true, unknown: [] });
      expect(tried.ok && tried.outcome).toEqual(compiled.value.run({ age, city }));
    }));
  });

  it('says what only running can tell', () => {
    const open = { ...document, characteristics: [{ ...document.characteristics[0]!, bins: [{ test: '? > age * 2', points: 1 }, { test: '-', points: 'age * 2' }] }] };
    expect(tryScorecard(open, { age: 3 }, scope)).toMatchObject({ ok: true, outcome: null, unknown: ['age'] });
    expect(tryScorecard({}, {}, scope)).toMatchObject({ ok: false });
  });
});

describe('the axis of bins', () => {
  const review = (bins: { test: string }[]) => reviewBins({ name: 'age', expression: 'age', bins: bins.map(({ test }) => ({ test, points: 1 })) }, scope);
  it('shows gaps and overlaps', () => {
    expect(review([{ test: '< 18' }, { test: '[20..30]' }, { test: '>= 25' }])).toMatchObject({
      axis: [{ from: null, to: '18', bins: [0] }, { from: '18', to: '20', bins: [] }, { from: '20', to: '25', bins: [1] }, { from: '25', to: '30', bins: [1, 2] }, { from: '30', to: null, bins: [2] }],
      gaps: [{ test: '[18..20), null' }],
    });
    expect(review([{ test: '-' }, { test: '< 5' }])).toMatchObject({ gaps: [], unreachable: [1] });
  });

  it('of categories there is none, and of faulty bins nothing', () => {
    expect(reviewBins({ name: 'city', expression: 'city', bins: [{ test: '"A"', points: 1 }] }, scope)?.axis).toBeUndefined();
    expect(review([{ test: '((' }])).toBeUndefined();
  });
});
