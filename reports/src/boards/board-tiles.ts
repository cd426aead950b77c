import type { Tile } from '@arbiter/contracts/reporting/board';
import type { AskedView } from '../views/asked-view.js';

type TileMore = Partial<Pick<Tile, 'title' | 'note' | 'width' | 'height' | 'chart'>>;

/** A tile of a view: its title and chart are the view's own unless told otherwise. */
export function viewTile(id: string, view: AskedView, params: Record<string, unknown> = {}, more: TileMore = {}): Tile {
  const { title, chart } = view.definition;
  return { id, title, source: { kind: 'view', view: view.definition.id, ...(Object.keys(params).length > 0 ? { params } : {}) }, chart, width: 6, height: 'middle', ...more };
}

/** One number of a view that has several. */
export function numberTile(id: string, view: AskedView, column: string, ru: string, en: string, params: Record<string, unknown> = {}): Tile {
  return viewTile(id, view, params, { title: { ru, en }, chart: { type: 'number', y: [column] }, width: 3, height: 'small' });
}
