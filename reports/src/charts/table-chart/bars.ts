import type { BarSeriesOption, EChartsOption, ScatterSeriesOption } from 'echarts';
import { categoryAxis } from '../chart-frame.js';
import { chartTheme } from '../chart-theme.js';
import { type BarLayout, comparedTicks, whiskers } from './bar-marks.js';
import { isTime } from './choose-chart.js';
import type { ChartPlan, ChartSeries } from './chart-plan.js';
import { annotationsShown, axisOf, timeOf } from './lines.js';
import { axisTooltip, type Drawing, plotFrame, unitAxis, wishedLines } from './table-frame.js';
import { differenceText, numberText, shortPeriodText, type TableChartContext } from './table-values.js';

/** Bars side by side, stacked or as shares of a whole, standing or lying; values past 100 % are shown in full. */
export function barChart(drawing: Drawing): EChartsOption {
  const { plan, context } = drawing;
  const theme = chartTheme(context.theme);
  const lying = isLying(plan, context);
  const isShare = plan.type === 'share-bar';
  const isStacked = isShare || plan.type === 'stacked-bar';
  const totals = plan.categories.map((_, category) => plan.series.reduce((sum, { points }) => sum + Math.max(0, points[category]?.value ?? 0), 0));
  const count = plan.series.length;
  const layout: BarLayout = { count, barMaxWidth: count === 1 ? 40 : 28, barGap: '8%', barCategoryGap: '32%' };
  const valueOf = (series: ChartSeries, category: number): number | '-' => {
    const value = series.points[category]?.value ?? null;
    if (value === null) return '-';
    const total = totals[category] ?? 0;
    return isShare ? (total > 0 ? value / total : '-') : value;
  };
  const labelled = !isStacked && count === 1 && plan.categories.length <= (lying ? 60 : 12);
  const bars = plan.series.map<BarSeriesOption>((series, index) => ({
    type: 'bar',
    id: `s${index}`,
    name: series.name,
    ...(lying ? { xAxisIndex: isShare ? 0 : axisOf(plan, series) } : { yAxisIndex: isShare ? 0 : axisOf(plan, series) }),
    ...(isStacked ? { stack: 'all', barMaxWidth: 44 } : { barMaxWidth: layout.barMaxWidth, barGap: layout.barGap, barCategoryGap: layout.barCategoryGap }),
    itemStyle: { color: series.colour, ...(isStacked ? { borderColor: theme.surface, borderWidth: 0.5 } : { borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] }) },
    emphasis: { focus: 'none' },
    ...(labelled ? { label: { show: true, position: lying ? 'right' : 'top', color: theme.muted, fontSize: 12, formatter: ({ dataIndex }: { dataIndex: number }) => label(series, dataIndex, context) } } : {}),
    data: plan.categories.map((category, at) => ({ value: valueOf(series, at), ...(category.isRest ? { itemStyle: { color: theme.rest } } : {}) })),
  }));
  const marksUpon = isStacked ? [] : plan.series.flatMap((series, index) => [...whiskers(series, index, layout, lying, axisOf(plan, series), theme.ink), ...comparedTicks(plan, series, index, layout, lying, axisOf(plan, series), theme.ink)]);
  const values = (isShare ? (['share'] as const) : plan.units.slice(0, 2)).map((unit, index) => ({
    ...unitAxis(unit, context, lying && context.narrow ? 3 : 5),
    ...(isShare ? { max: 1 } : {}),
    ...(index === 1 ? { position: lying ? ('top' as const) : ('right' as const), splitLine: { show: false } } : {}),
    ...(labelled && lying ? { boundaryGap: ['0%', '12%'] as [string, string] } : {}),
  }));
  const marks = [...wishedLines(drawing, lying), ...(isTime(plan.x) ? annotationMarks(plan, context) : [])];
  const differences = plan.type === 'paired-bars' ? pairDifferences(drawing, lying) : [];
  const [firstBar] = bars;
  if (firstBar && marks.length) firstBar.markLine = { silent: true, symbol: 'none', animation: false, data: marks };
  return {
    ...plotFrame(drawing),
    tooltip: axisTooltip(drawing, 'shadow'),
    ...(lying ? { xAxis: values, yAxis: { ...names(plan, context, true), inverse: true } } : { xAxis: names(plan, context, false), yAxis: values }),
    series: [...bars, ...marksUpon, ...differences],
  };
}

