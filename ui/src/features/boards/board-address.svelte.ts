import type { ReportFilter } from '@arbiter/contracts/reporting/explore';
import { withFilter } from '$lib/reporting/question-address.js';
import { router } from '$lib/router/router.svelte.js';
import { type BoardState, boardQuery, parseBoardState } from './board-state.js';

/** The state of the open board, read from the address and changed by writing it; back and forward undo and redo. */
export class BoardAddress {
  readonly state = $derived(parseBoardState(router.query));

  change(changes: Partial<BoardState>): void {
    router.go(router.path + boardQuery({ ...this.state, ...changes }), { keepScroll: true });
  }

  addFilter(...filters: ReportFilter[]): void {
    this.change({ filters: filters.reduce<ReportFilter[]>(withFilter, this.state.filters) });
  }

  removeFilter(index: number): void {
    this.change({ filters: this.state.filters.filter((_, at) => at !== index) });
  }

  toggleTable(tile: string): void {
    const { tables } = this.state;
    this.change({ tables: tables.includes(tile) ? tables.filter((id) => id !== tile) : [...tables, tile] });
  }
}
