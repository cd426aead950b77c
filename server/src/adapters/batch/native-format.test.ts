import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NativeColumn, NativeType } from './native-columns.js';
import { NativeReader } from './native-reader.js';
import { writeNativeBlock } from './native-writer.js';

const text = fc.string({ unit: 'binary', maxLength: 300 });
const types: { type: NativeType; value: fc.Arbitrary<unknown> }[] = [
  { type: { kind: 'float64' }, value: fc.double() },
  { type: { kind: 'string' }, value: text },
  { type: { kind: 'bool' }, value: fc.boolean() },
  { type: { kind: 'uint64' }, value: fc.maxSafeNat() },
  { type: { kind: 'nullable', of: { kind: 'float64' } }, value: fc.option(fc.double()) },
  { type: { kind: 'nullable', of: { kind: 'string' } }, value: fc.option(text) },
  { type: { kind: 'nullable', of: { kind: 'bool' } }, value: fc.option(fc.boolean()) },
  { type: { kind: 'array', of: { kind: 'string' } }, value: fc.array(text, { maxLength: 4 }) },
  { type: { kind: 'array', of: { kind: 'nullable', of: { kind: 'float64' } } }, value: fc.array(fc.option(fc.double()), { maxLength: 4 }) },
];

describe('the Native format', () => {
  it('reads back what it writes, however the bytes are cut', () => {
    const table = fc.array(fc.tuple(...types.map(({ value }) => value)), { maxLength: 30 });
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 5000 }), (rows, cut) => {
        const columns: NativeColumn[] = types.map(({ type }, index) => ({ name: `c${index}`, type, values: rows.map((row) => row[index]) }));
        const bytes = writeNativeBlock(rows.length, columns);
        const reader = new NativeReader();
        const blocks = [];
        for (let at = 0; at < bytes.length; at += cut) blocks.push(...reader.push(bytes.subarray(at, at + cut)));
        blocks.push(...reader.end());
        expect(blocks.length).toBe(rows.length === 0 ? 0 : 1);
        blocks[0]?.columns.forEach((column, index) => expect(Array.from(column.values)).toEqual(Array.from(columns[index]!.values)));
      }),
    );
  });

  it('says so where the answer breaks off', () => {
    const bytes = writeNativeBlock(3, [{ name: 'c', type: { kind: 'string' }, values: ['a', 'b', 'c'] }]);
    const reader = new NativeReader();
    reader.push(bytes.subarray(0, -1));
    expect(() => reader.end()).toThrow(/broke off/);
  });
});
