import type { BoardDocument, Tile } from '@arbiter/contracts/reporting/board';
import { expect, it } from 'vitest';
import { mergeBoards } from './merge-boards.js';

const tile = (id: string, title = id): Tile => ({ id, title, source: { kind: 'view', view: 'v' }, chart: { type: 'bar' }, width: 6, height: 'middle' });
const board = (tiles: Tile[], more: Partial<BoardDocument> = {}): BoardDocument => ({ title: 'Board', tiles, filters: [], period: { kind: 'all' }, shared: true, ...more });
let count = 0;
const merge = (base: BoardDocument, ours: BoardDocument, theirs: BoardDocument) => mergeBoards(base, ours, theirs, () => `new${++count}`);

it('keeps what both editors did', () => {
  const base = board([tile('a'), tile('b'), tile('c')]);
  const merged = merge(base, board([tile('c'), tile('a', 'mine'), tile('d')], { title: 'Ours' }), board([tile('a'), tile('b', 'theirs'), tile('c', 'theirs too'), tile('e')], { filters: ['channel'] }));
  expect(merged.tiles.map(({ title }) => title)).toEqual(['theirs too', 'mine', 'd', 'theirs', 'e']);
  expect(merged.title).toBe('Ours');
  expect(merged.filters).toEqual(['channel']);
});

it('a tile that both changed is there twice, a removed one that the other changed stays', () => {
  const base = board([tile('a'), tile('b')]);
  const merged = merge(base, board([tile('a', 'ours')]), board([tile('a', 'theirs'), tile('b')]));
  expect(merged.tiles.map(({ title }) => title)).toEqual(['ours', 'theirs']);
  expect(new Set(merged.tiles.map(({ id }) => id)).size).toBe(2);
});

it('two new tiles of one identifier both stay', () => {
  const merged = merge(board([]), board([tile('x', 'ours')]), board([tile('x', 'theirs')]));
  expect(merged.tiles.map(({ title }) => title)).toEqual(['ours', 'theirs']);
  expect(new Set(merged.tiles.map(({ id }) => id)).size).toBe(2);
});
