import type { DecisionTableDocument } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeContent } from './merge-rows.js';

const table = (rows: string[], more: Partial<DecisionTableDocument> = {}): DecisionTableDocument => ({
  hitPolicy: 'F',
  inputs: [{ expression: 'age' }],
  outputs: [{ name: 'limit' }],
  rules: rows.map((row) => {
    const [input = '-', output = '1', id] = row.split('|');
    return { ...(id ? { id } : {}), inputs: [input], outputs: [output] };
  }),
  ...more,
});
const rowsOf = (document: DecisionTableDocument | null): string[] | null => document && document.rules.map(({ inputs, outputs }) => `${inputs[0]}|${outputs[0]}`);

describe('merging the content of items', () => {
  it('takes rows that different people changed, added and removed', () => {
    const base = table(['a', 'b', 'c', 'd', 'e']);
    expect(rowsOf(mergeContent(base, table(['a|2', 'b', 'c', 'd', 'e']), table(['a', 'b', 'c', 'd', 'e|9'])))).toEqual(['a|2', 'b|1', 'c|1', 'd|1', 'e|9']);
    expect(rowsOf(mergeContent(base, table(['a', 'new', 'b', 'c', 'd', 'e']), table(['a', 'b', 'd', 'e', 'last'])))).toEqual(['a|1', 'new|1', 'b|1', 'd|1', 'e|1', 'last|1']);
    expect(rowsOf(mergeContent(base, table(['a', 'b', 'c', 'd', 'e', 'x']), table(['a', 'b', 'c', 'd', 'e', 'y'])))).toEqual(['a|1', 'b|1', 'c|1', 'd|1', 'e|1', 'y|1', 'x|1']);
  });

  it('merges cells of one row, and rows by their identifiers', () => {
    const base = table(['a|1']);
    expect(rowsOf(mergeContent(base, table(['z|1']), table(['a|5'])))).toEqual(['z|5']);
    const named = table(['a|1|r1', 'b|1|r2']);
    expect(rowsOf(mergeContent(named, table(['n|1|r0', 'a|7|r1', 'b|1|r2']), table(['k|1|r1', 'b|1|r2'])))).toEqual(['n|1', 'k|7', 'b|1']);
  });

  it('puts to a person what both changed', () => {
    const base = table(['a', 'b']);
    expect(mergeContent(base, table(['a|2', 'b']), table(['a|3', 'b']))).toBeNull();
    expect(mergeContent(base, table(['b']), table(['a|3', 'b']))).toBeNull();
    expect(mergeContent(base, table(['a', 'b'], { hitPolicy: 'U' }), table(['a', 'b'], { hitPolicy: 'C' }))).toBeNull();
    const column = { ...base, inputs: [...base.inputs, { expression: 'x' }], rules: base.rules.map((rule) => ({ ...rule, inputs: [...rule.inputs, '-'] })) };
    expect(mergeContent(base, column, table(['a', 'b', 'c']))).toBeNull();
    expect(mergeContent(base, column, table(['a', 'b'], { hitPolicy: 'U' }))).toEqual({ ...column, hitPolicy: 'U' });
  });

  it('does not mind the order of entries, and a side that changed nothing', () => {
    const base = { rules: [{ id: 'a', then: { x: 1, y: 2 } }], name: 'n' };
    const turned = { name: 'n', rules: [{ then: { y: 2, x: 1 }, id: 'a' }] };
    const mine = { rules: [{ id: 'a', then: { x: 5, y: 2 } }], name: 'n' };
    expect(mergeContent(base, mine, turned)).toEqual(mine);
  });

  it('is what one did where the other did nothing, whichever side that is', () => {
    const rows = fc.array(fc.constantFrom('a', 'b', 'c', 'a|2', 'b|3'), { maxLength: 8 });
    fc.assert(fc.property(rows, rows, (before, after) => {
      const [base, edited] = [table(before), table(after)];
      expect(mergeContent(base, edited, structuredClone(base))).toEqual(edited);
      expect(mergeContent(base, base, edited)).toEqual(edited);
      expect(mergeContent(base, edited, structuredClone(edited))).toEqual(edited);
    }));
  });

  it('loses no row that somebody added', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }), (left, right) => {
      const base = ['a', 'b', 'c', 'd', 'e', 'f'];
      const merged = rowsOf(mergeContent(table(base), table([...base.slice(0, left), 'mine', ...base.slice(left)]), table([...base.slice(0, right), 'theirs', ...base.slice(right)])));
      expect([...merged!].sort()).toEqual([...base, 'mine', 'theirs'].map((row) => `${row}|1`).sort());
    }));
  });
});
