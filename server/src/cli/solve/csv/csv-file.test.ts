import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { cellAt, columnLength } from '@arbiter/solver/problem/columns';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberIn } from './cell-numbers.js';
import { type CellKind, CsvFile } from './csv-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-csv-test-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(content: string | Uint8Array, kind: CellKind = 'text', name = 'rows.csv'): Promise<{ names: readonly string[]; rows: unknown[][]; numeric: Set<string> }> {
  const path = join(folder, name);
  await writeFile(path, content);
  const file = await CsvFile.open(path);
  const rows: unknown[][] = [];
  for await (const part of file.parts(() => kind)) {
    const columns = Object.values(part);
    for (let row = 0; row < columnLength(columns[0]!); row++) rows.push(columns.map((column) => cellAt(column, row)));
  }
  return { names: file.names, rows, numeric: await file.numericColumns() };
}

describe('CsvFile', () => {
  it('reads quotes, separators, blank lines, CRLF and a missing last line end', async () => {
    expect(await read('\uFEFFid;"a ""b"""\r\n\r\n1;"x;\r\ny"\r\n2;"""q"""\r\n3;')).toEqual({ names: ['id', 'a "b"'], rows: [['1', 'x;\r\ny'], ['2', '"q"'], ['3', null]], numeric: new Set(['id']) });
    expect((await read('a,b\n"",1\n')).rows).toEqual([[null, '1']]);
    expect((await read('a\tb\nü\t1')).rows).toEqual([['ü', '1']]);
    expect((await read('a,b')).rows).toEqual([]);
  });

  it('reads whatever was written, in blocks of any size', async () => {
    const cell = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('"', '""', ',', '\n', '\r\n', 'é', '😀', ' '), fc.integer().map(String));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell.map((text) => `x${text}`)), { maxLength: 30 }), fc.constantFrom('\n', '\r\n'), async (rows, end) => {
        const quoted = (text: string): string => (/[",\r\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text);
        const { rows: got } = await read(['a,b', ...rows.map((row) => row.map(quoted).join(','))].join(end));
        expect(got).toEqual(rows.map((row) => row.map((text) => (text === '' ? null : text))));
      }),
      { numRuns: 200 },
    );
  });

  it('joins records that chunks of the file cut in two', async () => {
    const rows = Array.from({ length: 200_000 }, (_, i) => `customer-${i},"a ""${i}"", b",${i / 4}`);
    const { rows: got } = await read(`c,t,v\n${rows.join('\n')}\n`);
    expect(got).toHaveLength(rows.length);
    expect(got.every(([c, t, v], i) => c === `customer-${i}` && t === `a "${i}", b` && v === String(i / 4))).toBe(true);
  });

  it('reads what gzip packed', async () => {
    expect((await read(gzipSync('a,b\n1,2\n'), 'number', 'rows.csv.gz')).rows).toEqual([[1, 2]]);
    await expect(read(gzipSync('a,b\n1,2\n').subarray(0, 20), 'number', 'cut.csv.gz')).rejects.toThrow('damaged or cut short');
  });

  it('names the line of what cannot be read', async () => {
    await expect(read('')).rejects.toThrow('it is empty');
    await expect(read('\n1,2')).rejects.toThrow('first line is empty');
    await expect(read('a,a\n')).rejects.toThrow('column "a" stands twice');
    await expect(read('a,b\n1,2\n1\n')).rejects.toThrow('line 3: 1 cells where the header names 2 columns');
    await expect(read('a,b\n"1\n2",2\n1,2,3\n')).rejects.toThrow('line 4: 3 cells');
    await expect(read('a,b\n"1",2\n"x,2\n')).rejects.toThrow('line 3: a quoted cell is not closed');
    await expect(read('a,b\n"1"x,2\n')).rejects.toThrow('line 2: "x" follows a closing quote');
    await expect(read('a,b\n1"x,2\n')).rejects.toThrow('line 2: a quote stands in the middle of column 1');
    await expect(read(Buffer.from('\uFEFFa,b\n', 'utf16le'))).rejects.toThrow('UTF-16');
    await expect(read('PAR1….')).rejects.toThrow('Parquet');
  });
});

describe('numberIn', () => {
  const numberOf = (text: string): number | undefined => {
    const bytes = new TextEncoder().encode(`<${text}>`);
    return numberIn(bytes, 1, bytes.length - 1);
  };

  it('reads every number as JavaScript does', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.tuple(fc.integer(), fc.integer({ min: 0, max: 8 })).map(([n, d]) => n / 10 ** d)), (value) => {
        expect(numberOf(String(value).replace('e+', 'e'))).toBe(Object.is(value, -0) ? 0 : value);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['', '-', '.5', '5.', '007', '+1', '1,5', '0x10', 'NaN', 'Infinity', '1e', ' 1', '1 ', '--1', '1.2.3', '00'])('refuses %j', (text) => expect(numberOf(text)).toBeUndefined());
  it.each([['0', 0], ['-0', -0], ['0.5', 0.5], ['10', 10], ['1e3', 1000], ['123456789012345678', 123456789012345678], ['0.1', 0.1], ['1e999', Infinity]])('reads %s', (text, value) => expect(numberOf(text)).toBe(value));
});
