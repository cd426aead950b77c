import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTestText, readValueText, type CellReading } from './read-cell-text.js';
import { readNumberText } from './read-number-text.js';
import { printTabSeparated, readTabSeparated } from './tab-separated.js';

const russian = (type?: CellReading['type'], names?: string[]): CellReading => ({ decimal: ',', type, names: names && new Set(names) });

describe('what people write into cells', () => {
  it.each([
    ['1 234,5', '1234.5'],
    ['1\u00a0234\u00a0567', '1234567'],
    ['10-20', '[10..20]'],
    ['10 – 20', '[10..20]'],
    ['-5..5', '[-5..5]'],
    ['-10 - -5', '[-10..-5]'],
    ['от 10 до 20', '[10..20]'],
    ['от 1 000 до 2 500,50', '[1000..2500.50]'],
    ['between 3 and 4', '[3..4]'],
    ['>=5', '>=5'],
    ['≥ 5,5', '>= 5.5'],
    ['=>5', '>= 5'],
    ['не менее 18', '>= 18'],
    ['свыше 100', '> 100'],
    ['до 20', '<= 20'],
    ['65+', '>= 65'],
    ['65 и старше', '>= 65'],
    ['<> 3', 'not(3)'],
    ['кроме 1; 2', 'not(1, 2)'],
    ['1; 2; 10-20', '1, 2, [10..20]'],
    ['12,5 %', '0.125'],
    ['[1,5..2,5)', '[1.5..2.5)'],
    ['100 ₽', '100'],
    ['', '-'],
    ['любой', '-'],
    ['—', '-'],
    ['age * 2', 'age * 2'],
    ['20-10', '20-10'],
    ['null', 'null'],
    ['=20-30', '20-30'],
    ['=>20', '>= 20'],
  ])('number: %s → %s', (text, feel) => {
    expect(readTestText(text, russian('number', ['age']))).toBe(feel);
  });

  it.each([
    ['31.12.2025', '@"2025-12-31"'],
    ['2025-12-31', '@"2025-12-31"'],
    ['01.01.2025-31.12.2025', '[@"2025-01-01"..@"2025-12-31"]'],
    ['с 01.01.2025 по 31.01.2025', '[@"2025-01-01"..@"2025-01-31"]'],
    ['до 01.03.2025', '<= @"2025-03-01"'],
    ['31.02.2025', '31.02.2025'],
    ['date("2025-01-01")', 'date("2025-01-01")'],
  ])('date: %s → %s', (text, feel) => {
    expect(readTestText(text, russian('date'))).toBe(feel);
  });

  it.each([
    ['EU', '"EU"'],
    ['EU; US', '"EU", "US"'],
    ['EU, US', '"EU", "US"'],
    ['"EU", "US"', '"EU", "US"'],
    ['кроме EU', 'not("EU")'],
    ['не EU', 'not("EU")'],
    ['от 10 до 20', '"от 10 до 20"'],
    ['«Москва»', '"Москва"'],
    ['Санкт-Петербург', '"Санкт-Петербург"'],
    ['region', 'region'],
    ['=otherName', 'otherName'],
    ['starts with(?, "A")', 'starts with(?, "A")'],
    ['007', '"007"'],
  ])('text: %s → %s', (text, feel) => {
    expect(readTestText(text, russian('string', ['region']))).toBe(feel);
  });

  it('tells types by their looks where the column says none', () => {
    const read = (text: string): string => readTestText(text, russian(undefined, ['age']));
    expect(['18-25', '31.12.2025', 'Москва', 'ИСТИНА', 'age + 1', 'age', '1,5', '12:30'].map(read)).toEqual(['[18..25]', '@"2025-12-31"', '"Москва"', 'true', 'age + 1', 'age', '1.5', '@"12:30:00"']);
  });

  it('reads values of outputs, which are no tests', () => {
    expect(readValueText('1 000,5', russian('number'))).toBe('1000.5');
    expect(readValueText('да', russian('boolean'))).toBe('true');
    expect(readValueText('Отказ, причина 3', russian('string'))).toBe('"Отказ, причина 3"');
    expect(readValueText('limit * 2', russian('number', ['limit']))).toBe('limit * 2');
    expect(readValueText('', russian('number'))).toBe('');
    expect(readValueText('01.02.2025 9:30', russian('date and time'))).toBe('@"2025-02-01T09:30:00"');
  });

  it('knows what a comma is by the language', () => {
    expect([readNumberText('1,234', '.'), readNumberText('1,234', ','), readNumberText('1,5', '.'), readNumberText('1.234,5', '.'), readNumberText('1,234.5', ','), readNumberText('10 20', ',')]).toEqual(['1234', '1.234', null, '1234.5', '1234.5', null]);
    expect([readNumberText('7%', ','), readNumberText('-0,5%', ','), readNumberText('100 %', ','), readNumberText('1e5', ',')]).toEqual(['0.07', '-0.005', '1', null]);
  });

  it('leaves what it once made as it is', () => {
    fc.assert(fc.property(fc.string(), fc.constantFrom('number', 'string', 'date', 'boolean', undefined), (text, type) => {
      fc.pre(!/^\s*=/.test(text));
      const once = readTestText(text, russian(type));
      expect(readTestText(once, russian(type))).toBe(once);
    }));
  });
});

describe('cells on the clipboard', () => {
  it('reads what Excel puts there', () => {
    expect(readTabSeparated('a\t1,5\r\n"two\nlines"\t"say ""hi"""\r\n')).toEqual([['a', '1,5'], ['two\nlines', 'say "hi"']]);
    expect(readTabSeparated('"EU", "US"\t"EU"\r\n')).toEqual([['"EU", "US"', '"EU"']]);
    expect(readTabSeparated('one')).toEqual([['one']]);
    expect(readTabSeparated('a\t')).toEqual([['a', '']]);
    expect(readTabSeparated('')).toEqual([]);
    expect(readTabSeparated('"broken\tb')).toEqual([['"broken', 'b']]);
  });

  it('reads back what it wrote', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', '\t', '\n', ',', ' ', '-') });
    fc.assert(fc.property(fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (rows) => {
      expect(readTabSeparated(printTabSeparated(rows))).toEqual(rows);
    }));
  });
});