/** Bars lie where names would have no room under standing ones; time always runs from left to right. */
export function isLying(plan: ChartPlan, context: TableChartContext): boolean {
  if (isTime(plan.x)) return false;
  if (plan.type === 'lying-bar') return true;
  const longest = Math.max(0, ...plan.categories.map(({ text }) => Math.max(...text.split(' ').map((word) => word.length))));
  const most = context.narrow ? 5 : 12;
  return plan.categories.length > most || (context.narrow === true ? longest > 8 : longest > 16 && plan.categories.length > 5);
}

function names(plan: ChartPlan, context: TableChartContext, lying: boolean) {
  const theme = chartTheme(context.theme);
  const texts = plan.categories.map(({ text }) => text);
  if (isTime(plan.x)) {
    const short = plan.categories.map(({ value }) => shortPeriodText(timeOf(String(value)), plan.x?.grain ?? 'day', context, plan.x?.type === 'date'));
    return { type: 'category' as const, data: short, axisTick: { show: false }, axisLine: { lineStyle: { color: theme.line } }, axisLabel: { color: theme.muted, fontSize: 12, hideOverlap: true } };
  }
  const axis = categoryAxis(theme, texts, true, lying ? (context.narrow ? 18 : 30) : Math.max(8, Math.floor((context.narrow ? 44 : 120) / Math.max(1, texts.length))));
  return { ...axis, axisLabel: { ...axis.axisLabel, ...(lying ? { width: context.narrow ? 120 : 220, overflow: 'truncate' as const } : {}) } };
}

function label(series: ChartSeries, category: number, context: TableChartContext): string {
  const point = series.points[category];
  return point?.value === null || point === null || point === undefined ? '' : numberText(point.value, point.column.unit ?? 'number', context, true);
}

/** Target minus control above each pair. */
function pairDifferences({ plan, context }: Drawing, lying: boolean): ScatterSeriesOption[] {
  const theme = chartTheme(context.theme);
  const target = plan.series.find(({ arm }) => arm === 'target');
  const control = plan.series.find(({ arm }) => arm === 'control');
  if (!target || !control) return [];
  const data = plan.categories.flatMap((_, category) => {
    const [t, c] = [target.points[category], control.points[category]];
    if (!t || !c || t.value === null || c.value === null) return [];
    const top = Math.max(0, t.value, c.value, t.high ?? 0, c.high ?? 0);
    const text = differenceText(t.value - c.value, target.measure.unit ?? 'number', context, true);
    return [{ value: lying ? [top, category] : [category, top], label: { formatter: text } }];
  });
  return [{ type: 'scatter', id: 'differences', symbolSize: 0.1, silent: true, tooltip: { show: false }, itemStyle: { color: 'transparent' }, label: { show: true, position: lying ? 'right' : 'top', color: theme.ink, fontWeight: 600, fontSize: 12 }, data }];
}

function annotationMarks(plan: ChartPlan, context: TableChartContext) {
  const theme = chartTheme(context.theme);
  const times = plan.categories.map(({ value }) => timeOf(String(value)));
  return annotationsShown(plan, context).map(({ annotation, from }) => {
    const place = Math.max(0, times.findLastIndex((time) => time <= from));
    return { xAxis: place, lineStyle: { color: theme.ink, type: 'dotted' as const, width: 1.5 }, label: { show: true, formatter: annotation.text.length > 28 ? `${annotation.text.slice(0, 27)}…` : annotation.text, color: theme.muted, fontSize: 11, position: 'insideEndTop' as const } };
  });
}
