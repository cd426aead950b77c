import { TileTable } from '../tiles/tile-table.js';

/**
 * A sample of a table's customers, stratified by cell: evenly spaced ones, as many of each cell as its share asks for, so that one
 * weight serves all. Prices found on it are a good start for the whole.
 */
export function sampleTiles(table: TileTable, target: number): { table: TileTable; weight: number } {
  const { shape, customerAt, cellOfTile } = table;
  const share = Math.min(1, target / shape.customers);
  const picked: number[] = [];
  for (let tile = 0; tile < shape.tiles; ) {
    const first = tile;
    while (tile < shape.tiles && cellOfTile[tile] === cellOfTile[first]) tile++;
    let size = (tile - first) * 4;
    while (size > 0 && customerAt[first * 4 + size - 1]! < 0) size--;
    const wanted = Math.round(size * share);
    for (let n = 0; n < wanted; n++) picked.push(first * 4 + Math.floor(((n + 0.5) * size) / wanted));
  }
  const sample = TileTable.allocate(Uint32Array.from(picked, (position) => cellOfTile[position >>> 2]!), shape.cells, shape.options, shape.own);
  sample.values.fill(-Infinity);
  picked.forEach((position, i) => {
    const [from, to] = [table.placeOf(position, 0), sample.placeOf(sample.place[i]!, 0)];
    for (let j = 0; j < shape.options * 4; j += 4) {
      sample.values[to + j] = table.values[from + j]!;
      for (let m = 0; m < shape.own; m++) sample.own[m]![to + j] = table.own[m]![from + j]!;
    }
  });
  sample.exact = table.exact;
  return { table: sample, weight: picked.length > 0 ? shape.customers / picked.length : 1 };
}
