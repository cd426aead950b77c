import type { DecisionTableDocument } from '@arbiter/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnName, sheetOfTable, tableOfSheet, type SheetCell } from './table-sheet.js';

const table: DecisionTableDocument = {
  name: 'Лимиты',
  hitPolicy: 'C',
  aggregator: 'sum',
  inputs: [{ expression: 'age', label: 'Возраст', type: 'integer', allowed: '[0..120]' }, { expression: 'region', type: 'string' }, { expression: 'since', type: 'date' }],
  outputs: [{ name: 'limit', type: 'number', default: '0' }],
  rules: [
    { id: 'a', inputs: ['[18..25)', '"EU", "US"', '>= @"2025-01-01"'], outputs: ['1000.5'], annotation: 'два\nряда' },
    { inputs: ['-', 'homeRegion', '-'], outputs: ['-17'] },
    { inputs: ['10-20', 'not("EU")', 'date("2025-02-01")'], outputs: ['age * 2'] },
  ],
};

describe('a table as a sheet of a workbook', () => {
  it('is read back as it was', () => {
    const rows = sheetOfTable(table);
    expect(rows).toContainEqual(['', '-', '=homeRegion', '-', -17, '']);
    const read = tableOfSheet(rows);
    expect(read).toEqual({ ok: true, value: { document: table, notes: [] } });
  });

  it('is read back as it was, whatever its cells say', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '1', '"', '-', '.', ',', '=', '<', ' ', '[', '%') });
    const cell = (blank: string): fc.Arbitrary<string> => text.map((one) => one.trim() || blank);
    fc.assert(fc.property(fc.array(fc.tuple(cell('-'), cell('-'), cell('-'), cell('null'), cell('')), { minLength: 1, maxLength: 6 }), (rules) => {
      const { name: _, ...rest } = table;
      const document: DecisionTableDocument = { ...rest, rules: rules.map(([a, b, c, out, note]) => ({ inputs: [a, b, c], outputs: [out], ...(note ? { annotation: note } : {}) })) };
      const read = tableOfSheet(sheetOfTable(document));
      expect(read.ok && read.value.document).toEqual(document);
    }));
  });

  it('takes what people changed in a spreadsheet, and tells how it was read', () => {
    const rows: SheetCell[][] = [['hit policy', 'F'], ['column', 'input', 'input', 'output'], ['expression', 'age', 'region', 'limit'], ['type', 'number', 'string', 'number'], ['rules'], [null, 'от 18 до 25', 'EU', 0.125], [null, 30, { error: '#N/A' }, '1 000,5']];
    const read = tableOfSheet(rows);
    expect(read).toMatchObject({ ok: true, value: { document: { rules: [{ inputs: ['[18..25]', '"EU"'], outputs: ['0.125'] }, { inputs: ['30', '-'], outputs: ['1000.5'] }] } } });
    expect(read.ok && read.value.notes.map(({ path, code }) => [path, code])).toEqual([['C7', 'formula-error'], ['B6', 'read-as'], ['C6', 'read-as'], ['D7', 'read-as']]);
  });

  it('takes plain sheets with headings', () => {
    const rows: SheetCell[][] = [[], ['Возраст', 'Регион', 'С даты', 'Ставка, %', 'Комментарий'], ['18-25', 'EU', { date: '2025-01-01' }, 0.1, 'молодые'], [26, 'EU; US', null, 0.2, null], ['>60', null, null, 0.3, null]];
    const read = tableOfSheet(rows);
    expect(read).toMatchObject({
      ok: true,
      value: {
        document: {
          hitPolicy: 'F',
          inputs: [{ expression: 'Возраст', type: 'number' }, { expression: 'Регион', type: 'string' }, { expression: 'С_даты', type: 'date' }],
          outputs: [{ name: 'Ставка', label: 'Ставка, %', type: 'number' }],
          rules: [{ inputs: ['[18..25]', '"EU"', '@"2025-01-01"'], outputs: ['0.1'], annotation: 'молодые' }, { inputs: ['26', '"EU", "US"', '-'], outputs: ['0.2'] }, { inputs: ['>60', '-', '-'], outputs: ['0.3'] }],
        },
      },
    });
    expect(read.ok && read.value.notes[0]).toMatchObject({ path: 'D2', code: 'assumed' });
  });

  it('refuses what is no table', () => {
    expect(tableOfSheet([])).toMatchObject({ ok: false });
    expect(tableOfSheet([['only one']])).toMatchObject({ ok: false, error: [{ code: 'incomplete' }] });
    expect(tableOfSheet([['hit policy', 'Z'], ['column', 'output'], ['rules']])).toMatchObject({ ok: false });
  });

  it('names columns as spreadsheets do', () => expect([0, 25, 26, 701, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'ZZ', 'AAA']));
});
