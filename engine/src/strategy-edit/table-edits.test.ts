import type { DecisionTableDocument } from '@arbiter/contracts';
import { describe, expect, it } from 'vitest';
import { addInput, addOutput, cellText, columnAt, columnOf, duplicateColumn, duplicateRules, fillDown, insertRules, moveColumn, moveRules, removeColumn, removeRules, setCells } from './table-edits.js';

const table: DecisionTableDocument = {
  hitPolicy: 'F',
  inputs: [{ expression: 'age' }, { expression: 'region' }],
  outputs: [{ name: 'limit' }],
  rules: ['a', 'b', 'c', 'd'].map((word, row) => ({ id: word, inputs: [String(row), `"${word}"`], outputs: [String(row * 10)], ...(row === 1 ? { annotation: 'note' } : {}) })),
};
const firsts = (document: DecisionTableDocument): string[] => document.rules.map(({ inputs }) => inputs[0]!);

describe('edits of a decision table', () => {
  it('number the columns as they stand on the screen', () => {
    expect([0, 1, 2, 3].map((column) => columnAt(table, column))).toEqual([{ kind: 'input', place: 0 }, { kind: 'input', place: 1 }, { kind: 'output', place: 0 }, { kind: 'annotation', place: 0 }]);
    expect([0, 1, 2, 3].map((column) => columnOf(table, columnAt(table, column)))).toEqual([0, 1, 2, 3]);
    expect([cellText(table, 1, 0), cellText(table, 1, 2), cellText(table, 1, 3), cellText(table, 9, 0)]).toEqual(['1', '10', 'note', '']);
  });

  it('share every rule that did not change', () => {
    const next = setCells(table, [{ row: 1, column: 1, text: '"x"' }, { row: 1, column: 3, text: '' }]);
    expect(next.rules[1]).toEqual({ id: 'b', inputs: ['1', '"x"'], outputs: ['10'] });
    expect([0, 2, 3].every((row) => next.rules[row] === table.rules[row])).toBe(true);
    expect(table.rules[1]!.annotation).toBe('note');
    expect(setCells(table, [{ row: 1, column: 0, text: '1' }])).toBe(table);
  });

  it('grow the table for what is pasted below it, and leave out what stands right of it', () => {
    const next = setCells(table, [{ row: 5, column: 0, text: '7' }, { row: 5, column: 9, text: 'lost' }]);
    expect(next.rules.slice(4)).toEqual([{ inputs: ['-', '-'], outputs: [''] }, { inputs: ['7', '-'], outputs: [''] }]);
  });

  it('insert, remove, move and copy rules', () => {
    expect(firsts(insertRules(table, 1, [{ inputs: ['n', '-'], outputs: ['0'] }]))).toEqual(['0', 'n', '1', '2', '3']);
    expect(firsts(removeRules(table, new Set([0, 2])))).toEqual(['1', '3']);
    expect(firsts(moveRules(table, 0, 2, 1))).toEqual(['2', '0', '1', '3']);
    expect(firsts(moveRules(table, 3, 1, 0))).toEqual(['3', '0', '1', '2']);
    expect(moveRules(table, 1, 1, 1)).toBe(table);
    const copied = duplicateRules(table, [0, 1]);
    expect(firsts(copied)).toEqual(['0', '1', '0', '1', '2', '3']);
    expect(copied.rules.map(({ id }) => id)).toEqual(['a', 'b', undefined, undefined, 'c', 'd']);
  });

  it('add, remove, move and copy columns with their cells', () => {
    expect(addInput(table, 1, { expression: 'vip' }).rules[0]!.inputs).toEqual(['0', '-', '"a"']);
    expect(addOutput(table, 1, { name: 'grade' }, 'null').rules[0]!.outputs).toEqual(['0', 'null']);
    expect(removeColumn(table, { kind: 'input', place: 0 }).rules[0]!.inputs).toEqual(['"a"']);
    expect(removeColumn(table, { kind: 'output', place: 0 })).toBe(table);
    expect(removeColumn(table, { kind: 'annotation', place: 0 }).rules[1]).not.toHaveProperty('annotation');
    const moved = moveColumn(table, { kind: 'input', place: 0 }, 1);
    expect([moved.inputs.map(({ expression }) => expression), moved.rules[0]!.inputs]).toEqual([['region', 'age'], ['"a"', '0']]);
    const copied = duplicateColumn(table, { kind: 'output', place: 0 });
    expect([copied.outputs.map(({ name }) => name), copied.rules[2]!.outputs]).toEqual([['limit', 'limit_2'], ['20', '20']]);
  });

  it('fill down', () => {
    expect(fillDown(table, [1, 2, 3], 0, 1).rules.map(({ inputs }) => inputs)).toEqual([['0', '"a"'], ['1', '"b"'], ['1', '"b"'], ['1', '"b"']]);
  });
});
