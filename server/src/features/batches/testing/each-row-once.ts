import type { Batch } from '@arbiter/contracts';
import { expect } from 'vitest';
import type { Analytics } from '../../../ports/analytics.js';

/** Each row of `numbersSql` stands once, in answers or in rejects, with what the doubling strategy makes of it. */
export async function expectEachRowOnce(analytics: Analytics, batch: Batch, rows: number): Promise<void> {
  const [answers] = await analytics.query<Record<string, string>>(`SELECT count() AS c, uniqExact(row_key) AS keys, countIf(out_double != 2 * toFloat64(row_key)) AS wrong FROM ${batch.answersTable}`);
  const [rejects] = await analytics.query<Record<string, string>>(`SELECT count() AS c, uniqExact(row_key) AS keys, countIf(toUInt64(row_key) % 7 != 3) AS wrong FROM ${batch.rejectsTable}`);
  const rejected = Math.floor((rows + 3) / 7);
  expect(answers).toEqual({ c: String(rows - rejected), keys: String(rows - rejected), wrong: '0' });
  expect(rejects).toEqual({ c: String(rejected), keys: String(rejected), wrong: '0' });
  expect(batch.rows).toEqual({ read: rows, answered: rows - rejected, rejected });
}

/** Copies of sources that are still there. */
export async function leftTables(analytics: Analytics): Promise<string[]> {
  const tables = await analytics.query<{ name: string }>("SELECT name FROM system.tables WHERE database = currentDatabase() AND (startsWith(name, 'batch_rows_') OR startsWith(name, 'batch_file_'))");
  return tables.map(({ name }) => name);
}
