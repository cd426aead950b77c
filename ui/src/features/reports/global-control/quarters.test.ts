import { describe, expect, it } from 'vitest';
import { quartersUntil, spanOf } from './quarters.js';

describe('quarters', () => {
  it('run back over the turn of the year', () => {
    expect(quartersUntil('2026-02-14', 3)).toEqual([
      { year: 2026, quarter: 1, from: '2026-01-01', before: '2026-04-01' },
      { year: 2025, quarter: 4, from: '2025-10-01', before: '2026-01-01' },
      { year: 2025, quarter: 3, from: '2025-07-01', before: '2025-10-01' },
    ]);
  });

  it('are the last complete one unless the address says a span that can be', () => {
    const last = { from: '2025-10-01', before: '2026-01-01' };
    expect(spanOf(new URLSearchParams(), '2026-02-14')).toEqual(last);
    expect(spanOf(new URLSearchParams('from=2026-03-01&before=2026-02-01'), '2026-02-14')).toEqual(last);
    expect(spanOf(new URLSearchParams('from=2026-13-01&before=2027-02-01'), '2026-02-14')).toEqual(last);
    expect(spanOf(new URLSearchParams('from=2026-01-05&before=2026-02-01'), '2026-02-14')).toEqual({ from: '2026-01-05', before: '2026-02-01' });
  });
});
