import fc from 'fast-check';
import type { FileFormat, Reject } from '@arbiter/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analytics } from '../../ports/analytics.js';
import { splitRecords } from './detection/split-records.js';
import { openAnalyticsFixture, type AnalyticsFixture } from './testing/analytics-fixture.js';
import type { PlannedColumn } from './plan-columns.js';
import { joinLines, splitRecordsSql } from './sql/record-sql.js';
import { rejectsParams, rejectsSql } from './sql/staging-sql.js';
import { dropTables, fillStaging, stagingTables } from './staging.js';

let fixture: AnalyticsFixture;
let analytics: Analytics;
beforeAll(async () => {
  fixture = await openAnalyticsFixture();
  analytics = fixture.analytics;
});
afterAll(() => fixture.close());

const format: FileFormat = { kind: 'csv', encoding: 'utf-8', byteOrderMark: false, separator: ';', header: true, decimalComma: true, dateOrder: 'dmy' };
const tables = stagingTables('test');
const column = (index: number, label: string, rules: PlannedColumn['rules']): PlannedColumn => ({ name: `f_${label}`, target: label, role: 'field', source: { column: index }, label, rules });

/** Checks a text; rows come back by line, rejects as people see them. */
async function check(text: string, columns: PlannedColumn[], changes: Partial<FileFormat> = {}, width = columns.length, params = {}) {
  const staging = { columns, width, format: { ...format, ...changes } };
  try {
    await fillStaging(analytics, tables, { path: fixture.write('check.csv', text), format: staging.format }, staging, params);
    const rows = await analytics.query<Record<string, unknown>>(`SELECT * EXCEPT (faults, cells) FROM ${tables.checked} WHERE empty(faults) ORDER BY line`);
    const rejects = await analytics.query<Reject>(rejectsSql(tables.checked), rejectsParams(staging));
    return { rows, rejects: rejects.map(({ line, column: where, value, reason }) => [Number(line), where, value, reason]) };
  } finally {
    await dropTables(analytics, Object.values(tables));
  }
}

