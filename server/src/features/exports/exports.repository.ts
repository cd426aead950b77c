import type { Export, ExportWish } from '@arbiter/contracts';
import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Database, ExportsTable, JobsTable } from '../../repository/tables.js';
import { removeExportFiles } from './export-files.js';

export type ExportRow = Selectable<ExportsTable>;
type Shown = Omit<ExportRow, 'created_by'> & Pick<Selectable<JobsTable>, 'state' | 'progress' | 'error'>;
type Parts = Pick<Container, 'repository' | 'config'>;

const dayMs = 86_400_000;

const shownRows = (repository: Kysely<Database>) =>
  repository
    .selectFrom('exports')
    .innerJoin('jobs', 'jobs.id', 'exports.job_id')
    .select(['exports.id', 'campaign_id', 'job_id', 'wish', 'file_name', 'rows', 'size_bytes', 'exports.created_at', 'finished_at', 'state', 'progress', 'error']);

const toExport = (row: Shown, days: number): Export => ({
  id: row.id,
  campaignId: row.campaign_id,
  jobId: row.job_id,
  wish: row.wish,
  // The file is there from the moment in which the row says so, a little before the job's row does.
  state: row.finished_at === null ? row.state : 'succeeded',
  progress: row.progress,
  error: row.error,
  fileName: row.file_name,
  rows: row.rows,
  sizeBytes: row.size_bytes,
  createdAt: row.created_at.toISOString(),
  expiresAt: new Date(row.created_at.getTime() + days * dayMs).toISOString(),
});

/** Instant before which exports have expired. */
export const expiredBefore = ({ config, now }: Pick<Container, 'config' | 'now'>): Date => new Date(now().getTime() - config.exportDays * dayMs);

export async function addExport(transaction: Transaction<Database>, made: { id: string; campaignId: string; jobId: string; wish: ExportWish; fileName: string; createdBy: string | null; now: Date }): Promise<void> {
  await transaction
    .insertInto('exports')
    .values({ id: made.id, campaign_id: made.campaignId, job_id: made.jobId, wish: JSON.stringify(made.wish), file_name: made.fileName, created_by: made.createdBy, rows: null, size_bytes: null, created_at: made.now })
    .execute();
}

export function findExportRow(repository: Kysely<Database>, id: string): Promise<ExportRow | undefined> {
  return repository.selectFrom('exports').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function requireExportRow(repository: Kysely<Database>, id: string): Promise<ExportRow> {
  const row = await findExportRow(repository, id);
  if (!row) throw new ProblemError('not-found', `There is no export ${JSON.stringify(id)}: it may have expired or been deleted. List them with GET /v1/exports`);
  return row;
}

export async function requireExport({ repository, config }: Parts, id: string): Promise<Export> {
  const row = await shownRows(repository).where('exports.id', '=', id).executeTakeFirst();
  if (!row) throw new ProblemError('not-found', `There is no export ${JSON.stringify(id)}: it may have expired or been deleted. List them with GET /v1/exports`);
  return toExport(row, config.exportDays);
}

/** Newest first, at most 500. */
export async function listExports({ repository, config }: Parts, campaignId?: string): Promise<Export[]> {
  const query = campaignId === undefined ? shownRows(repository) : shownRows(repository).where('campaign_id', '=', campaignId);
  return (await query.orderBy('exports.created_at', 'desc').orderBy('exports.id').limit(500).execute()).map((row) => toExport(row, config.exportDays));
}

/** False when the export was deleted meanwhile. */
export async function finishExport(repository: Kysely<Database>, id: string, written: { rows: number; sizeBytes: number; now: Date }): Promise<boolean> {
  const { numUpdatedRows } = await repository.updateTable('exports').set({ rows: written.rows, size_bytes: written.sizeBytes, finished_at: written.now }).where('id', '=', id).executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Stops the export if it is at work, and removes it with its file. */
export async function deleteExport(container: Pick<Container, 'repository' | 'jobs' | 'folders'>, id: string): Promise<void> {
  const row = await requireExportRow(container.repository, id);
  // The row goes first: an attempt that ends now finds it gone and takes its file away itself.
  await container.repository.deleteFrom('exports').where('id', '=', id).execute();
  await container.jobs.cancel(row.job_id).catch((error: unknown) => {
    if (!(error instanceof ProblemError && (error.code === 'wrong-state' || error.code === 'not-found'))) throw error;
  });
  await removeExportFiles(container, [id]);
}
