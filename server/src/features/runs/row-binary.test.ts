import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RowCursor, RowReader } from './row-binary.js';

interface Row { id: string; numbers: number[]; days: number }

function print(rows: readonly Row[]): Buffer {
  const varint = (value: number): Buffer => Buffer.from(value < 128 ? [value] : value < 16_384 ? [(value & 127) | 128, value >> 7] : [(value & 127) | 128, ((value >> 7) & 127) | 128, value >> 14]);
  return Buffer.concat(rows.flatMap(({ id, numbers, days }) => {
    const text = Buffer.from(id);
    const fixed = Buffer.alloc(8 * numbers.length + 4);
    numbers.forEach((value, index) => fixed.writeDoubleLE(value, 8 * index));
    fixed.writeInt32LE(days, 8 * numbers.length);
    return [varint(text.length), text, varint(numbers.length), fixed];
  }));
}

async function read(chunks: Buffer[]): Promise<Row[]> {
  const rows: Row[] = [];
  const row: Row = { id: '', numbers: [], days: 0 };
  const reader = new RowReader(Readable.from(chunks), (cursor: RowCursor) => {
    row.id = cursor.textBytes().toString();
    row.numbers = [];
    for (let left = cursor.length(); left > 0 && !cursor.short; left--) row.numbers.push(cursor.float64());
    row.days = cursor.int32();
  });
  while (await reader.next()) rows.push({ ...row });
  return rows;
}

const anyRow = fc.record({ id: fc.string({ maxLength: 200 }), numbers: fc.array(fc.double({ noNaN: true }), { maxLength: 20 }), days: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }) });

describe('rows of bytes', () => {
  it('are the same wherever the bytes are cut', async () => {
    await fc.assert(fc.asyncProperty(fc.array(anyRow, { maxLength: 20 }), fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 30 }), async (rows, sizes) => {
      const bytes = print(rows);
      const chunks: Buffer[] = [];
      for (let at = 0, turn = 0; at < bytes.length; turn++) chunks.push(bytes.subarray(at, (at += sizes[turn % sizes.length]!)));
      expect(await read(chunks)).toEqual(rows);
    }), { numRuns: 200 });
  });

  it('that end in the middle are an error, not a shorter list', async () => {
    const bytes = print([{ id: 'a', numbers: [1, 2], days: 3 }, { id: 'b', numbers: [4], days: 5 }]);
    await expect(read([bytes.subarray(0, bytes.length - 1)])).rejects.toThrow(/ended inside a row/);
  });
});
