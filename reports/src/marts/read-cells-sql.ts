import { cellSumsSql, sumColumns } from './cell-sums-sql.js';
import { summedMetrics, unitsOfBuild } from './cell-rows-sql.js';
import type { MartDefinition, MartLayout, MartReach } from './mart-definition.js';
import type { CellCut, CellGrain } from './unit-sums.js';

/** Which units count. Alternatives within a list, all lists must hold. */
export interface CellFilters {
  /** By value at assignment. */
  dimensions?: readonly { dimension: string; values: readonly string[] }[];
  /** Mondays (YYYY-MM-DD) of the weeks of assignment. */
  waves?: readonly string[];
  /** Strata of the assignment. */
  strata?: readonly string[];
  firstChannels?: readonly string[];
  firstActions?: readonly string[];
  /** SELECT of customer_id: any other choice of customers. Not known to rollups. */
  customers?: { sql: string; params: Readonly<Record<string, unknown>> };
}

export interface CellQuestion {
  grain: CellGrain;
  cut: CellCut;
  filters?: CellFilters;
  /** All metrics when left out; '' counts units (grains total and score). */
  metrics?: readonly string[];
}

export interface SqlText {
  sql: string;
  params: Record<string, unknown>;
}

type Shape = Pick<MartDefinition, 'dimensions' | 'sources'>;

/** Which rows of `report_cells` answer the question: the name of their cut, or null where only the units can. */
export function cellsCut({ grain, cut, filters = {} }: CellQuestion, { rolledUp }: Pick<MartLayout, 'rolledUp'>): string | null {
  if (filters.customers) return null;
  const filtered = (filters.dimensions ?? []).map(({ dimension }) => dimension);
  if (filtered.some((dimension) => !rolledUp.includes(dimension))) {
    const [only, ...others] = filtered;
    const same = cut.by === 'nothing' || cut.by === 'wave' || cut.by === 'stratum' || (cut.by === 'dimension' && cut.dimension === only);
    return only !== undefined && others.length === 0 && same && grain === 'total' && !filters.firstChannels && !filters.firstActions ? `dimension:${only}` : null;
  }
  const wanted = new Set<string>();
  if (filters.firstChannels || cut.by === 'first-channel') wanted.add('first-channel');
  if (filters.firstActions || cut.by === 'first-action') wanted.add('first-action');
  if (cut.by === 'dimension' && !rolledUp.includes(cut.dimension)) {
    if (filtered.length > 0) return null;
    wanted.add(`dimension:${cut.dimension}`);
  }
  if (wanted.size === 0) return cut.by === 'nothing' && filtered.length === 0 && !filters.waves && !filters.strata ? 'all' : '';
  return wanted.size === 1 && grain === 'total' ? [...wanted][0]! : null;
}

interface Condition {
  column: string;
  type: string;
  values: readonly string[];
}

function conditions(filters: CellFilters, dimensionColumn: (dimension: string) => string, segment: { channel: string; action: string }): Condition[] {
  const texts = 'Array(String)';
  return [
    ...(filters.dimensions ?? []).map(({ dimension, values }) => ({ column: dimensionColumn(dimension), type: texts, values })),
    ...(filters.waves ? [{ column: 'toString(toDate32(wave))', type: texts, values: filters.waves }] : []),
    ...(filters.strata ? [{ column: 'stratum', type: texts, values: filters.strata }] : []),
    ...(filters.firstChannels ? [{ column: segment.channel, type: texts, values: filters.firstChannels }] : []),
    ...(filters.firstActions ? [{ column: segment.action, type: texts, values: filters.firstActions }] : []),
  ];
}

function whereOf(all: readonly Condition[]): SqlText {
  return {
    sql: all.map(({ column, type }, index) => ` AND has({filter_${index}:${type}}, ${column})`).join(''),
    params: Object.fromEntries(all.map(({ values }, index) => [`filter_${index}`, values])),
  };
}

