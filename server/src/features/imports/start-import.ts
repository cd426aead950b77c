import { randomUUID } from 'node:crypto';
import { datasets, type Import, type ImportSettings, type Job } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { listAttributes } from '../datasets/api.js';
import { importFiles } from './import-files.js';
import { canonicalSettings, lastOfSameContent, noRows, requireImport, type EarlierImport } from './imports.repository.js';
import { inspectFile } from './inspect-file.js';
import { planColumns } from './plan-columns.js';

type Services = Pick<Container, 'repository' | 'analytics' | 'folders' | 'jobs'>;

/** An earlier import of the same bytes with the same settings whose rows still stand. */
async function findSame(services: Services, contentHash: string, settings: ImportSettings): Promise<EarlierImport | undefined> {
  const wanted = canonicalSettings(settings);
  for (const earlier of await lastOfSameContent(services, settings.dataset, contentHash)) {
    if (canonicalSettings(earlier.settings) !== wanted) continue;
    if (settings.dataset === 'experiment' && earlier.campaignId === null) continue;
    const { table } = datasets[settings.dataset];
    const [standing] = await services.analytics.query(`SELECT 1 FROM ${table} WHERE version = {version:UInt64} LIMIT 1`, { version: earlier.version });
    if (standing || earlier.rows.loaded === 0) return earlier;
  }
  return undefined;
}

/**
 * Has the file imported. The same file with the same settings again changes nothing: then there is no job and the state
 * is `unchanged`. Throws mapping-incomplete with every fault of the settings, wrong-state while it is under way.
 */
export async function startImport(services: Services, id: string, settings: ImportSettings): Promise<{ import: Import; job: Job | null }> {
  const { repository, jobs } = services;
  const found = await requireImport(services, id);
  const refuseBusy = () => {
    throw new ProblemError('wrong-state', `Import "${id}" is under way: wait for its end or cancel its job`);
  };
  if (found.state === 'waiting' || found.state === 'running') refuseBusy();
  const file = await inspectFile(services, importFiles(services, id).source, settings.format, `inspect_${randomUUID()}`);
  if (settings.format.kind !== file.format.kind) throw new ProblemError('validation-failed', `The file is ${file.format.kind}, but the settings say ${settings.format.kind}: take the format of the preview`);
  if (file.rows.length === 0) throw new ProblemError('import-not-readable', 'The file has a header and no rows.');
  const plan = planColumns(settings, file.headings, await listAttributes(repository));
  if (!plan.ok) throw new ProblemError('mapping-incomplete', plan.error[0]?.message ?? 'The settings are incomplete', { faults: plan.error });

  const same = await findSame(services, found.contentHash, settings);
  if (same) {
    await repository.updateTable('imports').set({ state: 'unchanged', settings: JSON.stringify(settings), rows: JSON.stringify(same.rows), campaign_id: same.campaignId, error: null }).where('id', '=', id).where('state', 'not in', ['waiting', 'running']).execute();
    return { import: publicImport(await requireImport(services, id)), job: null };
  }
  const job = await jobs.create('import', id, async (transaction, jobId) => {
    const changed = await transaction
      .updateTable('imports')
      .set({ state: 'waiting', settings: JSON.stringify(settings), job_id: jobId, rows: JSON.stringify(noRows), campaign_id: null, error: null })
      .where('id', '=', id)
      // Somebody else may have started it since it was looked at.
      .where((condition) => (found.jobId === null ? condition('job_id', 'is', null) : condition('job_id', '=', found.jobId)))
      .executeTakeFirst();
    if (changed.numUpdatedRows === 0n) refuseBusy();
  });
  return { import: publicImport(await requireImport(services, id)), job };
}

/** Without what only the server needs. */
export function publicImport({ contentHash: _, ...rest }: Import & { contentHash: string }): Import {
  return rest;
}
