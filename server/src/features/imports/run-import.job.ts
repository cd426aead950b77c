import { rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import type { DatasetId, Import } from '@arbiter/contracts';
import { ProblemError } from '../../http/problem-error.js';
import type { Analytics } from '../../ports/analytics.js';
import { refreshProfiles } from '../customers/api.js';
import { addAttributes, listAttributes } from '../datasets/api.js';
import { refreshLaunchedCampaigns } from '../decisions/api.js';
import type { JobContext, JobHandler } from '../jobs/api.js';
import { importFiles, writeAsUtf8 } from './import-files.js';
import { requireImport, versionOf } from './imports.repository.js';
import { inspectFile, type InspectedFile } from './inspect-file.js';
import { loadExperiment } from './load-experiment.js';
import { countUnknownCustomers, loadRows } from './load-rows.js';
import { planColumns } from './plan-columns.js';
import { checkParams } from './preview-import.js';
import type { StagingOptions } from './sql/staging-sql.js';
import { dropTables, fillStaging, stagingTables, type SourceFile } from './staging.js';
import { writeRejects } from './write-rejects.js';

/** Where each step begins on the way from 0 to 1, by how long they take. */
const beginnings = { decoding: 0, reading: 0.05, checking: 0.3, loading: 0.65, finishing: 0.95 } as const;
type Step = keyof typeof beginnings;
const endOf: Record<Step, number> = { decoding: 0.05, reading: 0.3, checking: 0.65, loading: 0.95, finishing: 1 };
const lookEveryMs = 500;
/** Facts that the decision path keeps a copy of: consent, attributes, contacts. */
const changesDecisions = new Set<DatasetId>(['customers', 'contacts']);

/** Reports how far a step is by the rows that are in its table already. Returns the way to stop. */
function followRows(context: JobContext, step: Step, table: string, expected: number): () => void {
  const { analytics } = context.container;
  let asking = false;
  const look = async () => {
    const [found] = await analytics.query<{ rows: string | null }>(`SELECT total_rows AS rows FROM system.tables WHERE database = currentDatabase() AND name = {table:String}`, { table });
    const rows = Number(found?.rows ?? 0);
    await context.progress(beginnings[step] + (endOf[step] - beginnings[step]) * Math.min(1, rows / Math.max(1, expected)), step, { rows });
  };
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    // A cancelled job is told so by its own queries; here it only means that there is nothing more to report.
    void look().catch(() => undefined).finally(() => (asking = false));
  }, lookEveryMs);
  return () => clearInterval(timer);
}

async function prepareSource(context: JobContext, importId: string, sizeBytes: number, file: InspectedFile): Promise<SourceFile> {
  const { source, utf8 } = importFiles(context.container, importId);
  if (file.parquet) return { path: source, format: file.format, parquet: file.parquet.columns };
  if (file.format.encoding === 'utf-8' && !file.carriageReturns) return { path: source, format: file.format };
  await writeAsUtf8(source, utf8, {
    encoding: file.format.encoding, carriageReturns: file.carriageReturns, signal: context.signal,
    onBytes: (done) => void context.progress((done / Math.max(1, sizeBytes)) * endOf.decoding, 'decoding', { bytes: done }).catch(() => undefined),
  });
  return { path: utf8, format: file.format };
}

async function countRows(analytics: Analytics, checked: string): Promise<{ read: number; rejected: number }> {
  const [counted] = await analytics.query<{ read: string; rejected: string }>(`SELECT count() AS read, countIf(notEmpty(faults)) AS rejected FROM ${checked}`);
  return { read: Number(counted?.read ?? 0), rejected: Number(counted?.rejected ?? 0) };
}

async function run(context: JobContext, found: Import): Promise<void> {
  const { container, signal, subjectId: id } = context;
  const { analytics, repository, jobs } = container;
  const { settings } = found;
  const job = await jobs.find(context.jobId);
  if (!settings || !job) throw new ProblemError('wrong-state', `Import "${id}" has no settings: start it again`);
  const { source, utf8, rejects } = importFiles(container, id);
  const tables = stagingTables(id);
  let stopFollowing = () => {};
  try {
    const file = await inspectFile(container, source, settings.format, `inspect_${randomUUID()}`);
    const plan = planColumns(settings, file.headings, await listAttributes(repository));
    if (!plan.ok) throw new ProblemError('mapping-incomplete', plan.error[0]?.message ?? 'The settings are incomplete', { faults: plan.error });
    await addAttributes(container, plan.value.newAttributes);
    const staging: StagingOptions = { columns: plan.value.columns, width: file.headings.length, format: file.format };
    const expected = file.parquet?.rows ?? Math.round(found.sizeBytes / file.rowBytes);
    const follow = (step: Step, table: string) => {
      stopFollowing();
      stopFollowing = followRows(context, step, table, expected);
      return context.progress(beginnings[step], step);
    };
    const prepared = await prepareSource(context, id, found.sizeBytes, file);
    await fillStaging(analytics, tables, prepared, staging, await checkParams(container, staging.columns), (step) => follow(step, step === 'reading' ? (file.parquet ? tables.rows : tables.lines) : tables.checked), signal);

    const { read, rejected } = await countRows(analytics, tables.checked);
    await rm(rejects, { force: true });
    if (rejected > 0) await writeRejects(analytics, tables.checked, staging, rejects, signal);
    await follow('loading', tables.target);
    const version = versionOf(job);
    const loaded = settings.dataset === 'experiment'
      ? await loadExperiment(container, tables, { importId: id, settings, columns: plan.value.columns, version, signal })
      : { ...(await loadRows(analytics, tables, { dataset: settings.dataset, columns: plan.value.columns, version, signal })), campaignId: null };
    stopFollowing();
    // From here on the rows are visible: a wish to cancel comes too late, and the end must be written down.
    const speaksOfCustomers = settings.dataset !== 'customers' && settings.dataset !== 'experiment';
    const unknownCustomers = speaksOfCustomers ? { unknownCustomers: await countUnknownCustomers(analytics, tables.checked) } : {};
    const rows: Import['rows'] = { read, rejected, duplicates: loaded.duplicates, loaded: read - rejected - loaded.duplicates, ...unknownCustomers };
    await repository.updateTable('imports').set({ state: 'succeeded', rows: JSON.stringify(rows), campaign_id: loaded.campaignId, error: null }).where('id', '=', id).execute();
    if (changesDecisions.has(settings.dataset)) {
      await refreshLaunchedCampaigns(container);
      await refreshProfiles(container);
    }
    await context.progress(1, 'finishing', { ...rows }).catch(() => undefined);
  } finally {
    stopFollowing();
    await dropTables(analytics, Object.values(tables)).catch((error: unknown) => container.log.warn({ err: error, importId: id }, 'Staging tables were left behind'));
    await rm(utf8, { force: true });
    await rm(`${utf8}.part`, { force: true });
  }
}

/** Imports a file that was started with settings. After a crash it begins anew: nothing of the first time was visible. */
export const runImport: JobHandler = async (context) => {
  const { container, subjectId: id } = context;
  const found = await requireImport(container, id);
  const [row] = await container.repository.selectFrom('imports').select(['state', 'job_id']).where('id', '=', id).execute();
  // Delivered again after the end was written but before the job's row knew; or started anew by a later job.
  if (row?.state === 'succeeded' || row?.job_id !== context.jobId) return;
  await container.repository.updateTable('imports').set({ state: 'running' }).where('id', '=', id).execute();
  await run(context, found);
};
