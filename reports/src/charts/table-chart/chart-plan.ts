import type { UndefinedReason } from '@arbiter/contracts/report-model';
import type { ChartSpec, ChartType, ColumnUnit, ReportCell, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';
import { chartTexts } from './chart-texts.js';
import { chooseChart, isTime, ownMeasures } from './choose-chart.js';
import { type CategoryRow, foldCategories, foldSeries } from './fold-rest.js';
import { graphPlan, isGraph, type StrategyGraphData } from './graph-plan.js';
import { restMark } from './rest-mark.js';
import { seriesColours } from './series-colours.js';
import { type TableChartContext, titleIn, valueText } from './table-values.js';

/** One mark of a chart: where its number stands in the table, and what is known about it. */
export interface ChartPoint {
  /** Row of the table; −1 where several rows were added up. */
  row: number;
  /** The measure drawn. */
  column: ReportColumn;
  value: number | null;
  low: number | null;
  high: number | null;
  compared: number | null;
  reason: UndefinedReason | null;
}

export interface ChartSeries {
  name: string;
  /** Value of the series' dimension, where one dimension makes the series. */
  value: ReportCell;
  colour: string;
  measure: ReportColumn;
  arm: 'target' | 'control' | null;
  /** By category; null where the table says nothing. */
  points: (ChartPoint | null)[];
}

/** What is drawn: categories along the axis and the series' marks, the same for chart, keyboard, screen reader and file. */
export interface ChartPlan {
  type: ChartType;
  spec: ChartSpec;
  x: ReportColumn | null;
  seriesColumns: ReportColumn[];
  categories: { text: string; value: ReportCell; isRest: boolean }[];
  series: ChartSeries[];
  /** Units of the value axes, at most two. */
  units: ColumnUnit[];
  /** Categories and series that are in the table only. */
  categoriesOmitted: number;
  seriesOmitted: number;
  isEmpty: boolean;
  /** A strategy's graph, laid out; its marks are nodes, then ways. */
  graph?: StrategyGraphData;
}

const oneUnit: readonly ChartType[] = ['stacked-area', 'stacked-bar', 'share-bar', 'paired-bars', 'forest', 'funnel', 'curve'];
const mostSeries = 8;

export function chartPlan(table: ReportTable, wish: ChartSpec, context: TableChartContext): ChartPlan {
  const { columns, rows } = table;
  if (wish.type === 'strategy-graph' && isGraph(table)) return graphPlan(table, wish, context);
  const spec = withDefaults(table, wish);
  const at = new Map(columns.map((column, index) => [column.id, index]));
  const column = (id: string | undefined): ReportColumn | null => (id === undefined ? null : (columns[at.get(id) ?? -1] ?? null));
  const x = column(spec.x);
  const all = (spec.y ?? []).flatMap((id) => column(id) ?? []);
  const measures = limitUnits(spec.type === 'heatmap' ? all.slice(0, 1) : all, spec.type);
  const dimensions = columns.filter((candidate) => candidate.role === 'dimension' && candidate.id !== x?.id && !measures.includes(candidate));
  const chosen = column(spec.series);
  const seriesColumns = chosen ? [chosen, ...dimensions.filter((candidate) => candidate.id !== chosen.id)] : dimensions;

  const reasons = new Map(table.unknown.map((entry) => [`${entry.row} ${entry.column}`, entry.reason]));
  const numberAt = (row: number, id: string | undefined): number | null => {
    const cell = id === undefined ? null : rows[row]?.[at.get(id) ?? -1];
    return typeof cell === 'number' && Number.isFinite(cell) ? cell : null;
  };
  const comparedId = new Map(columns.flatMap((candidate) => (candidate.comparedTo === undefined ? [] : [[candidate.comparedTo, candidate.id] as const])));
  const pointAt = (row: number, measure: ReportColumn): ChartPoint => ({
    row,
    column: measure,
    value: numberAt(row, measure.id),
    low: numberAt(row, measure.low),
    high: numberAt(row, measure.high),
    compared: numberAt(row, comparedId.get(measure.id)),
    reason: reasons.get(`${row} ${measure.id}`) ?? null,
  });
  const base = { type: spec.type, spec, x, seriesColumns, units: [...new Set(measures.map((measure) => measure.unit ?? 'number'))], categoriesOmitted: 0, seriesOmitted: 0 };

  // Without a dimension the measures of the only row stand side by side: steps of a funnel, parts of a whole.
  if (!x && seriesColumns.length === 0) {
    const points = rows.length === 0 ? [] : measures.map((measure) => pointAt(rows.length - 1, measure));
    const categories = points.map((point) => ({ text: titleIn(point.column.title, context.language), value: null, isRest: false }));
    const [measure] = measures;
    const colours = seriesColours([{ arm: null, value: null, column: null }], context.theme);
    return { ...base, categories, series: measure ? [{ name: '', value: null, colour: colours[0] ?? '', measure, arm: null, points }] : [], isEmpty: !points.some((point) => point.value !== null || point.reason !== null) };
  }

  const categoryRows = new Map<string, CategoryRow>();
  const seriesRows = new Map<string, { values: ReportCell[]; measure: ReportColumn; points: Map<string, ChartPoint> }>();
  for (const [row, cells] of rows.entries()) {
    const xValue = x ? (cells[at.get(x.id) ?? -1] ?? null) : null;
    const values = seriesColumns.map((dimension) => cells[at.get(dimension.id) ?? -1] ?? null);
    for (const measure of measures) {
      const seriesKey = JSON.stringify([values, measure.id]);
      let series = seriesRows.get(seriesKey);
      if (!series) seriesRows.set(seriesKey, (series = { values, measure, points: new Map() }));
      // Rows that say the same category and series twice (SQL of one's own) keep their own places.
      let key = JSON.stringify([xValue, 0]);
      for (let again = 1; series.points.has(key); again++) key = JSON.stringify([xValue, again]);
      series.points.set(key, pointAt(row, measure));
      if (!categoryRows.has(key)) categoryRows.set(key, { key, value: xValue });
    }
  }

  let order = [...categoryRows.values()];
  if (x && (isTime(x) || (x.type === 'number' && (spec.type === 'curve' || spec.type === 'scatter' || spec.type === 'line' || spec.type === 'area')))) order.sort((a, b) => (typeof a.value === 'number' && typeof b.value === 'number' ? a.value - b.value : String(a.value) < String(b.value) ? -1 : 1));
  let lines = [...seriesRows.values()];
  const most = x && !isTime(x) && spec.type !== 'scatter' && spec.type !== 'curve' ? (context.maxCategories ?? Infinity) : Infinity;
  const folded = foldCategories(order, lines, most);
  order = folded.order;
  const foldedSeries = spec.type === 'heatmap' || spec.type === 'scatter' ? { lines, omitted: 0 } : foldSeries(lines, mostSeries);
  lines = foldedSeries.lines;

  const texts = chartTexts(context.language);
  const several = measures.length > 1;
  const armOf = (values: readonly ReportCell[], measure: ReportColumn): 'target' | 'control' | null => {
    const arm = seriesColumns.findIndex(({ id }) => id === 'arm');
    const value = arm < 0 ? null : values[arm];
    return value === 'target' || value === 'control' ? value : (measure.arm ?? null);
  };
  const seriesNames = lines.map(({ values, measure }) => {
    const parts = values.length === 0 ? [] : values.includes(restMark) ? [texts.others] : values.map((value, index) => valueText(value, seriesColumns[index] as ReportColumn, context));
    return [...parts, ...(several || parts.length === 0 ? [titleIn(measure.title, context.language)] : [])].join(' · ');
  });
  const colours = seriesColours(lines.map(({ values, measure }) => ({ arm: armOf(values, measure), value: values.includes(restMark) ? restMark : (values[0] ?? null), column: seriesColumns[0] ?? null })), context.theme);
  const series = lines.map(({ values, measure, points }, index) => ({
    name: seriesNames[index] ?? '',
    value: values[0] ?? null,
    colour: colours[index] ?? '',
    measure,
    arm: armOf(values, measure),
    points: order.map(({ key }) => points.get(key) ?? null),
  }));
  const categories = order.map(({ value, isRest = false }) => ({ text: isRest ? texts.others : x ? valueText(value, x, context) : '', value: isRest ? null : value, isRest }));
  return { ...base, categories, series, categoriesOmitted: folded.omitted, seriesOmitted: foldedSeries.omitted, isEmpty: !series.some(({ points }) => points.some((point) => point !== null && (point.value !== null || point.reason !== null))) };
}

/** The wish filled in from the roles and types of the columns; columns that the table lacks are left out. */
export function withDefaults(table: Pick<ReportTable, 'columns' | 'rows'>, wish: ChartSpec): ChartSpec {
  const has = (id: string | undefined): id is string => id !== undefined && table.columns.some((column) => column.id === id);
  const dimensions = table.columns.filter(({ role }) => role === 'dimension');
  const series = has(wish.series) ? wish.series : undefined;
  const free = dimensions.filter(({ id }) => id !== series);
  const numeric = wish.type === 'scatter' || wish.type === 'curve' ? free.find(({ type }) => type === 'number') : undefined;
  const x = has(wish.x) ? wish.x : wish.type === 'number' && !free.some(isTime) ? undefined : (numeric ?? free.find(isTime) ?? free[0])?.id;
  const wished = wish.y?.filter(has);
  let y = wished?.length ? wished : ownMeasures(table.columns).map(({ id }) => id);
  const isPair = (id: string): boolean => table.columns.find((column) => column.id === id)?.arm !== undefined;
  if (!wished?.length && wish.type === 'paired-bars' && y.some(isPair)) y = y.filter(isPair);
  if (!wished?.length && wish.type === 'forest') {
    const hasInterval = (id: string): boolean => table.columns.find((column) => column.id === id)?.low !== undefined;
    if (y.some(hasInterval)) y = y.filter(hasInterval);
  }
  const { x: _x, series: _series, ...rest } = wish;
  return { ...rest, ...(wish.type === 'table' || wish.type === 'pivot' ? (has(wish.x) ? { x: wish.x } : {}) : x === undefined ? {} : { x }), ...(series === undefined ? {} : { series }), y: y.filter((id) => id !== x) };
}

/** The wish where it is a chart, else the best chart of the table: a picture of what the page shows as a table. */
export function drawnSpec(table: ReportTable, wish: ChartSpec): ChartSpec {
  if (wish.type === 'strategy-graph') return isGraph(table) ? wish : chooseChart(table);
  return wish.type === 'table' || wish.type === 'pivot' ? chooseChart(table) : wish;
}

function limitUnits(measures: ReportColumn[], type: ChartType): ReportColumn[] {
  if (type === 'number' || type === 'scatter') return measures;
  const units = [...new Set(measures.map((measure) => measure.unit ?? 'number'))].slice(0, oneUnit.includes(type) ? 1 : 2);
  return measures.filter((measure) => units.includes(measure.unit ?? 'number'));
}