/** Cells whose sums cancel each other out are no cells. */
const leftOver = ` HAVING ${sumColumns.map((column) => `sum(${column}) != 0`).join(' OR ')}`;

/** Reads a generation's cells; wants {generation:String}. Only for questions for which `cellsCut` has an answer. */
export function readCellsSql(question: CellQuestion, { rolledUp }: Pick<MartLayout, 'rolledUp'>, rows: string): SqlText {
  const { cut, grain, metrics } = question;
  const place = (dimension: string): string => (rows === `dimension:${dimension}` ? 'segment' : `dims[${rolledUp.indexOf(dimension) + 1}]`);
  const segment = { nothing: "''", wave: 'toString(toDate32(wave))', stratum: 'stratum', 'first-channel': 'segment', 'first-action': 'segment', dimension: cut.by === 'dimension' ? place(cut.dimension) : "''" }[cut.by];
  const where = whereOf(conditions(question.filters ?? {}, place, { channel: 'segment', action: 'segment' }));
  return {
    sql: `SELECT metric, arm, ${segment} AS cut_value, bucket, ${sumColumns.map((column) => `toString(sum(${column})) AS sum_${column}`).join(', ')}
FROM report_cells
WHERE generation = {generation:String} AND grain = {grain:String} AND cut = {rows:String}${metrics ? ' AND has({metrics:Array(String)}, metric)' : ''}${where.sql}
GROUP BY metric, arm, cut_value, bucket${leftOver}`,
    params: { ...where.params, grain, rows, ...(metrics ? { metrics } : {}) },
  };
}

/** Units of a slice that the filters let pass; wants build, from_id and to_id. */
export function unitsInSliceSql({ dimensions }: Pick<MartDefinition, 'dimensions'>, filters: CellFilters): SqlText {
  const place = (dimension: string): string => `dims[${dimensions.indexOf(dimension) + 1}]`;
  const where = whereOf(conditions(filters, place, { channel: 'first_channel', action: 'first_action' }));
  const inSlice = "customer_id >= {from_id:String} AND ({to_id:String} = '' OR customer_id < {to_id:String})";
  const customers = filters.customers ? ` AND customer_id IN (SELECT customer_id FROM (${filters.customers.sql}) WHERE ${inSlice})` : '';
  return { sql: `${unitsOfBuild} AND ${inSlice}${where.sql}${customers}`, params: { ...filters.customers?.params, ...where.params } };
}

/** The same from the units of a slice, for any question; wants build, from_id and to_id beside the definition's days. */
export function readUnitsSql(question: CellQuestion, definition: Shape, { scoreBounds }: Pick<MartLayout, 'scoreBounds'>, reach: MartReach): SqlText {
  const { cut, filters = {}, grain } = question;
  const place = (dimension: string): string => `dims[${definition.dimensions.indexOf(dimension) + 1}]`;
  const units = unitsInSliceSql(definition, filters);
  const segment = { nothing: "''", wave: 'toString(toDate32(wave))', stratum: 'stratum', 'first-channel': 'first_channel', 'first-action': 'first_action', dimension: cut.by === 'dimension' ? place(cut.dimension) : "''" }[cut.by];
  const metrics = summedMetrics(definition).filter(({ metric }) => !question.metrics || question.metrics.includes(metric));
  const sums = cellSumsSql({ grain, metrics, reach, scoreBounds, keys: { arm: 'arm', cut_value: `toString(${segment})` }, units: units.sql });
  return {
    sql: `SELECT metric, arm, cut_value, bucket, ${sumColumns.map((column) => `toString(sum(${column})) AS sum_${column}`).join(', ')}
FROM (${sums})${question.metrics ? ' WHERE has({metrics:Array(String)}, metric)' : ''}
GROUP BY metric, arm, cut_value, bucket${leftOver}`,
    params: { ...units.params, ...(question.metrics ? { metrics: question.metrics } : {}) },
  };
}
