import { randomUUID } from 'node:crypto';
import type { TableProgress } from '@arbiter/contracts/reporting/index';
import type { Analytics, QueryOptions } from '../../ports/analytics.js';

interface Running {
  /** Rows read and to be read by the statements that have this mark, of those under way. */
  progress(): Promise<Omit<TableProgress, 'elapsedMs'>>;
  analytics: Analytics;
}

/**
 * The store, with a mark on each question by which the store's list of running statements tells how far it has come. The mark is the setting for
 * comments of the log, which changes nothing.
 */
export function watchedAnalytics(analytics: Analytics): Running {
  const mark = `question ${randomUUID()}`;
  const marked = (options: QueryOptions = {}): QueryOptions => ({ ...options, settings: { ...options.settings, log_comment: mark } });
  return {
    analytics: {
      query: (sql, params, options) => analytics.query(sql, params, marked(options)),
      stream: (sql, format, params, options) => analytics.stream(sql, format, params, marked(options)),
      command: (sql, params, options) => analytics.command(sql, params, options),
      insert: (table, rows, options) => analytics.insert(table, rows, options),
      insertLines: (table, lines, options) => analytics.insertLines(table, lines, options),
      insertBytes: (table, format, bytes, signal) => analytics.insertBytes(table, format, bytes, signal),
      loadFile: (load) => analytics.loadFile(load),
      ping: () => analytics.ping(),
    },
    async progress() {
      const [row] = await analytics.query<{ rows_done: string; rows_known: string }>("SELECT sum(read_rows) AS rows_done, sum(total_rows_approx) AS rows_known FROM system.processes WHERE position(Settings['log_comment'], {mark:String}) > 0", { mark });
      const [rowsRead, rowsToRead] = [Number(row?.rows_done ?? 0), Number(row?.rows_known ?? 0)];
      return { rowsRead, rowsToRead, share: rowsToRead > 0 ? Math.min(1, rowsRead / rowsToRead) : null };
    },
  };
}
