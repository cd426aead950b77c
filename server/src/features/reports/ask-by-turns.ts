import type { RunQuery } from '@arbiter/reports/control-vs-target/index';
import type { Analytics } from '../../ports/analytics.js';

/** Large intermediate results go to disk instead of failing at the store's memory limit. */
const settings = { max_bytes_before_external_group_by: 1.5 * 2 ** 30, max_bytes_before_external_sort: 1.5 * 2 ** 30 };

/**
 * Asks the store one query after the other: each of them uses every processor by itself, and side by side they would
 * only need the memory of all at once. After the first that fails the others are not asked any more.
 */
export function askByTurns(analytics: Analytics, signal: AbortSignal | undefined): RunQuery {
  let turn: Promise<unknown> = Promise.resolve();
  return <Row>({ sql, params }: { sql: string; params: Record<string, unknown> }) => {
    const answer = turn.then(() => analytics.query<Row>(sql, params, { settings, ...(signal ? { signal } : {}) }));
    turn = answer;
    return answer;
  };
}
