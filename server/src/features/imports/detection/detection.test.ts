import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { attributeName, plainHeading } from './attribute-name.js';
import { looksNumeric, shapeOfDate } from './cell-shapes.js';
import { detectEncoding, nameBinary } from './detect-encoding.js';
import { detectCsvFormat, detectDateOrder, detectDecimalComma, detectHeader, detectSeparator } from './detect-format.js';
import { detectType } from './detect-types.js';
import { guessDataset, mapColumns, type DetectedColumn } from './map-columns.js';
import { guessControlArm } from './map-experiment.js';
import { readParquetFooter } from './parquet-footer.js';
import { splitRecords } from './split-records.js';

const russian = 'Код клиента;Сумма\r\nА1;Привет, мир\r\n';

describe('encoding', () => {
  it.each([
    ['UTF-8', Buffer.from(russian), 'utf-8', false],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${russian}`), 'utf-8', true],
    ['Windows-1251', iconv.encode(russian, 'win1251'), 'windows-1251', false],
    ['UTF-16 with a mark', iconv.encode(russian, 'utf16', { addBOM: true }), 'utf-16le', true],
    ['UTF-16 without one', iconv.encode('id,name\n1,abc\n', 'utf16-le'), 'utf-16le', false],
    ['UTF-16, the other way round', iconv.encode('id,name\n1,abc\n', 'utf16-be'), 'utf-16be', false],
    ['plain letters', Buffer.from('a,b\n1,2\n'), 'utf-8', false],
    ['a letter cut in two', Buffer.from('я,я').subarray(0, 4), 'utf-8', false],
    ['one broken byte in UTF-8', Buffer.concat([Buffer.from(russian), Buffer.from([0xff])]), 'utf-8', false],
    ['a stray NUL', Buffer.from('a,b\n1,\0\n'), 'utf-8', false],
  ])('%s', (_, bytes, encoding, byteOrderMark) => {
    expect(detectEncoding(bytes)).toEqual({ encoding, byteOrderMark });
  });

  it.each([
    ['a workbook', Buffer.from('PK\u0003\u0004whatever'), 'a ZIP archive or an Excel workbook'],
    ['gzip', Buffer.from([0x1f, 0x8b, 8, 0]), 'a gzip archive'],
    ['noise', Buffer.from(Array.from({ length: 999 }, (_, index) => (index * 31) % 251)), 'a binary file'],
  ])('%s is no text', (_, bytes, name) => {
    expect(detectEncoding(bytes)).toBeUndefined();
    expect(nameBinary(bytes).name).toBe(name);
  });

  it('never throws', () => fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void [detectEncoding(bytes), readParquetFooter(bytes)])));
});

describe('records', () => {
  it('come back as they were written', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'я', '"', ';', ',', '\n', ' ', '1'), maxLength: 8 });
    const table = fc.integer({ min: 1, max: 5 }).chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }));
    fc.assert(
      fc.property(table, fc.constantFrom(';' as const, ',' as const, '\t' as const), fc.constantFrom('\n', '\r\n'), (rows, separator, lineEnd) => {
        const text = rows.map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(separator) + lineEnd).join('');
        const filled = rows.filter((row) => row.some((value) => value !== ''));
        expect(splitRecords(text, separator).map((record) => record.cells)).toEqual(filled);
      }),
    );
  });

  it('are counted by the lines of the file, and the one cut off is left out', () => {
    const text = 'a,b\n\n"1\n2",x\n3,"y';
    expect(splitRecords(text, ',').map(({ line, cells }) => [line, cells.length])).toEqual([[1, 2], [3, 2]]);
    expect(splitRecords('a,b\n1,2', ',', { whole: false }).map(({ line }) => line)).toEqual([1]);
    expect(splitRecords('a,b\n1,2', ',').map(({ end }) => end)).toEqual([4, 7]);
  });
});

describe('format', () => {
  it.each([
    ['a;b;c\n1,5;2;3\n2,5;3;4\n', ';'],
    ['a,b\n"1;2;3",4\n"5;6;7",8\n', ','],
    ['a\tb\n1,2\t3\n', '\t'],
    ['a|b|c\n1|2|3\n', '|'],
    ['one\n1\n2\n', ','],
    ['sep=;\r\na,b;c\r\n1,2;3\r\n', ';'],
    ['', ','],
  ] as const)('separator of %j', (text, separator) => expect(detectSeparator(text)).toBe(separator));

  it('a correction leads the rest', () => {
    const text = 'd;v\n13.02.2024;1,5\n';
    expect(detectCsvFormat(text, { encoding: 'utf-8', byteOrderMark: false }, true)).toMatchObject({ separator: ';', header: true, decimalComma: true, dateOrder: 'dmy' });
    expect(detectCsvFormat(text, { encoding: 'utf-8', byteOrderMark: false }, true, { header: false, dateOrder: 'ymd' })).toMatchObject({ header: false, dateOrder: 'ymd' });
  });

  it.each([
    [[['id', 'name'], ['1', 'x']], true],
    [[['1', 'name'], ['2', 'x']], false],
    [[['a', 'a'], ['b', 'c']], false],
    [[['north', 'yes'], ['north', 'no'], ['south', 'yes']], false],
    [[['name'], ['Ann']], true],
  ])('header of %j', (records, header) => expect(detectHeader(records)).toBe(header));

  it.each([
    [['1,5', '2'], true], [['1.5', '2,000'], false], [['1,234', '2,5', '3,25'], true], [['1,234', '5,678'], true], [['1 234,56'], true], [['10.50', '1,234.50'], false], [['1', 'x'], false],
  ])('decimal comma of %j', (cells, comma) => expect(detectDecimalComma(cells)).toBe(comma));

  it.each([
    [['2024-01-02'], 'ymd'], [['01.02.2024'], 'dmy'], [['1/13/2024', '2/3/2024'], 'mdy'], [['13/1/2024', '2/3/2024'], 'dmy'], [['1/2/2024'], 'dmy'], [['x'], 'ymd'], [['2024-01-02', '13.01.2024'], 'dmy'],
  ])('date order of %j', (cells, order) => expect(detectDateOrder(cells)).toBe(order));

  it.each([['32.01.2024', undefined], ['2024-13-01', undefined], ['31.12.2024 10:30', 'dmy'], ['2024-01-01T00:00:00Z', 'ymd'], ['1.2.3', undefined], ['', undefined]])('shape of %s', (cell, shape) => expect(shapeOfDate(cell)).toBe(shape));
});

describe('types', () => {
  const format = { decimalComma: false, separator: ';' as const };
  it.each([
    ['age', ['1', '2', ''], 'number'],
    ['Сумма долга', ['1', '2'], 'money'],
    ['x', ['10 ₽', '5'], 'money'],
    ['flag', ['да', 'нет'], 'boolean'],
    ['flag', ['1', '0'], 'boolean'],
    ['flag', ['1', '1'], 'number'],
    ['since', ['2024-01-02', 'NULL'], 'date'],
    ['at', ['2024-01-02 10:00'], 'instant'],
    ['tags', ['a|b', 'c|d'], 'list'],
    ['tags', ['a,b', 'c'], 'list'],
    ['address', ['Paris, 1', 'Rome, 2'], 'text'],
    ['ИНН', ['7701234567'], 'text'],
    ['account', ['007', '123'], 'text'],
    ['name', ['Ann', '1'], 'text'],
    ['empty', ['', 'N/A'], 'text'],
    ['mostly', [...Array.from({ length: 40 }, (_, index) => String(index)), 'oops'], 'number'],
  ])('%s %j', (name, samples, type) => expect(detectType(name, samples, format)).toBe(type));

  it('takes every number it writes for one', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => looksNumeric(String(value), false) && looksNumeric(String(value).replace('.', ','), true)));
  });
});

describe('names', () => {
  it.each([
    ['Сумма долга, руб.', 'summa_dolga_rub'],
    ['MonthlyCharges', 'monthly_charges'],
    ['2nd phone', 'a_2nd_phone'],
    ['Щука ёж', 'shchuka_ezh'],
    ['Été', 'ete'],
    ['***', 'column_4'],
  ])('%s', (heading, name) => expect(attributeName(heading, new Set(), 4)).toBe(name));

  it('are always allowed and always new', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 90 }), { maxLength: 12 }), (headings) => {
        const taken = new Set<string>();
        headings.forEach((heading, index) => {
          const name = attributeName(heading, taken, index + 1);
          expect(name).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
          expect(taken.has(name)).toBe(false);
          taken.add(name);
        });
      }),
    );
  });

  it('are compared without case, marks and ё', () => expect(plainHeading('Лицевой счёт №')).toBe(plainHeading('лицевой_счет')));
});

describe('mapping', () => {
  const column = (index: number, name: string, detectedType: DetectedColumn['detectedType'] = 'text', distinct = 100, samples: string[] = []): DetectedColumn => ({ index, name, detectedType, samples, distinct, seen: 100 });

  it('knows datasets by their headings', () => {
    expect(guessDataset(['Номер счёта', 'Клиент', 'Сумма', 'Дата выставления', 'Срок оплаты'].map((name, index) => column(index, name)))).toBe('invoices');
    expect(guessDataset(['client', 'offer', 'p', 'value'].map((name, index) => column(index, name)))).toBe('candidates');
    expect(guessDataset(['customerID', 'Contract', 'tenure', 'Churn'].map((name, index) => column(index, name, 'text', index === 1 ? 3 : 100)))).toBe('customers');
    expect(guessDataset([column(0, 'whatever')])).toBe('customers');
  });

  it('gives each field one column, and the rest names of their own', () => {
    const mapping = mapColumns('customers', [column(0, 'Клиент'), column(1, 'Код клиента'), column(2, 'Сегмент'), column(3, 'Доля'), column(4, 'доля'), column(5, '')], [{ name: 'dolya_2', type: 'number', title: { ru: '', en: '' }, builtIn: false }]);
    expect(mapping.map(({ to }) => to)).toEqual([
      { field: 'customer_id' },
      { newAttribute: { name: 'kod_klienta', type: 'text', title: { ru: 'Код клиента', en: 'Код клиента' } } },
      { field: 'segment' },
      { newAttribute: { name: 'dolya', type: 'text', title: { ru: 'Доля', en: 'Доля' } } },
      { field: 'dolya_2' },
      { skip: true },
    ]);
  });

  it('does not take minor units for money', () => {
    const mapping = mapColumns('payments', [column(0, 'amount_minor', 'number'), column(1, 'payment_id')], []);
    expect(mapping).toEqual([{ column: 0, to: { skip: true } }, { column: 1, to: { field: 'payment_id' } }]);
  });

  it('finds group, outcomes and dimensions of a finished campaign', () => {
    const columns = [column(0, 'history_segment', 'text', 7, ['a']), column(1, 'segment', 'text', 3, ['No E-Mail', 'Mens E-Mail']), column(2, 'visit', 'boolean', 2), column(3, 'spend', 'number', 40), column(4, 'history', 'number', 90), column(5, 'recency', 'number', 12)];
    expect(guessDataset(columns)).toBe('experiment');
    expect(mapColumns('experiment', columns, []).map(({ to }) => to)).toEqual([{ dimension: 'history_segment' }, { field: 'arm' }, { outcome: 'visit' }, { outcome: 'spend' }, { skip: true }, { dimension: 'recency' }]);
  });

  it.each([[['Mens E-Mail', 'No E-Mail'], 'No E-Mail'], [['КГ', 'ЦГ'], 'КГ'], [['treatment', 'Control'], 'Control'], [['0', '1'], '0'], [['b', 'a'], 'b'], [[], '']])('control group of %j', (arms, control) => expect(guessControlArm(arms)).toBe(control));
});
