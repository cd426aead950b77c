import type { BarSeriesOption, EChartsOption, ScatterSeriesOption } from 'echarts';
import { categoryAxis } from '../chart-frame.js';
import { chartTheme } from '../chart-theme.js';
import { type BarLayout, comparedTicks, whiskers } from './bar-marks.js';
import { isTime } from './choose-chart.js';
import type { ChartPlan, ChartSeries } from './chart-plan.js';
import { annotationsShown, axisOf, timeOf } from './lines.js';
import { annotationLabel, axisTooltip, type Drawing, plotFrame, unitAxis, wishedLines } from './table-frame.js';
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
  const labelled = !isStacked && count === 1 && (lying || plan.categories.length <= Math.max(1, Math.floor((widthOf(context) - 60) / 62)));
  const hasNegative = plan.series.some(({ points }) => points.some((point) => (point?.value ?? 0) < 0));
  const bars = plan.series.map<BarSeriesOption>((series, index) => ({
    type: 'bar',
    id: `s${index}`,
    name: series.name,
    ...(lying ? { xAxisIndex: isShare ? 0 : axisOf(plan, series) } : { yAxisIndex: isShare ? 0 : axisOf(plan, series) }),
    ...(isStacked ? { stack: 'all', barMaxWidth: 44 } : { barMaxWidth: layout.barMaxWidth, barGap: layout.barGap, barCategoryGap: layout.barCategoryGap }),
    itemStyle: { color: series.colour, ...(isStacked ? { borderColor: theme.surface, borderWidth: 0.5 } : { borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] }) },
    emphasis: { focus: 'none' },
    data: plan.categories.map((category, at) => ({ value: valueOf(series, at), ...(category.isRest ? { itemStyle: { color: theme.rest } } : {}) })),
  }));
  const marksUpon = isStacked ? [] : plan.series.flatMap((series, index) => [...whiskers(series, index, layout, lying, axisOf(plan, series), theme.ink), ...comparedTicks(plan, series, index, layout, lying, axisOf(plan, series), theme.ink)]);
  const axes = (isShare ? (['share'] as const) : plan.units.slice(0, 2)).map((unit, index) => ({
    ...unitAxis(unit, context, lying && context.narrow ? 3 : 5),
    ...(isShare ? { max: 1 } : {}),
    ...(index === 1 ? { position: lying ? ('top' as const) : ('right' as const), splitLine: { show: false } } : {}),
    // Numbers that stand at the bars need no scale beside them.
    ...(labelled && !isTime(plan.x) ? { axisLabel: { show: false }, splitLine: { show: false } } : {}),
    ...(labelled || plan.type === 'paired-bars' ? { boundaryGap: [lying && hasNegative ? '14%' : '0%', lying ? (context.narrow ? '26%' : '16%') : '8%'] as [string, string] } : {}),
  }));
  const marks = [...wishedLines(drawing, lying), ...(isTime(plan.x) ? annotationMarks(plan, context) : [])];
  const differences = plan.type === 'paired-bars' ? pairDifferences(drawing, lying) : [];
  const values = labelled && plan.series[0] ? [barLabels(plan.series[0], lying, context)] : [];
  const [firstBar] = bars;
  if (firstBar && marks.length) firstBar.markLine = { silent: true, symbol: 'none', animation: false, data: marks };
  return {
    ...plotFrame(drawing),
    tooltip: axisTooltip(drawing, 'shadow'),
    ...(lying ? { xAxis: axes, yAxis: { ...names(plan, context, true), inverse: true } } : { xAxis: names(plan, context, false), yAxis: axes }),
    series: [...bars, ...marksUpon, ...differences, ...values],
  };
}

/** Bars lie where names would have no room under standing ones; time always runs from left to right. */
export function isLying(plan: ChartPlan, context: TableChartContext): boolean {
  if (isTime(plan.x)) return false;
  if (plan.type === 'lying-bar') return true;
  const longest = Math.max(0, ...plan.categories.flatMap(({ text }) => text.split(' ').map((word) => word.length)));
  const room = (widthOf(context) - 70) / Math.max(1, plan.categories.length);
  return plan.categories.length > 12 || longest * 7 > room || (plan.type === 'paired-bars' && room < 84) || (plan.series.length === 1 && room < 52);
}

function widthOf(context: TableChartContext): number {
  return context.width ?? (context.narrow ? 340 : 720);
}

function names(plan: ChartPlan, context: TableChartContext, lying: boolean) {
  const theme = chartTheme(context.theme);
  const texts = plan.categories.map(({ text }) => text);
  if (isTime(plan.x)) {
    const short = plan.categories.map(({ value }) => shortPeriodText(timeOf(String(value)), plan.x?.grain ?? 'day', context, plan.x?.type === 'date'));
    return { type: 'category' as const, data: short, axisTick: { show: false }, axisLine: { lineStyle: { color: theme.line } }, axisLabel: { color: theme.muted, fontSize: 12, hideOverlap: true } };
  }
  const room = lying ? namesWidth(context) / 6.6 : (widthOf(context) - 70) / Math.max(1, texts.length) / 6.6;
  // Many lying bars leave each name one line.
  const oneLine = lying && texts.length > 9;
  return categoryAxis(theme, oneLine ? texts.map((text) => shorten(text, Math.floor(room))) : texts, !oneLine, Math.max(6, Math.floor(room)));
}

/** Room for names beside lying bars. */
function namesWidth(context: TableChartContext): number {
  return Math.min(240, widthOf(context) * (context.narrow ? 0.38 : 0.34));
}

function shorten(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, Math.max(1, most - 1))}…` : text;
}

/** The number at the end of each bar, beyond its interval. */
function barLabels(series: ChartSeries, lying: boolean, context: TableChartContext): ScatterSeriesOption {
  const theme = chartTheme(context.theme);
  const data = series.points.flatMap((point, category) => {
    if (!point || point.value === null) return [];
    const isBelow = point.value < 0;
    const end = isBelow ? Math.min(point.value, point.low ?? 0, point.compared ?? 0) : Math.max(point.value, point.high ?? 0, point.compared ?? 0);
    const text = numberText(point.value, point.column.unit ?? 'number', context, true);
    return [{ value: lying ? [end, category] : [category, end], label: { formatter: text, position: lying ? (isBelow ? ('left' as const) : ('right' as const)) : isBelow ? ('bottom' as const) : ('top' as const) } }];
  });
  return { type: 'scatter', id: 'labels', symbolSize: 0.1, silent: true, tooltip: { show: false }, itemStyle: { color: 'transparent' }, label: { show: true, color: theme.muted, fontSize: 12 }, data };
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
    return { xAxis: place, lineStyle: { color: theme.ink, type: 'dotted' as const, width: 1.5 }, label: annotationLabel(annotation.text, context) };
  });
}
