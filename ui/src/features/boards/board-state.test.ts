import { expect, it } from 'vitest';
import { type BoardState, boardQuery, parseBoardState } from './board-state.js';

it('the address is the whole state of a board', () => {
  const state: BoardState = { period: { kind: 'last', count: 12, unit: 'week' }, compare: { kind: 'year-before' }, filters: [{ dimension: 'channel', op: 'in', values: ['a&b=c~d', ''] }, { dimension: 'amount', op: 'at-least', values: ['10'] }], tables: ['t1', 't2'], refresh: 30 };
  expect(parseBoardState(new URLSearchParams(boardQuery(state)))).toEqual(state);
});

it('an address without a state is the board as it is', () => {
  const plain: BoardState = { period: null, compare: null, filters: [], tables: [], refresh: null };
  expect(boardQuery(plain)).toBe('');
  expect(parseBoardState(new URLSearchParams('period=never&compare=x&filter=y&refresh=soon'))).toEqual(plain);
});
