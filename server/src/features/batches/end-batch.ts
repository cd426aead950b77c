import type { Container } from '../../container.js';
import { batchTables, dropBatchTables, passingTables } from './batch-tables.js';
import { leftBatches, markEnded } from './batches.repository.js';

/** Ends a batch, whatever became of it: its helpers stop, and what was copied of the source goes. Answers and rejects stay. */
export async function endBatch({ repository, analytics, jobs, now }: Container, id: string): Promise<void> {
  if (!(await markEnded(repository, id, now()))) return;
  for (const job of await jobs.list({ subjectId: id, kind: 'batch-share' })) {
    // One that ended meanwhile is no longer there to be cancelled.
    if (job.state === 'waiting' || job.state === 'running') await jobs.cancel(job.id).catch(() => undefined);
  }
  await dropBatchTables(analytics, passingTables(batchTables(id)));
}

/** Batches whose job ended while no process did it: cancelled while it waited, or given up after too many crashes. */
export async function clearLeftBatches(container: Container): Promise<void> {
  for (const id of await leftBatches(container.repository)) await endBatch(container, id);
}
