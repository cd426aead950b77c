import { describe, expect, it } from 'vitest';
import { pivotCells, type Cell } from './pivot-cells.js';

const cell = (actionId: string, channel: string, segment: string, period: number, count: number): Cell => ({ actionId, channel, segment, period, count, valueMinor: count * 100, costMinor: count * 10 });
const cells = [cell('call', 'phone', 'vip', 10, 5), cell('call', 'phone', 'mass', 2, 7), cell('sms', 'phone', 'mass', 2, 1), cell('letter', 'post', 'vip', 0, 20)];

describe('pivotCells', () => {
  it('adds up by channel and segment, the greatest first', () => {
    expect(pivotCells(cells, 'channel', 'segment', 'count')).toEqual({
      rows: [{ key: 'post', values: [20, 0], total: 20 }, { key: 'phone', values: [5, 8], total: 13 }],
      columns: ['vip', 'mass'], columnTotals: [25, 8], total: 33, greatest: 20,
    });
  });

  it('keeps weeks in order of time', () => expect(pivotCells(cells, 'actionId', 'period', 'valueMinor').columns).toEqual(['0', '2', '10']));

  it('of an empty plan is empty', () => expect(pivotCells([], 'channel', 'segment', 'count')).toEqual({ rows: [], columns: [], columnTotals: [], total: 0, greatest: 0 }));
});
