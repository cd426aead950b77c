import type { BoardDocument, Tile } from '@arbiter/contracts/reporting/board';
import { randomId } from '$lib/random-id.js';

const mostSteps = 100;

/** A board while it is arranged: every change can be taken back. */
export class BoardDraft {
  document = $state.raw<BoardDocument>() as BoardDocument;
  #past = $state.raw<BoardDocument[]>([]);
  #future = $state.raw<BoardDocument[]>([]);
  readonly canUndo = $derived(this.#past.length > 0);
  readonly canRedo = $derived(this.#future.length > 0);
  /** Version that the changes are based on. */
  version: number;

  constructor(document: BoardDocument, version: number) {
    this.document = document;
    this.version = version;
  }

  change(next: Partial<BoardDocument>): void {
    this.#past = [...this.#past.slice(1 - mostSteps), this.document];
    this.#future = [];
    this.document = { ...this.document, ...next };
  }

  undo(): void {
    const last = this.#past.at(-1);
    if (!last) return;
    this.#past = this.#past.slice(0, -1);
    this.#future = [...this.#future, this.document];
    this.document = last;
  }

  redo(): void {
    const next = this.#future.at(-1);
    if (!next) return;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, this.document];
    this.document = next;
  }

  changeTile(id: string, changes: Partial<Tile>): void {
    this.change({ tiles: this.document.tiles.map((tile) => (tile.id === id ? { ...tile, ...changes } : tile)) });
  }

  removeTile(id: string): void {
    this.change({ tiles: this.document.tiles.filter((tile) => tile.id !== id) });
  }

  duplicateTile(id: string): void {
    this.change({ tiles: this.document.tiles.flatMap((tile) => (tile.id === id ? [tile, { ...tile, id: `tile-${randomId()}` }] : [tile])) });
  }

  /** Moves a tile to a place in the order. */
  moveTile(id: string, to: number): void {
    const { tiles } = this.document;
    const from = tiles.findIndex((tile) => tile.id === id);
    const place = Math.max(0, Math.min(tiles.length - 1, to));
    const moved = tiles[from];
    if (!moved || from === place) return;
    const others = tiles.filter((tile) => tile.id !== id);
    this.change({ tiles: [...others.slice(0, place), moved, ...others.slice(place)] });
  }
}
