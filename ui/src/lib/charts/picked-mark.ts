import type { ReportCell, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';
import type { ChartPlan } from '@arbiter/reports/charts/table-chart';

/** A value of a dimension under the pointer. */
export interface PickedValue {
  column: ReportColumn;
  /** Dimension that a filter would be put on. */
  dimension: string;
  value: ReportCell;
}

/** What the reader pointed at in a chart or table, and where on the page. */
export interface PickedMark {
  values: PickedValue[];
  /** Row of the table; −1 where several were added up. */
  row: number;
  /** The measure pointed at, where there is one. */
  measure: ReportColumn | null;
  /** Place of the menu, in pixels within the chart. */
  at: { x: number; y: number };
}

/** The dimensions of a row that filters can be put on. */
export function valuesOfRow(table: Pick<ReportTable, 'columns' | 'rows'>, row: number): PickedValue[] {
  const cells = table.rows[row];
  if (!cells) return [];
  return table.columns.flatMap((column, index) => {
    const dimension = column.filterBy === undefined ? column.id : column.filterBy;
    return column.role !== 'dimension' || dimension === null ? [] : [{ column, dimension, value: cells[index] ?? null }];
  });
}

/** What a category of a plan says when no single mark was met: its own value only. */
export function valuesOfCategory(plan: ChartPlan, category: number): PickedValue[] {
  const found = plan.categories[category];
  const column = plan.x;
  if (!found || found.isRest || !column) return [];
  const dimension = column.filterBy === undefined ? column.id : column.filterBy;
  return dimension === null ? [] : [{ column, dimension, value: found.value }];
}
