import { rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ImportPreview, ImportSettings, Reject } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { listActions } from '../catalogue/api.js';
import { listAttributes } from '../datasets/api.js';
import { guessDataset, mapColumns } from './detection/map-columns.js';
import { guessControlArm } from './detection/map-experiment.js';
import { importFiles } from './import-files.js';
import { requireImport } from './imports.repository.js';
import { inspectFile, type InspectedFile } from './inspect-file.js';
import { actionsParameter, planColumns, type PlannedColumn } from './plan-columns.js';
import { rejectsParams, rejectsSql, type StagingOptions } from './sql/staging-sql.js';
import { dropTables, fillStaging, stagingTables } from './staging.js';

const rowsShown = 50;
const rejectsShown = 100;

type Services = Pick<Container, 'repository' | 'analytics' | 'folders'>;

/** Values of query parameters that the checks of these columns ask for. */
export async function checkParams({ repository }: Pick<Container, 'repository'>, columns: readonly PlannedColumn[]): Promise<Record<string, unknown>> {
  if (!columns.some((column) => column.rules.oneOf?.parameter === actionsParameter)) return {};
  return { [actionsParameter]: (await listActions(repository)).map((action) => action.id) };
}

const baseName = (fileName: string) => fileName.replace(/\.[^.]*$/, '') || fileName;

function armsOf(file: InspectedFile, mapping: ImportSettings['mapping']): string[] {
  const arm = mapping.find(({ to }) => 'field' in to && to.field === 'arm');
  if (!arm) return [];
  return [...new Set(file.rows.map((row) => (row[arm.column] ?? '').trim()).filter((value) => value !== ''))].sort();
}

/** What the file is detected to be, in the light of what a person settled already. */
async function proposeSettings(services: Services, fileName: string, file: InspectedFile, given: Partial<ImportSettings>): Promise<ImportSettings> {
  const dataset = given.dataset ?? guessDataset(file.columns);
  const mapping = given.mapping ?? mapColumns(dataset, file.columns, await listAttributes(services.repository));
  const experiment = dataset === 'experiment' ? { experiment: given.experiment ?? { name: baseName(fileName), controlArm: guessControlArm(armsOf(file, mapping)) } } : {};
  return { dataset, format: file.format, mapping, ...(given.constants ? { constants: given.constants } : {}), ...experiment };
}

/** Checks the rows of the head just as the import will check all of them. */
async function findRejects(services: Services, path: string, file: InspectedFile, staging: StagingOptions): Promise<Reject[]> {
  const id = `preview_${randomUUID()}`;
  const tables = stagingTables(id);
  const head = join(services.folders.scratch, `${id}.csv`);
  const { analytics } = services;
  try {
    if (!file.parquet) await writeFile(head, file.headText);
    const source = file.parquet ? { path, format: file.format, parquet: file.parquet.columns, mostRows: file.rows.length } : { path: head, format: file.format };
    await fillStaging(analytics, tables, source, staging, await checkParams(services, staging.columns));
    const rejects = await analytics.query<Omit<Reject, 'line'> & { line: string }>(`${rejectsSql(tables.checked)} LIMIT ${rejectsShown}`, rejectsParams(staging));
    return rejects.map((reject) => ({ ...reject, line: Number(reject.line) }));
  } finally {
    await Promise.all([dropTables(analytics, Object.values(tables)), rm(head, { force: true })]);
  }
}

/** Shows what would be imported: detected settings completed by the given ones, first rows, and the cells that would be refused. */
export async function previewImport(services: Services, id: string, given: Partial<ImportSettings>): Promise<ImportPreview> {
  const found = await requireImport(services, id);
  const { source } = importFiles(services, id);
  const file = await inspectFile(services, source, given.format ?? {}, `inspect_${randomUUID()}`);
  const settings = await proposeSettings(services, found.fileName, file, given);
  const plan = planColumns(settings, file.headings, await listAttributes(services.repository));
  const faults = plan.ok ? [] : plan.error;
  if (file.rows.length === 0) faults.push({ path: '', code: 'no-rows', message: 'The file has a header and no rows' });
  const rejects = plan.ok && file.rows.length > 0 ? await findRejects(services, source, file, { columns: plan.value.columns, width: file.headings.length, format: file.format }) : [];
  return {
    columns: file.columns.map(({ index, name, detectedType, samples }) => ({ index, name, detectedType, samples: samples.map((sample) => sample.slice(0, 200)) })),
    rows: file.rows.slice(0, rowsShown).map((row) => row.map((cell) => cell.slice(0, 500))),
    settings,
    rejects,
    faults,
    ...(settings.dataset === 'experiment' ? { arms: armsOf(file, settings.mapping) } : {}),
  };
}
