import { randomUUID } from 'node:crypto';
import type { TableProgress } from '@arbiter/contracts/reporting/index';
import type { Analytics } from '../../ports/analytics.js';

interface Running {
  /** Rows read and to be read by the statements that have this mark, of those under way. */
  progress(): Promise<Omit<TableProgress, 'elapsedMs'>>;
  analytics: Analytics;
}

/**
 * The store, with a mark in the text of each question by which the store's list of running statements tells how far it has come. A comment serves every
 * engine, an embedded one as well.
 */
export function watchedAnalytics(analytics: Analytics): Running {
  const mark = `question ${randomUUID()}`;
  const marked = (sql: string) => sql.replace(/^\s*(SELECT|WITH)\b/i, (word) => `${word} /* ${mark} */`);
  return {
    analytics: {
      query: (sql, params, options) => analytics.query(marked(sql), params, options),
      stream: (sql, format, params, options) => analytics.stream(marked(sql), format, params, options),
      command: (sql, params, options) => analytics.command(sql, params, options),
      insert: (table, rows, options) => analytics.insert(table, rows, options),
      insertLines: (table, lines, options) => analytics.insertLines(table, lines, options),
      insertBytes: (table, format, bytes, signal) => analytics.insertBytes(table, format, bytes, signal),
      loadFile: (load) => analytics.loadFile(load),
      ping: () => analytics.ping(),
    },
    async progress() {
      const [row] = await analytics.query<{ done: string; all: string }>("SELECT sum(read_rows) AS done, sum(total_rows_approx) AS all FROM system.processes WHERE position(query, {mark:String}) > 0 AND position(query, 'system.processes') = 0", { mark });
      const [rowsRead, rowsToRead] = [Number(row?.done ?? 0), Number(row?.all ?? 0)];
      return { rowsRead, rowsToRead, share: rowsToRead > 0 ? Math.min(1, rowsRead / rowsToRead) : null };
    },
  };
}
