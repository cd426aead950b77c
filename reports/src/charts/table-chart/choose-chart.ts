import type { ChartSpec, ChartType, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';

/** Measures that are drawn for themselves: not the ends of another one's interval, not another one in the period compared with. */
export function ownMeasures(columns: readonly ReportColumn[]): ReportColumn[] {
  const ends = new Set(columns.flatMap(({ low, high }) => [low, high]));
  return columns.filter((column) => column.role === 'measure' && column.type === 'number' && column.comparedTo === undefined && !ends.has(column.id));
}

export function isTime(column: ReportColumn | null | undefined): boolean {
  return column?.type === 'date' || column?.type === 'instant';
}

/** How a table is best drawn when nobody has said it. */
export function chooseChart(table: Pick<ReportTable, 'columns' | 'rows'>): ChartSpec {
  const dimensions = table.columns.filter(({ role }) => role === 'dimension');
  const measures = ownMeasures(table.columns);
  const [first, second] = dimensions;
  if (!measures.length || dimensions.length > 3) return { type: 'table' };
  if (!first) return { type: table.rows.length <= 1 ? 'number' : 'table' };
  const time = dimensions.find(isTime);
  if (time) return dimensions.length <= 2 ? { type: 'line', x: time.id } : { type: 'table' };
  const isPair = measures.some(({ arm }) => arm === 'target') && measures.some(({ arm }) => arm === 'control');
  if (isPair && !second) return { type: 'paired-bars', x: first.id };
  if (!second) {
    if (first.type === 'number' && table.rows.length > 12) return { type: 'curve', x: first.id };
    if (table.rows.length > 60) return { type: 'table' };
    return { type: measures.every(({ low, high, unit }) => low !== undefined && high !== undefined && unit === 'points') ? 'forest' : 'lying-bar', x: first.id };
  }
  if (dimensions.length > 2) return { type: 'table' };
  const distinct = (column: ReportColumn): number => new Set(table.rows.map((row) => row[table.columns.indexOf(column)])).size;
  const [rows, columns] = [distinct(first), distinct(second)];
  if (columns > 8 || rows > 20 || !measures[0]?.additive) return rows <= 40 && columns <= 24 ? { type: 'heatmap', x: first.id, series: second.id } : { type: 'pivot', x: first.id, series: second.id };
  return { type: 'stacked-bar', x: first.id, series: second.id };
}

/** Chart types that the columns of a table allow, best first: what the reader may change to. */
export function possibleCharts(table: Pick<ReportTable, 'columns' | 'rows'>): ChartType[] {
  const dimensions = table.columns.filter(({ role }) => role === 'dimension');
  const measures = ownMeasures(table.columns);
  if (!measures.length) return ['table'];
  if (!dimensions.length) return table.rows.length <= 1 ? ['number', 'lying-bar', 'funnel', 'table'] : ['table'];
  const hasTime = dimensions.some(isTime);
  const hasIntervals = measures.some(({ low, high }) => low !== undefined && high !== undefined);
  const isNumeric = dimensions.some(({ type }) => type === 'number');
  const types: ChartType[] = hasTime ? ['line', 'area', 'stacked-area', 'bar', 'stacked-bar', 'share-bar'] : ['lying-bar', 'bar', 'stacked-bar', 'share-bar'];
  if (measures.some(({ arm }) => arm !== undefined) || measures.length > 1) types.push('paired-bars');
  if (dimensions.length > 1) types.push('heatmap');
  if (!hasTime) types.push('funnel');
  if (hasIntervals) types.push('forest');
  if (measures.length > 1 || isNumeric) types.push('scatter');
  if (isNumeric) types.push('curve');
  types.push('number', 'table');
  if (dimensions.length > 1) types.push('pivot');
  return types;
}
