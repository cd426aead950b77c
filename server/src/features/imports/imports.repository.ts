import type { Import, ImportSettings, JobState } from '@arbiter/contracts';
import type { Selectable } from 'kysely';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Failure, ImportsTable } from '../../repository/tables.js';

type Stores = Pick<Container, 'repository'>;

export const noRows: Import['rows'] = { read: 0, loaded: 0, rejected: 0, duplicates: 0 };

interface ImportRow extends Selectable<ImportsTable> {
  job_state: JobState | null;
  job_error: Failure | null;
}

const select = ({ repository }: Stores) =>
  repository.selectFrom('imports').leftJoin('jobs', 'jobs.id', 'imports.job_id').selectAll('imports').select(['jobs.state as job_state', 'jobs.error as job_error']);

/** Started and not ended by its handler: then the job's row knows how it stands. */
const underWay = new Set<Import['state']>(['waiting', 'running']);

function toImport(row: ImportRow): Import {
  const fromJob = underWay.has(row.state) && row.job_state !== null && row.job_state !== 'succeeded';
  return {
    id: row.id,
    fileName: row.file_name,
    sizeBytes: Number(row.size_bytes),
    state: fromJob ? row.job_state! : row.state,
    settings: row.settings,
    jobId: row.job_id,
    campaignId: row.campaign_id,
    rows: row.rows,
    error: fromJob ? row.job_error : row.error,
    createdAt: row.created_at.toISOString(),
  };
}

export async function listImports(stores: Stores): Promise<Import[]> {
  return (await select(stores).orderBy('imports.created_at', 'desc').orderBy('imports.id').limit(200).execute()).map(toImport);
}

export async function findImport(stores: Stores, id: string): Promise<(Import & { contentHash: string }) | undefined> {
  const row = await select(stores).where('imports.id', '=', id).executeTakeFirst();
  return row && { ...toImport(row), contentHash: row.content_hash };
}

export async function requireImport(stores: Stores, id: string): Promise<Import & { contentHash: string }> {
  const found = await findImport(stores, id);
  if (!found) throw new ProblemError('not-found', `There is no import "${id}": GET /v1/imports lists them`);
  return found;
}

export async function addImport({ repository }: Stores, entry: { id: string; fileName: string; sizeBytes: number; contentHash: string; createdAt: Date }): Promise<void> {
  await repository
    .insertInto('imports')
    .values({ id: entry.id, file_name: entry.fileName, size_bytes: entry.sizeBytes, content_hash: entry.contentHash, state: 'uploaded', rows: JSON.stringify(noRows), created_at: entry.createdAt })
    .execute();
}

/** Text of settings that is the same for settings that do the same, whatever the order of their keys. */
export function canonicalSettings(settings: ImportSettings): string {
  const ordered = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(ordered);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, ordered(inner)]));
  };
  // An attribute that the first import made is a field for the second one, and the title given to it then is no matter now.
  const mapping = settings.mapping.filter(({ to }) => !('skip' in to)).map(({ column, to }) => ({ column, to: 'newAttribute' in to ? { field: to.newAttribute.name } : to }));
  return JSON.stringify(ordered({ ...settings, mapping: mapping.sort((a, b) => a.column - b.column) }));
}

export interface EarlierImport {
  id: string;
  rows: Import['rows'];
  campaignId: string | null;
  settings: ImportSettings;
  /** Version of the rows that it wrote. */
  version: number;
}

/** Versions of rows are the milliseconds at which the import was asked for, the same however often its job is delivered. */
export const versionOf = (job: { createdAt: string }) => Date.parse(job.createdAt);

/** The last successful import into the dataset, if it was of this very content. */
export async function lastOfSameContent({ repository }: Stores, dataset: ImportSettings['dataset'], contentHash: string): Promise<EarlierImport[]> {
  const rows = await repository
    .selectFrom('imports')
    .innerJoin('jobs', 'jobs.id', 'imports.job_id')
    .select(['imports.id', 'imports.content_hash', 'imports.rows', 'imports.campaign_id', 'imports.settings', 'jobs.created_at as asked_at'])
    .where('imports.state', '=', 'succeeded')
    .orderBy('jobs.created_at', 'desc')
    .execute();
  const ofDataset = rows.filter((row) => row.settings?.dataset === dataset);
  // A finished campaign stands by itself; of other datasets a later file may have replaced rows of an earlier one.
  const standing = dataset === 'experiment' ? ofDataset : ofDataset.slice(0, 1);
  return standing.filter((row) => row.content_hash === contentHash).map((row) => ({ id: row.id, rows: row.rows, campaignId: row.campaign_id, settings: row.settings!, version: row.asked_at.getTime() }));
}
