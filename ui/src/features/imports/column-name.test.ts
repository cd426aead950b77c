import { describe, expect, it } from 'vitest';
import { columnName, namePattern } from './column-name.js';

describe('columnName', () => {
  it.each([
    ['Сумма долга, руб.', 'summa_dolga_rub'],
    ['Days Past Due', 'days_past_due'],
    ['2024 plan', 'plan'],
    ['%%%', 'column_4'],
    ['', 'column_4'],
  ])('makes of "%s" the name %s', (heading, name) => {
    expect(columnName(heading, 3)).toBe(name);
    expect(columnName(heading, 3)).toMatch(namePattern);
  });

  it('keeps long headings within the bound of names', () => expect(columnName('щ'.repeat(200), 0)).toMatch(namePattern));
});
