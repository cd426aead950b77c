import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cellAt, columnLength } from '@arbiter/solver/problem/columns';
import { packIds } from '@arbiter/solver';
import { Session } from 'chdb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ParquetError } from './parquet-error.js';
import { ParquetFile } from './parquet-file.js';
import { writeParquet } from './write-parquet.js';

let folder: string;
let session: Session;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'arbiter-parquet-test-'));
  session = new Session();
});
afterAll(async () => {
  session.cleanup();
  await rm(folder, { recursive: true, force: true });
});

async function read(path: string): Promise<Record<string, unknown[]>> {
  const file = await ParquetFile.open(path);
  try {
    const rows: Record<string, unknown[]> = Object.fromEntries(file.names.map((name) => [name, []]));
    for await (const part of file.parts()) {
      for (const [name, column] of Object.entries(part)) for (let row = 0; row < columnLength(column); row++) rows[name]!.push(cellAt(column, row));
    }
    return rows;
  } finally {
    file.close();
  }
}

const columnsSql = `
  concat('клиент ', toString(intDiv(number, 3))) AS customer, toInt64(number) * 1000003 - 7 AS big, toUInt32(4294967295 - number) AS unsigned, toInt32(number) - 50 AS small,
  toLowCardinality(concat('a', toString(number % 5))) AS action, if(number % 7 = 0, NULL, number / 3) AS value, toFloat32(number / 4) AS single, if(number % 4 = 0, NULL, concat('s', toString(number % 3))) AS segment,
  toDate('2026-01-01') + number % 300 AS day, toDecimal64(number / 4, 2) AS price`;

describe('ParquetFile', () => {
  it.each(['none', 'snappy', 'gzip', 'zstd', 'lz4', 'brotli'])('reads what ClickHouse writes with %s', async (codec) => {
    const path = join(folder, `${codec}.parquet`);
    session.query(`INSERT INTO FUNCTION file('${path}', 'Parquet') SELECT ${columnsSql} FROM numbers(5000) SETTINGS output_format_parquet_compression_method = '${codec}', output_format_parquet_row_group_size = 2000, engine_file_truncate_on_insert = 1`);
    const rows = await read(path);
    const expected = Array.from({ length: 5000 }, (_, i) => ({
      customer: `клиент ${Math.floor(i / 3)}`, big: i * 1000003 - 7, unsigned: 4294967295 - i, small: i - 50, action: `a${i % 5}`, value: i % 7 === 0 ? null : i / 3, single: i / 4, segment: i % 4 === 0 ? null : `s${i % 3}`,
      day: new Date(Date.UTC(2026, 0, 1 + (i % 300))).toISOString().slice(0, 10), price: i / 4,
    }));
    for (const name of Object.keys(rows)) expect(rows[name], name).toEqual(expected.map((row) => row[name as keyof (typeof expected)[number]]));
  });

  it('reads what it writes, and so does ClickHouse', async () => {
    const path = join(folder, 'plan.parquet');
    const ids = Array.from({ length: 120_000 }, (_, i) => `c${i}é`);
    const { bytes, offsets } = packIds(ids);
    const codes = Int32Array.from(ids, (_, i) => (i % 11) - 1);
    const dictionary = Array.from({ length: 10 }, (_, a) => `action ${a}`);
    const file = openSync(path, 'w');
    writeParquet(file, [{ name: 'customer', kind: 'texts', bytes, offsets, of: Uint32Array.from(ids, (_, i) => i) }, { name: 'action', kind: 'codes', dictionary, codes }], ids.length);
    closeSync(file);
    expect(await read(path)).toEqual({ customer: ids, action: Array.from(codes, (code) => (code < 0 ? null : dictionary[code]!)) });
    const counted = session.query(`SELECT count(), countIf(action IS NULL), uniqExact(customer), countIf(action = 'action 9') FROM file('${path}', 'Parquet')`, 'CSV');
    expect(String(counted).trim()).toBe(`120000,${codes.filter((code) => code < 0).length},120000,${codes.filter((code) => code === 9).length}`);
  });

  it('refuses what is no Parquet file, empty or cut short', async () => {
    const whole = await readFile(join(folder, 'snappy.parquet'));
    const refusal = async (bytes: Uint8Array): Promise<string> => {
      await writeFile(join(folder, 'bad.parquet'), bytes);
      try {
        await read(join(folder, 'bad.parquet'));
        return 'read';
      } catch (error) {
        expect(error).toBeInstanceOf(ParquetError);
        return (error as Error).message;
      }
    };
    expect(await refusal(Buffer.alloc(0))).toContain('empty');
    expect(await refusal(Buffer.from('customer,action\n'))).toContain('cut short, or another kind of file');
    expect(await refusal(whole.subarray(0, whole.length / 2))).toContain('cut short');
    expect(await refusal(Buffer.concat([whole.subarray(0, -4), Buffer.from('PARE')]))).toContain('encrypted');
    // The end of the file without its middle: the places in the metadata lie outside of it.
    expect(await refusal(Buffer.concat([whole.subarray(0, 4), whole.subarray(-4000)]))).toMatch(/damaged|cut short/);
  });

  it('gives numbers or says that the file is damaged, whatever its bytes', async () => {
    const whole = await readFile(join(folder, 'snappy.parquet'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.oneof(fc.nat(whole.length - 1), fc.nat(2500).map((back) => whole.length - 1 - back)), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        const path = join(folder, 'mutated.parquet');
        await writeFile(path, bytes);
        try {
          await read(path);
        } catch (error) {
          expect(error).toBeInstanceOf(ParquetError);
        }
      }),
      { numRuns: 150 },
    );
  });
});
