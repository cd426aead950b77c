import type { Tile, TileSource } from '@arbiter/contracts/reporting/board';
import type { ChartSpec } from '@arbiter/contracts/reporting/report-table';

interface TileMore {
  width?: number;
  height?: Tile['height'];
  params?: Record<string, unknown>;
  note?: { ru: string; en: string };
}

/** A tile of a view. */
export function viewTile(id: string, ru: string, en: string, view: string, chart: ChartSpec, { width = 6, height = 'middle', params, note }: TileMore = {}): Tile {
  const source: TileSource = { kind: 'view', view, ...(params ? { params } : {}) };
  return { id, title: { ru, en }, source, chart, width, height, ...(note ? { note } : {}) };
}

/** A headline number: one measure of a view with a single row. */
export const numberTile = (id: string, ru: string, en: string, view: string, measure: string, more: TileMore = {}): Tile => viewTile(id, ru, en, view, { type: 'number', y: [measure] }, { width: 2, height: 'small', ...more });
