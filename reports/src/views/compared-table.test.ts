import { describe, expect, it } from 'vitest';
import { comparedTable } from './compared-table.js';
import type { ReportCell, ReportColumn, ViewTable } from './view.js';

const title = { ru: 'x', en: 'x' };
const month: ReportColumn = { id: 'month', title, role: 'dimension', type: 'date', grain: 'month' };
const bucket: ReportColumn = { id: 'bucket', title, role: 'dimension', type: 'text' };
const rate: ReportColumn = { id: 'rate', title, role: 'measure', type: 'number', unit: 'share', low: 'rate_low' };
const low: ReportColumn = { id: 'rate_low', title, role: 'measure', type: 'number', unit: 'share' };
const table = (columns: ReportColumn[], rows: ReportCell[][]): ViewTable => ({ columns, rows, unknown: [], notes: [], queries: [{ sql: 'SELECT 1', params: {} }] });

describe('a view held against another period', () => {
  it('has what was before beside each number, months moved to months', () => {
    const present = table([month, bucket, rate, low], [['2026-02-01', 'a', 0.5, 0.4], ['2026-03-01', 'a', 0.6, 0.5]]);
    const other = table([month, bucket, rate, low], [['2025-02-01', 'a', 0.3, 0.2], ['2025-03-01', 'b', 0.9, 0.8]]);
    const answer = comparedTable(present, other, { unit: 'day', count: 365 });
    expect(answer).toMatchObject({ rows: [['2026-02-01', 'a', 0.5, 0.4, 0.3], ['2026-03-01', 'a', 0.6, 0.5, null]], unknown: [{ row: 1, column: 'rate.compared', reason: 'no-data' }] });
    expect(answer!.columns.at(-1)).toEqual({ id: 'rate.compared', title, role: 'measure', type: 'number', unit: 'share', comparedTo: 'rate' });
    expect(answer!.queries).toHaveLength(2);
    expect(comparedTable(present, other, { unit: 'month', count: 12 })!.rows).toEqual(answer!.rows);
  });
  it('is one row against one row where there are no dimensions', () => {
    expect(comparedTable(table([rate], [[0.5]]), table([rate], [[0.25]]), null)!.rows).toEqual([[0.5, 0.25]]);
  });
  it('is not made where rows cannot be told apart, where nothing depends on the period, where there are no numbers', () => {
    expect(comparedTable(table([bucket, rate], [['a', 1], ['a', 2]]), table([bucket, rate], [['a', 3]]), null)).toBeNull();
    expect(comparedTable(table([rate], [[0.5]]), table([rate], [[0.5]]), null)).toBeNull();
    expect(comparedTable(table([bucket], [['a']]), table([bucket], [['b']]), null)).toBeNull();
  });
});
