import { BoardDocument } from '@arbiter/contracts/reporting/board';
import { builtInBoards } from '@arbiter/reports/boards/built-in-boards';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { viewReaders } from './api.js';

const isBoard = Compile(BoardDocument);

describe.each(Object.entries(builtInBoards))('the board %s', (_, board) => {
  it('is sound: its tiles ask views that there are, with parameters that these take', () => {
    expect([...isBoard.Errors(board)].map(({ instancePath, message }) => `${instancePath} ${message}`)).toEqual([]);
    expect(new Set(board.tiles.map(({ id }) => id)).size).toBe(board.tiles.length);
    for (const { id, source } of board.tiles) {
      if (source.kind !== 'view') continue;
      const reader = viewReaders.get(source.view);
      expect(reader, `${id} asks ${source.view}`).toBeDefined();
      const params: unknown = Value.Default(reader!.definition.params, structuredClone(source.params ?? {}));
      expect([...Compile(reader!.definition.params).Errors(params)], `${id} of ${source.view}`).toEqual([]);
    }
  });
});