describe('records', () => {
  const key = column(0, 'a', { type: 'text' });
  const note = column(1, 'b', { type: 'text' });

  it('keeps the physical line of each record when quoted cells hold line ends', async () => {
    const { rows } = await check('a;b\r\n1;"x\r\ny"\r\n\r\n2;"say ""hi"";"\r\n3;5" pipe\r\n4;"\n\n"\n5;z', [key, note]);
    expect(rows.map(({ line, f_a, f_b }) => [line, f_a, f_b])).toEqual([
      ['2', '1', 'x\r\ny'], ['5', '2', 'say "hi";'], ['6', '3', '5" pipe'], ['7', '4', ''], ['10', '5', 'z'],
    ].map(([line, a, b]) => [line, a, b === 'x\r\ny' ? 'x\ny' : b]));
  });

  it('refuses broken rows one by one, with their lines', async () => {
    const { rows, rejects } = await check('a;b\n1;x\n2\n3;x;y\n4;"x"y\n5;x;;\n;;\n6;z', [key, note]);
    expect(rows.map((row) => row['f_a'])).toEqual(['1', '5', '6']);
    expect(rejects).toEqual([[3, '', '2', 'too-few-columns'], [4, '', '3;x;y', 'too-many-columns'], [5, '', '4;xy', 'malformed-quotes']]);
  });

  it('names the line of a quote that is never closed', async () => {
    await expect(check('a;b\n1;x\n2;"y\n3;z\n', [key, note])).rejects.toMatchObject({ code: 'import-not-readable', detail: expect.stringContaining('line 3') as string });
  });

  it('takes a mark, an announced separator and a tab or bar for what they are', async () => {
    const { rows } = await check('\uFEFFsep=|\r\na|b\r\n1|"x|y"\r\n', [key, note], { separator: '|' });
    expect(rows).toMatchObject([{ line: '3', f_a: '1', f_b: 'x|y' }]);
    const tabs = await check('\uFEFFa\tb\n1\t"x\ty"\n', [key, note], { separator: '\t' });
    expect(tabs.rows).toMatchObject([{ line: '2', f_a: '1', f_b: 'x\ty' }]);
  });

  it('refuses rows that are not UTF-8 and keys with control characters', async () => {
    const bytes = Buffer.concat([Buffer.from('a;b\n1;'), Buffer.from([0xcf, 0xf0]), Buffer.from('\n2;"\xd0'), Buffer.from([0xff]), Buffer.from('"\nx\0y;3\n')]);
    const { rejects } = await check(bytes.toString('latin1'), [column(0, 'a', { type: 'text', need: 'key' }), note]).catch(() => ({ rejects: [] }));
    expect(rejects).toContainEqual([4, 'a', 'x\\0y', 'control-characters']);
    await fillStaging(analytics, tables, { path: fixture.write('raw.csv', bytes), format }, { columns: [key, note], width: 2, format }, {});
    const bad = await analytics.query<{ line: string }>(`SELECT line FROM ${tables.checked} WHERE notEmpty(faults) ORDER BY line`);
    await dropTables(analytics, Object.values(tables));
    expect(bad.map(({ line }) => line)).toEqual(['2', '3', '4']);
  });

  it('takes files of many columns', async () => {
    const columns = Array.from({ length: 300 }, (_, index) => column(index, `c${index}`, { type: index % 2 === 0 ? 'number' : 'money' }));
    const { rows, rejects } = await check(`${columns.map(({ label }) => label).join(';')}\n${columns.map(() => '1,5').join(';')}\n`, columns);
    expect(rejects).toEqual([]);
    expect(rows).toMatchObject([{ f_c298: 1.5, f_c299: 150 }]);
  }, 120_000);

  it('splits any text as the preview does', async () => {
    await analytics.command('DROP TABLE IF EXISTS split_check');
    await analytics.command('CREATE TABLE split_check (line UInt64, text String) ENGINE = Memory');
    const piece = fc.constantFrom('a', 'b;', ';', '"', '""', '\n', ';"x"', '";"', '"q;\n', ' ', 'й', '\u001f');
    const texts = fc.sample(fc.array(piece, { minLength: 1, maxLength: 30 }).map((pieces) => pieces.join('')), { numRuns: 60, seed: 4 });
    for (const text of texts) {
      await analytics.command('TRUNCATE TABLE split_check');
      await analytics.insert('split_check', text.split('\n').map((line, index) => ({ line: index + 1, text: line })));
      const records = await analytics.query<{ line: string; cells: string[]; malformed: number }>(
        `SELECT toUInt64(split.line) AS line, split.cells AS cells, split.malformed AS malformed FROM (${splitRecordsSql(`(${joinLines('split_check', ';')})`, ';')}) AS split JOIN (${joinLines('split_check', ';')}) AS joined ON split.line = joined.line WHERE joined.inside = 0 ORDER BY line`,
      );
      // Text after a closing quote is refused anyway: its cells need not be the same to the letter.
      const broken = new Set(records.filter(({ malformed }) => malformed).map(({ line }) => Number(line)));
      const expected = splitRecords(text, ';').filter(({ line }) => !broken.has(line)).map(({ line, cells }) => ({ line, cells }));
      const actual = records.filter(({ cells, malformed }) => !malformed && cells.some((cell) => cell !== '')).map(({ line, cells }) => ({ line: Number(line), cells }));
      expect(actual, JSON.stringify(text)).toEqual(expected);
    }
  });
});

