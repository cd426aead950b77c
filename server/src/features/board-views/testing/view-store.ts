import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AskedView, ViewStores } from '@arbiter/reports/views/asked-view';
import type { ViewInput, ViewTable } from '@arbiter/reports/views/view';
import { openAnalytics } from '../../../adapters/clickhouse/open-analytics.js';
import type { Analytics } from '../../../ports/analytics.js';

export interface ViewStore {
  analytics: Analytics;
  /** The table of a view; a row can be read by column names. */
  ask(view: AskedView, input?: Partial<ViewInput>): Promise<ViewTable & { records: Record<string, unknown>[] }>;
  close(): Promise<void>;
}

/** An analytical store in a folder of its own for tests of views by facts made by hand. */
export async function openViewStore(more: Partial<Omit<ViewStores, 'query'>> = {}): Promise<ViewStore> {
  const folder = await mkdtemp(join(tmpdir(), 'arbiter-views-'));
  const store = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'views_test', clickhouseMemoryBytes: 1.5 * 2 ** 30, dataDir: folder });
  const stores: ViewStores = {
    query: (sql, params) => store.analytics.query(sql, params),
    strategy: () => Promise.resolve(null),
    live: () => Promise.reject(new Error('this test has no process to look at')),
    ...more,
  };
  return {
    analytics: store.analytics,
    async ask(view, input = {}) {
      const table = await view.make({ period: null, filters: [], params: {}, today: '2026-03-31', ...input }, stores);
      if (/NaN|Infinity/.test(JSON.stringify(table.rows))) throw new Error('a table of JSON never holds NaN');
      for (const { row, column } of table.unknown) if (!table.columns.some(({ id }) => id === column) || row >= table.rows.length) throw new Error(`unknown names no cell: ${row} ${column}`);
      return { ...table, records: table.rows.map((row) => Object.fromEntries(table.columns.map(({ id }, index) => [id, row[index]]))) };
    },
    async close() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A row of strategy_decisions; what is left out is as in a decision that went well. */
export const decisionRow = (id: string, at: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  decision_id: id, at, endpoint: 'e', environment: 'production', publication_id: 'p', revision: 1, strategy_id: 's', strategy_version: 1, content_hash: 'h', arm: 'main', ok: true, version: 1, ...more,
});
