import type { FieldSpec } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { findFolderFile } from '../imports/api.js';
import { columnsByInput, queryRelation, stageFile, type SourceRelation, tableRelation } from './batch-source.js';
import type { BatchTables } from './batch-tables.js';
import type { BatchRow } from './batches.repository.js';
import { quoteName } from './input-columns-sql.js';

/** The source of a batch as something that a SELECT can read, with the column of each input that has one. */
export async function openSource(container: Container, batch: BatchRow, inputs: readonly FieldSpec[], tables: BatchTables, signal: AbortSignal): Promise<SourceRelation & { columnOf: Map<string, string> }> {
  const { source } = batch;
  if (source.kind !== 'file') {
    const opened = source.kind === 'table' ? await tableRelation(container, source.table) : await queryRelation(container, source.statement, signal);
    return { ...opened, columnOf: columnsByInput(inputs, opened.columns, batch.columns) };
  }
  const file = await findFolderFile(container, source.fileName);
  const wanted = new Set([...inputs.map(({ name }) => batch.columns[name] ?? name), ...(batch.key_column === null ? [] : [batch.key_column])]);
  const staged = await stageFile(container, file.path, source.fileName, [...wanted], tables, signal);
  const columns = await filledColumns(container, staged, signal);
  return { relation: staged.relation, columns, columnOf: columnsByInput(inputs, columns, batch.columns) };
}

/** A column of which the file holds nothing is one that it does not have; an empty file has them all. */
async function filledColumns({ analytics }: Container, { relation, columns }: SourceRelation, signal: AbortSignal): Promise<SourceRelation['columns']> {
  const [counted] = await analytics.query<Record<string, string>>(`SELECT count() AS rows, ${columns.map(({ name }, index) => `count(${quoteName(name)}) AS c${index}`).join(', ')} FROM ${relation}`, undefined, { signal });
  return counted === undefined || counted.rows === '0' ? columns : columns.filter((_, index) => counted[`c${index}`] !== '0');
}