describe('cells', () => {
  const one = async (cells: string[], rules: PlannedColumn['rules'], changes: Partial<FileFormat> = {}, params = {}) => {
    const text = `k;v\n${cells.map((cell, index) => `${index};"${cell.replaceAll('"', '""')}"`).join('\n')}\n`;
    const { rows, rejects } = await check(text, [column(0, 'k', { type: 'text' }), column(1, 'v', rules)], changes, 2, params);
    return cells.map((_, index) => {
      const fault = rejects.find(([line]) => line === index + 2);
      return fault ? fault[3] : rows.find((row) => row['line'] === String(index + 2))?.['f_v'];
    });
  };

  it('reads numbers with a decimal comma', async () => {
    expect(await one(['1,5', '1 234,56', '1\u00a0234\u202f567,8', '1.234,5', '1.234', '0.125', '12.5', '(12,5)', '−3', '25 %', '7 ₽', '1,2e3', '', 'н/д', 'abc', '1,2,3', 'NULL', '5 руб.'], { type: 'number' }))
      .toEqual([1.5, 1234.56, 1234567.8, 1234.5, 1234, 0.125, 12.5, -12.5, -3, 0.25, 7, 1200, null, 'not-a-number', 'not-a-number', 'not-a-number', null, 5]);
  });

  it('reads numbers with a decimal point, and does not take a comma for one', async () => {
    expect(await one(['1.5', '1,234.56', '$1,234', '1,5', '-0.25', '1e400', 'inf', 'nan', '0x10'], { type: 'number' }, { decimalComma: false }))
      .toEqual([1.5, 1234.56, 1234, 'not-a-number', -0.25, 'out-of-range', 'out-of-range', null, 'not-a-number']);
  });

  it('keeps money in minor units, exactly', async () => {
    expect(await one(['12,34', '0,29', '1 000', '-5,01', '0,005', '99999999999999'], { type: 'money' })).toEqual([1234, 29, 100000, -501, 0.5, 'out-of-range']);
  });

  it('holds values to their range and fields to their need', async () => {
    expect(await one(['0,5', '35%', '1,01', '-0,1'], { type: 'number', range: { least: 0, most: 1 } })).toEqual([0.5, 0.35, 'out-of-range', 'out-of-range']);
    expect(await one(['', '-', '1'], { type: 'number', need: 'value' })).toEqual(['missing-value', 'missing-value', 1]);
    expect(await one(['', ' ', 'x', 'y'.repeat(201)], { type: 'text', need: 'key' })).toEqual(['missing-key', 'missing-key', 'x', 'too-long']);
    expect(await one(['call', 'visit'], { type: 'text', oneOf: { parameter: 'actions', reason: 'unknown-action' } }, {}, { actions: ['call'] })).toEqual(['call', 'unknown-action']);
  });

  it('reads dates in the order given, year first under any', async () => {
    const dates = ['31.12.2024', '1/2/24', '2024-02-29', '2023-02-29', '29.02.2023', '05.06.1975 10:30', '1.1.70', '13.13.2024', '01.01.1800', 'завтра', ''];
    expect(await one(dates, { type: 'date' })).toEqual(['2024-12-31', '2024-02-01', '2024-02-29', 'not-a-date', 'not-a-date', '1975-06-05', '1970-01-01', 'not-a-date', 'out-of-range', 'not-a-date', null]);
    expect(await one(['12/31/2024', '1/2/2024', '31/12/2024'], { type: 'date' }, { dateOrder: 'mdy' })).toEqual(['2024-12-31', '2024-01-02', 'not-a-date']);
    expect(await one(['2024/1/2', '31.12.2024'], { type: 'date' }, { dateOrder: 'ymd' })).toEqual(['2024-01-02', 'not-a-date']);
  });

  it('reads instants with time, fraction, zone and halves of the day', async () => {
    expect(await one(['2024-01-02T03:04:05.678+03:00', '2024-01-02 03:04', '02.01.2024 23:59:59', '2024-01-02', '1/2/2024 1:05 PM', '2024-01-02T25:00:00Z', '2024-01-02T00:00:00Z'], { type: 'instant' }))
      .toEqual(['2024-01-02 00:04:05.678', '2024-01-02 03:04:00.000', '2024-01-02 23:59:59.000', '2024-01-02 00:00:00.000', '2024-02-01 13:05:00.000', 'not-a-date', '2024-01-02 00:00:00.000']);
  });

  it('reads yes, no and lists', async () => {
    expect(await one(['да', 'НЕТ', '1', '0', 'True', 'false', '', 'maybe'], { type: 'boolean' })).toEqual([true, false, true, false, true, false, null, 'not-a-boolean']);
    expect(await one(['sms, email', '["sms","post"]', 'a|b|a', ''], { type: 'list' })).toEqual([['sms', 'email'], ['sms', 'post'], ['a', 'b'], []]);
  });
});
