import { readCellRow, type StoredCell } from '../marts/cell-rows.js';
import type { StratumCells } from './report-cells.js';
import type { ReportQuery } from './report-scope.js';

const sums = ['n', 'x', 'y', 'z', 'xx', 'yy', 'zz', 'xy', 'xz', 'yz'] as const;

export interface StrataQuestion {
  generation: string;
  /** Dimensions of the mart's cells, in their order. */
  rolledUp: readonly string[];
  /** The dimension whose values are the strata; one stratum of everybody when it is not rolled up. */
  stratum: string | undefined;
  /** Cells by what the unit was given first, or of all units. */
  cut: 'first-channel' | 'first-action' | '';
  filters: readonly { dimension: string; values: readonly string[] }[];
}

export type StoredStratumCell = StoredCell & { stratum: string };

/** Totals of a generation's cells by stratum and, within it, by first channel or action. The filters' dimensions must be rolled up. */
export function strataCellsSql({ generation, rolledUp, stratum, cut, filters }: StrataQuestion): ReportQuery<StoredStratumCell> {
  const place = (dimension: string): number => rolledUp.indexOf(dimension) + 1;
  const of = stratum !== undefined && rolledUp.includes(stratum) ? `dims[${place(stratum)}]` : "''";
  const where = filters.map(({ dimension }, index) => ` AND has({filter_${index}:Array(String)}, dims[${place(dimension)}])`).join('');
  return {
    sql: `SELECT metric, arm, ${of} AS stratum, ${cut === '' ? 'stratum' : 'segment'} AS cut_value, 0 AS bucket, ${sums.map((name) => `toString(sum(${name})) AS sum_${name}`).join(', ')}
FROM report_cells
WHERE generation = {generation:String} AND grain = 'total' AND cut = {cut:String}${where}
GROUP BY metric, arm, stratum, cut_value`,
    params: { generation, cut, ...Object.fromEntries(filters.map(({ values }, index) => [`filter_${index}`, values])) },
  };
}

export function readStrata(rows: readonly StoredStratumCell[]): StratumCells[] {
  const strata = [...new Set(rows.map(({ stratum }) => stratum))].sort();
  return strata.map((stratum) => ({ stratum, cells: rows.filter((row) => row.stratum === stratum).map(readCellRow) }));
}
