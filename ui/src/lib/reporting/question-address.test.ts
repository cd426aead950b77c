import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCompare, readFilter, readPeriod, withFilter, writeCompare, writeFilter, writePeriod } from './question-address.js';

describe('the address of a question', () => {
  it('gives back any filter, whatever its values hold', () => {
    fc.assert(
      fc.property(fc.constantFrom('in', 'not-in', 'at-least', 'below', 'contains'), fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1, maxLength: 5 }), (op, values) => {
        const filter = { dimension: 'customer.segment', op: op as 'in', values };
        expect(readFilter(writeFilter(filter))).toEqual(filter);
      }),
    );
  });

  it('gives back periods and comparisons', () => {
    for (const period of [{ kind: 'all' }, { kind: 'last', count: 30, unit: 'day' }, { kind: 'between', from: '2026-01-01', before: '2026-02-01' }] as const) expect(readPeriod(writePeriod(period))).toEqual(period);
    for (const compare of [{ kind: 'previous-period' }, { kind: 'year-before' }, { kind: 'period', from: '2025-01-01', before: '2025-02-01' }, { kind: 'campaign', campaignId: 'a:b' }] as const) expect(readCompare(writeCompare(compare))).toEqual(compare);
  });

  it('what cannot be read is as if it were not there', () => {
    expect([readPeriod('last-0-day'), readPeriod('2026-02-01..2026-01-01'), readPeriod('x'), readPeriod(null), readCompare('all'), readCompare('campaign:'), readFilter('__proto__~in~a'), readFilter('a~in'), readFilter('a~in~%E0')]).toEqual(Array(9).fill(null));
  });

  it('excluding more adds to what is excluded; choosing replaces the choice', () => {
    const first = withFilter([], { dimension: 'channel', op: 'not-in', values: ['sms'] });
    expect(withFilter(first, { dimension: 'channel', op: 'not-in', values: ['call'] })).toEqual([{ dimension: 'channel', op: 'not-in', values: ['sms', 'call'] }]);
    expect(withFilter(first, { dimension: 'channel', op: 'in', values: ['call'] })).toHaveLength(2);
  });
});
