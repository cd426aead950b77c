import { randomUUID } from 'node:crypto';
import type { CreateBatch, Job } from '@arbiter/contracts';
import type { Transaction } from 'kysely';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { findFolderFile } from '../imports/api.js';
import { columnsByInput, queryRelation, tableRelation } from './batch-source.js';
import { insertBatch } from './batches.repository.js';
import { loadBatchStrategy } from './load-batch-strategy.js';
import { printBatchSql } from './sql-part.js';

/**
 * Checks a batch as far as that can be done without running it, and begins it; the job's subject is the batch. `write` is done in the
 * transaction that makes the batch: where it throws there is none. Throws not-found, validation-failed.
 */
export async function startBatch(container: Container, wish: CreateBatch, startedBy: string | null, write?: (transaction: Transaction<Database>, batchId: string) => Promise<void>): Promise<Job> {
  const { strategy: wanted, source, keyColumn = null, columns = {}, method = 'auto', timeZone = 'UTC' } = wish;
  const strategy = await loadBatchStrategy(container, { strategy_id: wanted.id, strategy_version: wanted.version });
  requireZone(timeZone);
  let inputs: string[] | undefined;
  if (source.kind === 'file') await findFolderFile(container, source.fileName);
  else {
    const opened = source.kind === 'table' ? await tableRelation(container, source.table) : await queryRelation(container, source.statement, new AbortController().signal);
    inputs = [...columnsByInput(strategy.document.dataModel.inputs, opened.columns, columns).keys()];
    if (keyColumn !== null && !opened.columns.some(({ name }) => name === keyColumn)) throw new ProblemError('validation-failed', `The source has no column "${keyColumn}" for the key; it has ${opened.columns.slice(0, 20).map(({ name }) => name).join(', ')}`);
  }
  if (method === 'sql') {
    const printed = printBatchSql(strategy, { relation: 'source', ...(inputs ? { inputs } : {}) });
    if (!printed.ok) throw new ProblemError('validation-failed', `The strategy cannot run inside ClickHouse: ${printed.error[0]?.message ?? ''} Take the method "threads" or "auto"`, { faults: printed.error });
  }
  const id = randomUUID();
  return container.jobs.create('batch', id, async (transaction, jobId) => {
    await insertBatch(transaction, jobId, { id, strategyId: wanted.id, strategyVersion: wanted.version, strategyHash: strategy.hash, source, keyColumn, columns, wishedMethod: method, timeZone, createdBy: startedBy, now: container.now() });
    await write?.(transaction, id);
  });
}

function requireZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new ProblemError('validation-failed', `"${timeZone}" is no time zone: give an IANA name such as Europe/Moscow`);
  }
}
