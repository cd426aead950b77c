import { datasets, type DatasetId } from '@arbiter/contracts';
import type { Analytics } from '../../ports/analytics.js';
import { createBeside } from './create-beside.js';
import type { PlannedColumn } from './plan-columns.js';
import { dropTables, type StagingTables } from './staging.js';

export interface LoadOptions {
  dataset: Exclude<DatasetId, 'experiment'>;
  columns: readonly PlannedColumn[];
  version: number;
  signal?: AbortSignal;
}

interface TargetColumn {
  name: string;
  type: string;
  default: string;
}

/** Tables whose rows stand for things, not events: kept without replaced rows, because almost every query reads them whole. */
const dimensions = new Set(['customers', 'candidates', 'contracts']);
/** ClickHouse's number for tables of different structure. */
const incompatibleColumns = 122;
const attempts = 5;

const good = (table: string) => `SELECT * FROM ${table} WHERE empty(faults)`;

/** Rows of the file that a later row with the same key replaces. */
export async function countDuplicates(analytics: Analytics, checked: string, keys: readonly string[], signal?: AbortSignal): Promise<number> {
  if (keys.length === 0) return 0;
  const [counted] = await analytics.query<{ duplicates: string }>(`SELECT count() - uniqExact(${keys.join(', ')}) AS duplicates FROM (${good(checked)})`, {}, signal ? { signal } : {});
  return Number(counted?.duplicates ?? 0);
}

/** Staging columns of the dataset's key. */
export function keyColumns(dataset: DatasetId, columns: readonly PlannedColumn[]): string[] {
  const keys = datasets[dataset].fields.filter((field) => field.key).map((field) => `f_${field.name}`);
  return columns.filter((column) => keys.includes(column.name)).map((column) => column.name);
}

/** The good rows, the last one of each key. */
export function lastRows(checked: string, keys: readonly string[], duplicates: number): string {
  return duplicates === 0 ? good(checked) : `${good(checked)} ORDER BY line DESC LIMIT 1 BY ${keys.join(', ')}`;
}

async function readColumns(analytics: Analytics, table: string): Promise<TargetColumn[]> {
  return analytics.query<TargetColumn>(`SELECT name, type, default_expression AS default FROM system.columns WHERE database = currentDatabase() AND table = {table:String} AND name != 'version' ORDER BY position`, { table });
}

/** A staged value as the target's column wants it; an empty cell becomes the column's default. */
function toTarget({ name, type, default: fallback }: TargetColumn, column: PlannedColumn): string {
  const staged = `t.${column.name}`;
  const value = column.rules.type === 'money' && /Int64/.test(type) ? `toInt64(round(${staged}))` : staged;
  if (type.startsWith('Nullable') || type.startsWith('Array')) return value;
  // Nobody consents by saying nothing, whatever a customer that no file speaks of is taken to say.
  if (name === 'consent') return `ifNull(${staged}, false)`;
  if (column.rules.type === 'text') return fallback === '' || fallback === "''" ? staged : `if(${staged} = '', ${fallback}, ${staged})`;
  return `ifNull(${value}, ${fallback === '' ? `defaultValueOfTypeName('${type.replaceAll("'", "\\'")}')` : fallback})`;
}

/**
 * Puts the rows into a table shaped like the target, beside it. Customers keep what they have in columns that the file
 * does not speak of: a file of one attribute must not empty the others.
 */
async function fillTarget(analytics: Analytics, tables: StagingTables, { dataset, columns, version, signal }: LoadOptions, keys: readonly string[], duplicates: number): Promise<void> {
  const { table } = datasets[dataset];
  await dropTables(analytics, [tables.target]);
  await createBeside(analytics, tables.target, table);
  const targets = await readColumns(analytics, tables.target);
  const planned = new Map(columns.filter((column) => column.role === 'field').map((column) => [column.target, column]));
  const filled = targets.filter((target) => planned.has(target.name));
  const known = dataset === 'customers' && (await analytics.query(`SELECT 1 FROM ${table} LIMIT 1`)).length > 0;
  const others = known ? targets.filter((target) => !planned.has(target.name)) : [];
  const kept = others.map(({ name, default: fallback }) => `if(old.customer_id = '', ${fallback === '' ? `old.\`${name}\`` : fallback}, old.\`${name}\`)`);
  const rows = `(${lastRows(tables.checked, keys, duplicates)}) AS t`;
  const joined = others.length === 0 ? '' : `LEFT JOIN (SELECT customer_id, ${others.map(({ name }) => `\`${name}\``).join(', ')} FROM ${table} FINAL WHERE customer_id IN (SELECT f_customer_id FROM ${tables.checked} WHERE empty(faults))) AS old ON old.customer_id = t.f_customer_id`;
  await analytics.command(
    `INSERT INTO ${tables.target} (${[...filled, ...others].map(({ name }) => `\`${name}\``).join(', ')}, version)
     SELECT ${[...filled.map((target) => toTarget(target, planned.get(target.name)!)), ...kept, '{version:UInt64}'].join(', ')} FROM ${rows} ${joined}`,
    { version },
    signal ? { signal } : {},
  );
}

/**
 * Moves the checked rows into their dataset in one step: readers see all of them or none. Done twice it changes nothing,
 * because rows of the same key and version replace each other.
 */
export async function loadRows(analytics: Analytics, tables: StagingTables, options: LoadOptions): Promise<{ duplicates: number }> {
  const { table } = datasets[options.dataset];
  const keys = keyColumns(options.dataset, options.columns);
  const duplicates = await countDuplicates(analytics, tables.checked, keys, options.signal);
  for (let attempt = 1; ; attempt++) {
    await fillTarget(analytics, tables, options, keys, duplicates);
    options.signal?.throwIfAborted();
    try {
      await analytics.command(`ALTER TABLE ${table} ATTACH PARTITION tuple() FROM ${tables.target}`);
      break;
    } catch (error) {
      // Another import gave customers an attribute in the meantime: the table beside it must get it as well.
      if ((error as { code?: unknown }).code !== incompatibleColumns || attempt === attempts) throw error;
    }
  }
  if (dimensions.has(table)) await analytics.command(`OPTIMIZE TABLE ${table} FINAL`);
  return { duplicates };
}

/** Customers that the loaded rows speak of and the dataset of customers does not know. */
export async function countUnknownCustomers(analytics: Analytics, checked: string, signal?: AbortSignal): Promise<number> {
  const [counted] = await analytics.query<{ unknown: string }>(`SELECT uniqExact(f_customer_id) AS unknown FROM (${good(checked)}) WHERE f_customer_id NOT IN (SELECT customer_id FROM customers)`, {}, signal ? { signal } : {});
  return Number(counted?.unknown ?? 0);
}
