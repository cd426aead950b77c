import type { MartDefinition, MartLayout } from './mart-definition.js';
import type { CellFilters, SqlText } from './read-cells-sql.js';

/** Customers with a first contact by whole days from it to the outcome; those who had the outcome before are left out. */
export interface ContactCurveRow {
  arm: string;
  outcome: string;
  /** -1: all customers of the curve, with and without the outcome. */
  days: number;
  customers: number;
}

/** Units by the buckets they stood in and stand in. */
export interface MoveRow {
  arm: string;
  from: number;
  to: number;
  customers: number;
  balanceMinor: number;
}

type Counted = Pick<MartDefinition, 'sources' | 'curves' | 'moves'>;
/** Both buckets of a move in one number. */
const stride = 10_000;

const text = (value: string): string => `'${value.replace(/[\\']/g, (character) => `\\${character}`)}'`;

/** Grains of `report_cells` beside those of sums: what is counted over units for these questions. */
export type CountGrain = 'contact-curve' | 'moves';

/** SELECT of key, metric, bucket, n and x for a grain; null where the definition does not ask for it. `units` is a sub-select of `report_units`. */
export function unitCountsSql(grain: CountGrain, { sources, curves = [], moves }: Counted, key: string, units: string): string | null {
  const place = (metric: string): number => sources.findIndex((source) => source.metric === metric) + 1;
  if (grain === 'moves') {
    const at = moves === undefined ? 0 : place(moves);
    return at === 0 ? null : `SELECT ${key} AS cell, '' AS metric, toInt32(total_x[${at}] * ${stride} + total_y[${at}]) AS bucket, toInt64(count()) AS n, sum(toInt128(z[${at}])) AS x FROM (${units}) GROUP BY cell, bucket`;
  }
  const counted = curves.filter(({ metric }) => place(metric) > 0);
  if (counted.length === 0) return null;
  const events = counted.map(({ outcome, metric }) => {
    const found = `indexOf(event_metric, ${place(metric)})`;
    const day = `event_day[${found}]`;
    return `multiIf(${found} = 0, [(${text(outcome)}, toInt32(-1))], ${day} >= first_contact_on, [(${text(outcome)}, toInt32(-1)), (${text(outcome)}, toInt32(${day} - assumeNotNull(first_contact_on)))], [])`;
  });
  return `SELECT cell, event.1 AS metric, event.2 AS bucket, toInt64(count()) AS n, toInt128(0) AS x
FROM (SELECT ${key} AS cell, arrayJoin(arrayConcat(${events.join(', ')})) AS event FROM (${units}) WHERE first_contact_on IS NOT NULL)
GROUP BY cell, metric, bucket`;
}

function rowsOf(grain: CountGrain, sums: string): { columns: string; order: string } {
  return grain === 'moves'
    ? { columns: `arm, toInt32(intDiv(bucket, ${stride})) AS \`from\`, toInt32(bucket % ${stride}) AS \`to\`, toFloat64(sum(n)) AS customers, toFloat64(sum(${sums})) AS balanceMinor`, order: 'arm, `from`, `to`' }
    : { columns: 'arm, metric AS outcome, toInt32(bucket) AS days, toFloat64(sum(n)) AS customers', order: 'arm, outcome, days' };
}

/** Reads counts of a generation; wants {generation:String}. Null where a filter is not known to rollups. */
export function countCellsSql(grain: CountGrain, filters: CellFilters, { rolledUp }: Pick<MartLayout, 'rolledUp'>): SqlText | null {
  const dimensions = filters.dimensions ?? [];
  if (filters.customers || filters.firstChannels || filters.firstActions || dimensions.some(({ dimension }) => !rolledUp.includes(dimension))) return null;
  const plain = dimensions.length === 0 && !filters.waves && !filters.strata;
  const { columns, order } = rowsOf(grain, 'x');
  const where = dimensions.map(({ dimension }, index) => ` AND has({filter_${index}:Array(String)}, dims[${rolledUp.indexOf(dimension) + 1}])`).join('')
    + (filters.waves ? ' AND has({waves:Array(String)}, toString(toDate32(wave)))' : '') + (filters.strata ? ' AND has({strata:Array(String)}, stratum)' : '');
  return {
    sql: `SELECT ${columns} FROM report_cells WHERE generation = {generation:String} AND grain = '${grain}' AND cut = '${plain ? 'all' : ''}'${where} GROUP BY ${order} ORDER BY ${order}`,
    params: {
      ...Object.fromEntries(dimensions.map(({ values }, index) => [`filter_${index}`, values])), ...(filters.waves ? { waves: filters.waves } : {}), ...(filters.strata ? { strata: filters.strata } : {}),
    },
  };
}

/** The same from a slice of the units, as `unitsSql` chooses them; null where the definition does not ask for it. */
export function countUnitsSql(grain: CountGrain, definition: Counted, units: string): string | null {
  const counted = unitCountsSql(grain, definition, 'arm', units);
  const { columns, order } = rowsOf(grain, 'x');
  return counted && `SELECT ${columns} FROM (SELECT cell AS arm, metric, bucket, n, x FROM (${counted})) GROUP BY ${order} ORDER BY ${order}`;
}
