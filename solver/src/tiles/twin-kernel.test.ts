import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawer } from '../fixtures/bare-model.js';
import { CHUNK_TILES, LANES } from './tile-layout.js';
import { TileScan } from './tile-scan.js';
import { TileTable } from './tile-table.js';

const kinds = ['pass', 'passNear', 'exactTotal'] as const;

/** Values from many orders of magnitude, equal ones among them, exact zeros of both signs and numbers below the normal ones. */
function number(random: () => number): number {
  const kind = random();
  if (kind < 0.2) return Math.floor(random() * 4) - 1;
  if (kind < 0.25) return -0;
  if (kind < 0.3) return random() * 2 ** -145;
  if (kind < 0.4) return (random() - 0.5) * 2 ** (random() * 118);
  return Math.exp(3 * random()) - 2;
}

function fill(table: TileTable, random: () => number): void {
  const { values, own, customerAt, shape } = table;
  for (let position = 0; position < customerAt.length; position++) {
    for (let j = 0; j < shape.options; j++) {
      const at = table.placeOf(position, j);
      values[at] = customerAt[position]! < 0 || random() < 0.2 ? -Infinity : number(random);
      for (const column of own) column[at] = values[at] === -Infinity ? 0 : Math.floor(random() * 5) - 1 + (random() < 0.5 ? random() : 0);
    }
  }
}

/** Everything that a pass may have written, byte by byte. */
function written({ table: { buffer, layout } }: TileScan): Uint8Array {
  return new Uint8Array(buffer, layout.counts, layout.end - layout.counts).slice();
}

function compare(table: TileTable, random: () => number): void {
  const { cells, options, own } = table.shape;
  const draw = () => Float64Array.from({ length: cells * options }, () => number(random));
  const prices = { base: draw(), own: Array.from({ length: own }, draw) };
  const [vectors, plain] = [new TileScan(table), new TileScan(table, { kernel: 'plain' })];
  expect(vectors.kernel).toBe('wasm');
  for (const exact of [true, false]) {
    table.exact = exact;
    for (const kind of kinds) {
      const [first, of] = [vectors[kind](prices), written(vectors)];
      expect(plain[kind](prices)).toEqual(first);
      expect(Buffer.compare(written(plain), of)).toBe(0);
    }
  }
}

describe('the two kernels', () => {
  const shape = fc.record({ seed: fc.nat(), customers: fc.integer({ min: 0, max: 400 }), options: fc.integer({ min: 1, max: 70 }), cells: fc.integer({ min: 1, max: 300 }), own: fc.integer({ min: 0, max: 8 }) });

  it('write the same bits', () => {
    fc.assert(fc.property(shape, ({ seed, customers, options, cells, own }) => {
      const random = drawer(seed);
      const table = TileTable.allocate(Uint32Array.from({ length: customers }, () => Math.floor(random() * cells)), cells, options, own);
      fill(table, random);
      compare(table, random);
    }), { numRuns: 100 });
  });

  it.each([[1, 0], [3, 0], [2, 2]])('write the same bits where %i cells reach over several chunks, with %i own columns', (cells, own) => {
    const random = drawer(cells);
    const customers = CHUNK_TILES * LANES * 3 + 77;
    const table = TileTable.allocate(Uint32Array.from({ length: customers }, () => Math.floor(random() * cells)), cells, 5, own);
    fill(table, random);
    compare(table, random);
  });

  it.each([254, 255, 300, 65_535])('write the same bits with %i options', (options) => {
    const random = drawer(options);
    const table = TileTable.allocate(Uint32Array.of(0, 0, 1, 0, 0), 2, options);
    fill(table, random);
    table.values.fill(-Infinity);
    table.values[table.placeOf(0, options - 1)] = 2 ** 119;
    table.values[table.placeOf(1, 0)] = 2 ** 119;
    compare(table, random);
    expect(table.wide).toBe(options > 254);
  });
});
