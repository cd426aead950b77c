import type { BoardDocument, Tile } from '@arbiter/contracts/reporting/board';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Two people changed one board: what both did, together. A tile that one of them changed or removed is as that one left it; one that both
 * changed differently is there twice; what one changed, the other cannot remove. The order is ours, with their new tiles at the end.
 */
export function mergeBoards(base: BoardDocument, ours: BoardDocument, theirs: BoardDocument, newId: () => string): BoardDocument {
  const byId = (board: BoardDocument) => new Map(board.tiles.map((tile) => [tile.id, tile]));
  const [before, here, there] = [byId(base), byId(ours), byId(theirs)];
  const tiles: Tile[] = [];
  for (const tile of ours.tiles) {
    const [old, other] = [before.get(tile.id), there.get(tile.id)];
    if (!old) tiles.push(other && !same(other, tile) ? { ...tile, id: newId() } : tile);
    else if (!other) {
      if (!same(tile, old)) tiles.push(tile);
    } else if (same(tile, old)) tiles.push(other);
    else if (same(other, old) || same(other, tile)) tiles.push(tile);
    else tiles.push(tile, { ...other, id: newId() });
  }
  for (const tile of theirs.tiles) {
    if (here.has(tile.id)) {
      // Both added a tile of the same identifier: ours was given another above.
      if (!before.has(tile.id) && !same(here.get(tile.id), tile)) tiles.push(tile);
      continue;
    }
    const old = before.get(tile.id);
    if (!old || !same(old, tile)) tiles.push(tile);
  }
  const rest = <K extends keyof BoardDocument>(key: K): BoardDocument[K] => (same(ours[key], base[key]) ? theirs[key] : ours[key]);
  const { description: _description, refreshSeconds: _refreshSeconds, ...plain } = ours;
  const description = rest('description');
  const refreshSeconds = rest('refreshSeconds');
  return { ...plain, title: rest('title'), filters: rest('filters'), period: rest('period'), shared: rest('shared'), ...(description === undefined ? {} : { description }), ...(refreshSeconds === undefined ? {} : { refreshSeconds }), tiles };
}
