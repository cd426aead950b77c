import {
  type CellFilters, type CellQuestion, type CellRow, type ContactCurveRow, type ContactQuestion, type ContactRow, type CountGrain, type MartDefinition, type MoveRow, type StoredCell,
  cellsCut, contactCellsSql, countCellsSql, countUnitsSql, martParams, mergeCells, rangeParams, readCellRow, readCellsSql, readUnitsSql, slicesOf, sortCells, unitsInSliceSql,
} from '@arbiter/reports/marts/index';
import type { Analytics } from '../../ports/analytics.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Generation } from './mart-store.js';

export interface ReadOptions {
  signal?: AbortSignal | undefined;
  /** Share of the units read, from 0 to 1; not called where rollups answer. */
  onProgress?: ((done: number) => void) | undefined;
}

/** A mart to read from: what it was asked to be, and what stands. */
export interface Mart {
  definition: MartDefinition;
  generation: Generation;
}

export interface CellsAnswer {
  cells: CellRow[];
  from: 'rollup' | 'units';
}

/**
 * Exact sums by cell: from rollups where these know the filters and the cut, else from the units, slice by slice, with progress. Both ways give the
 * same numbers. Aborting the signal ends the statement under way.
 * @throws ProblemError validation-failed for a dimension that the mart does not have
 */
export async function readCells(analytics: Analytics, mart: Mart, question: CellQuestion, options: ReadOptions = {}): Promise<CellsAnswer> {
  const { generation } = mart;
  checkDimensions(mart.definition, question);
  const rows = cellsCut(question, generation.state.layout);
  if (rows === null) return { cells: await readUnitCells(analytics, mart, question, options), from: 'units' };
  const { sql, params } = readCellsSql(question, generation.state.layout, rows);
  const stored = await analytics.query<StoredCell>(sql, { ...params, generation: generation.generation }, options.signal ? { signal: options.signal } : {});
  return { cells: sortCells(stored.map(readCellRow)), from: 'rollup' };
}

/** The same from the units, whatever the question. */
export async function readUnitCells(analytics: Analytics, { definition, generation }: Mart, question: CellQuestion, { signal, onProgress }: ReadOptions = {}): Promise<CellRow[]> {
  checkDimensions(definition, question);
  const { layout, reach } = generation.state;
  const { sql, params } = readUnitsSql(question, definition, layout, reach);
  const slices = slicesOf(layout.bounds);
  const answers: CellRow[][] = [];
  for (const [index, slice] of slices.entries()) {
    signal?.throwIfAborted();
    const stored = await analytics.query<StoredCell>(sql, { ...martParams(definition), ...params, ...rangeParams(slice), build: generation.build }, { settings: unitSettings, ...(signal ? { signal } : {}) });
    answers.push(stored.map(readCellRow));
    onProgress?.((index + 1) / slices.length);
  }
  return mergeCells(answers);
}

const unitSettings = { do_not_merge_across_partitions_select_final: 1 };

/** Customers by days from their first contact to an outcome: for the definition's `curves`. */
export function readContactCurve(analytics: Analytics, mart: Mart, filters: CellFilters = {}, options: ReadOptions = {}): Promise<ContactCurveRow[]> {
  return readCounts<ContactCurveRow>(analytics, mart, 'contact-curve', filters, options, (row) => [row.arm, row.outcome, row.days]);
}

/** Units by the buckets they moved between: for the definition's `moves`. */
export function readMoves(analytics: Analytics, mart: Mart, filters: CellFilters = {}, options: ReadOptions = {}): Promise<MoveRow[]> {
  return readCounts<MoveRow>(analytics, mart, 'moves', filters, options, (row) => [row.arm, row.from, row.to]);
}

async function readCounts<Row extends { customers: number; balanceMinor?: number }>(
  analytics: Analytics, { definition, generation }: Mart, grain: CountGrain, filters: CellFilters, { signal, onProgress }: ReadOptions, keyOf: (row: Row) => unknown[],
): Promise<Row[]> {
  checkDimensions(definition, { filters, cut: { by: 'nothing' } });
  const rolledUp = countCellsSql(grain, filters, generation.state.layout);
  if (rolledUp) return analytics.query<Row>(rolledUp.sql, { ...rolledUp.params, generation: generation.generation }, signal ? { signal } : {});
  const units = unitsInSliceSql(definition, filters);
  const sql = countUnitsSql(grain, definition, units.sql);
  if (sql === null) return [];
  const merged = new Map<string, Row>();
  const slices = slicesOf(generation.state.layout.bounds);
  for (const [index, slice] of slices.entries()) {
    signal?.throwIfAborted();
    for (const row of await analytics.query<Row>(sql, { ...units.params, ...rangeParams(slice), build: generation.build }, { settings: unitSettings, ...(signal ? { signal } : {}) })) {
      const key = JSON.stringify(keyOf(row));
      const before = merged.get(key);
      merged.set(key, before ? { ...row, customers: before.customers + row.customers, ...(row.balanceMinor === undefined ? {} : { balanceMinor: (before.balanceMinor ?? 0) + row.balanceMinor }) } : row);
    }
    onProgress?.((index + 1) / slices.length);
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** Contacts of the campaign by arm and more. @throws ProblemError validation-failed where a filter is by a dimension too fine to be rolled up */
export async function readContacts(analytics: Analytics, { definition, generation }: Mart, question: ContactQuestion, options: ReadOptions = {}): Promise<ContactRow[]> {
  checkDimensions(definition, { filters: question.filters ?? {}, cut: { by: 'nothing' } });
  const text = contactCellsSql(question, definition, generation.state.layout);
  if (text === null) throw new ProblemError('validation-failed', `Contacts cannot be filtered by ${question.filters?.dimensions?.map(({ dimension }) => `"${dimension}"`).join(', ')}: it has too many values. Filter by one of ${generation.state.layout.rolledUp.join(', ') || 'no dimension'}`);
  return analytics.query<ContactRow>(text.sql, { ...text.params, generation: generation.generation }, options.signal ? { signal: options.signal } : {});
}

function checkDimensions({ dimensions }: MartDefinition, { cut, filters }: Pick<CellQuestion, 'cut' | 'filters'>): void {
  const named = [...(filters?.dimensions ?? []).map(({ dimension }) => dimension), ...(cut.by === 'dimension' ? [cut.dimension] : [])];
  const unknown = named.find((dimension) => !dimensions.includes(dimension));
  if (unknown !== undefined) throw new ProblemError('validation-failed', `The campaign has no dimension "${unknown}". It has: ${dimensions.join(', ') || 'none'}`);
}
