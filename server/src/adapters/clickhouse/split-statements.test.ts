import { describe, expect, it } from 'vitest';
import { splitStatements } from './split-statements.js';

describe('splitStatements', () => {
  it.each([
    ['SELECT 1', ['SELECT 1']],
    ['SELECT 1;', ['SELECT 1']],
    ['SELECT 1; DROP TABLE t', ['SELECT 1', 'DROP TABLE t']],
    [`SELECT ';', "a;b", \`c;d\`; SELECT 2`, [`SELECT ';', "a;b", \`c;d\``, 'SELECT 2']],
    [`SELECT 'it\\'s; fine'; SELECT 2`, [`SELECT 'it\\'s; fine'`, 'SELECT 2']],
    [`SELECT 'it''s; fine'`, [`SELECT 'it''s; fine'`]],
    ['-- a; b\nSELECT 1', ['-- a; b\nSELECT 1']],
    ['/* a; b */ SELECT 1 /* ; */', ['/* a; b */ SELECT 1 /* ; */']],
    [' ; ;-- nothing\n;', []],
    ['', []],
    [`SELECT 'never closed; SELECT 2`, [`SELECT 'never closed; SELECT 2`]],
  ])('%j', (sql, statements) => {
    expect(splitStatements(sql)).toEqual(statements);
  });
});
