import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { BoardDocument } from '@arbiter/contracts/reporting/board';
import { ReportColumn } from '@arbiter/contracts/reporting/report-table';
import { describe, expect, it } from 'vitest';
import { campaignViews } from '../views/campaign/campaign-views.js';
import { collectionsViews } from '../views/collections/collections-views.js';
import { lifeCycleViews } from '../views/life-cycle/life-cycle-views.js';
import type { SqlView, ViewScope } from '../views/sql-view.js';
import { campaignBoard } from './campaign-board.js';
import { collectionsBoard } from './collections-board.js';
import { lifeCycleBoard } from './life-cycle-board.js';

const views = new Map<string, SqlView>([...collectionsViews, ...lifeCycleViews, ...campaignViews].map((view) => [view.definition.id, view]));
const everything = { where: '1', params: {} };
const scopeOf = (params: Record<string, unknown>): ViewScope => ({
  input: { period: null, filters: [], params, today: '2026-01-31' }, params, asOf: '2026-01-31', from: '1970-01-01', before: '2026-02-01', customers: everything, facts: everything, campaign: null, titles: {}, campaigns: [], quotas: [],
});
const paramsOf = (view: SqlView, given: Record<string, unknown> = {}) => Value.Default(view.definition.params, structuredClone(given)) as Record<string, unknown>;
const checkBoard = Compile(BoardDocument);
const checkColumn = Compile(ReportColumn);

describe.each([['collections', collectionsBoard], ['life-cycle', lifeCycleBoard], ['campaign', campaignBoard]])('the board %s', (_topic, board) => {
  it('is a whole document whose tiles draw columns that their views have', () => {
    expect([...checkBoard.Errors(board)]).toEqual([]);
    expect(new Set(board.tiles.map(({ id }) => id)).size).toBe(board.tiles.length);
    for (const { id, source, chart } of board.tiles) {
      if (source.kind !== 'view') continue;
      const view = views.get(source.view)!;
      const params = paramsOf(view, source.params);
      expect(Compile(view.definition.params).Check(params), id).toBe(true);
      const columns = view.table({}, scopeOf(params)).columns.map((column) => column.id);
      for (const column of [...(chart.y ?? []), ...(chart.x ? [chart.x] : []), ...(chart.series ? [chart.series] : [])]) expect(columns, `${id} draws ${column}`).toContain(column);
    }
  });
});

describe.each([...views])('the view %s', (_id, view) => {
  it('has a default for every parameter, columns that fit their schema and a table without facts', () => {
    const params = paramsOf(view);
    expect(Compile(view.definition.params).Check(params)).toBe(true);
    expect(Object.keys(view.questions(scopeOf(params)))).toBeDefined();
    const table = view.table({}, scopeOf(params));
    for (const column of table.columns) expect([...checkColumn.Errors(column)]).toEqual([]);
    for (const column of view.definition.chart.y ?? []) expect(table.columns.map(({ id }) => id)).toContain(column);
    for (const { ru, en } of [view.definition.meaning, ...table.notes]) expect(Math.max(ru.length, en.length)).toBeLessThanOrEqual(2000);
    expect(JSON.stringify(table)).not.toMatch(/NaN|Infinity/);
  });
});
