import type { BatchSource, FieldSpec } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { BatchTables } from './batch-tables.js';
import { quoteName, type SourceColumn } from './input-columns-sql.js';

/** What a SELECT can read from, and its columns. */
export interface SourceRelation {
  relation: string;
  columns: SourceColumn[];
  /** Expression that numbers the rows of one SELECT, each once; without it they are numbered while they are copied. */
  rowNumber?: string;
}

interface Described {
  name: string;
  type: string;
}

/** A table of the analytical store. Throws not-found. */
export async function tableRelation({ analytics }: Pick<Container, 'analytics'>, table: string): Promise<SourceRelation> {
  const [found] = await analytics.query<{ engine: string }>('SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = {table:String}', { table });
  const engine = found?.engine ?? '';
  const columns = await analytics.query<Described>('SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String} ORDER BY position', { table });
  if (columns.length === 0) throw new ProblemError('not-found', `The analytical store has no table ${JSON.stringify(table)}: list the data sets with GET /v1/datasets`);
  // Rows that were replaced are none of the table's, also where ClickHouse has not dropped them yet.
  if (/(Replacing|Collapsing|Summing|Aggregating|Coalescing)MergeTree$/.test(engine)) return { relation: `${quoteName(table)} FINAL`, columns };
  return { relation: quoteName(table), columns, ...(/^(Replicated|Shared)?MergeTree$/.test(engine) ? { rowNumber: '_part_index * 4294967296 + _part_offset' } : {}) };
}

/** Inputs by the column that fills them. Throws validation-failed naming every mapped column that is not there and every required input without one. */
export function columnsByInput(inputs: readonly FieldSpec[], columns: readonly SourceColumn[], mapping: Readonly<Record<string, string>>): Map<string, string> {
  const known = new Set(columns.map(({ name }) => name));
  const faults: { path: string; code: string; message: string }[] = [];
  const some = [...known].slice(0, 20).join(', ');
  for (const [input, column] of Object.entries(mapping)) {
    if (!inputs.some(({ name }) => name === input)) faults.push({ path: `/columns/${input}`, code: 'unknown-input', message: `The strategy has no input "${input}"; it has ${inputs.map(({ name }) => name).join(', ')}` });
    else if (!known.has(column)) faults.push({ path: `/columns/${input}`, code: 'unknown-column', message: `The source has no column "${column}"; it has ${some}` });
  }
  const result = new Map<string, string>();
  for (const field of inputs) {
    const column = Object.hasOwn(mapping, field.name) ? mapping[field.name]! : field.name;
    if (known.has(column)) result.set(field.name, column);
    else if (field.required && field.default === undefined && !Object.hasOwn(mapping, field.name)) {
      faults.push({ path: '/columns', code: 'missing-column', message: `The input "${field.name}" is required and the source has no column of that name; name its column in "columns", one of ${some}` });
    }
  }
  if (faults.length > 0) throw new ProblemError('validation-failed', `${faults.length} columns do not fit, the first: ${faults[0]!.message}`, { faults });
  return result;
}

/** Formats of files by the end of their names. */
const formats: { ending: RegExp; format: string }[] = [
  { ending: /\.csv$/i, format: 'CSVWithNames' },
  { ending: /\.tsv$/i, format: 'TSVWithNames' },
  { ending: /\.(ndjson|jsonl)$/i, format: 'JSONEachRow' },
  { ending: /\.parquet$/i, format: 'Parquet' },
];

/**
 * Loads a file into a table of texts, one column for each that the strategy or the key wants, by the names in the file.
 * Columns that the file does not have stay NULL. Throws unsupported-format, import-not-readable.
 */
export async function stageFile(container: Container, path: string, fileName: string, wanted: readonly string[], tables: BatchTables, signal: AbortSignal): Promise<SourceRelation> {
  const format = formats.find(({ ending }) => ending.test(fileName))?.format;
  if (!format) throw new ProblemError('unsupported-format', `The file "${fileName}" cannot be read in a batch: its name must end in .csv, .tsv, .ndjson, .jsonl or .parquet`);
  const { analytics } = container;
  const structure = wanted.map((name) => `${quoteName(name)} Nullable(String)`).join(', ');
  await analytics.command(`DROP TABLE IF EXISTS ${tables.staging} SYNC`, undefined, { signal });
  await analytics.command(`CREATE TABLE ${tables.staging} (${structure}) ENGINE = MergeTree ORDER BY tuple()`, undefined, { signal });
  try {
    await analytics.loadFile({
      path,
      format,
      structure,
      into: tables.staging,
      select: '*',
      settings: { input_format_skip_unknown_fields: 1, input_format_with_names_use_header: 1, input_format_csv_empty_as_default: 1, input_format_parquet_allow_missing_columns: 1, input_format_json_read_numbers_as_strings: 1, input_format_json_read_objects_as_strings: 1, input_format_json_read_arrays_as_strings: 1, max_threads: 1, max_insert_threads: 1 },
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw new ProblemError('import-not-readable', `The file "${fileName}" cannot be read as ${format}: ${(error instanceof Error ? error.message : String(error)).slice(0, 500)}`, { cause: error });
  }
  return { relation: tables.staging, columns: wanted.map((name) => ({ name, type: 'Nullable(String)' })) };
}

/** A SELECT of a user, behind the gate. Throws validation-failed where the gate refuses it. */
export async function queryRelation({ sqlGate, analytics }: Container, statement: string, signal: AbortSignal): Promise<SourceRelation> {
  const faults = await sqlGate.check({ statement, parameters: {} });
  if (faults.length > 0) throw new ProblemError('validation-failed', `The query of the batch is refused: ${faults[0]!.message}`, { faults });
  const columns = await analytics.query<Described>(`DESCRIBE TABLE (${statement})`, undefined, { signal });
  return { relation: `(${statement})`, columns };
}
