import type { TableRequest, Tile } from '@arbiter/contracts/reporting/board';
import type { ReportCompare, ReportFilter, ReportPeriod } from '@arbiter/contracts/reporting/explore';
import { timeZone } from '$lib/charts/chart-context.svelte.js';

/** A tile's question with what the reader chose on the board; days are cut in the reader's zone. */
export function tileQuestion(source: Tile['source'], board: { filters: readonly ReportFilter[]; period: ReportPeriod; compare: ReportCompare | null }): TableRequest {
  const asked = source.kind === 'explore' && source.query.timeZone === undefined ? { ...source, query: { ...source.query, timeZone } } : source;
  return { source: asked, ...(board.filters.length ? { filters: [...board.filters] } : {}), period: board.period, ...(board.compare ? { compare: board.compare } : {}) };
}

export const tileHeights = { small: 128, middle: 280, tall: 440 } as const;
