import type { EChartsOption, LineSeriesOption } from 'echarts';
import { chartTheme } from '../chart-theme.js';
import { isTime } from './choose-chart.js';
import type { ChartPlan, ChartSeries } from './chart-plan.js';
import { chartTexts } from './chart-texts.js';
import { annotationLabel, axisTooltip, type Drawing, plotFrame, unitAxis, wishedLines } from './table-frame.js';
import { type ChartAnnotation, shortPeriodText, type TableChartContext } from './table-values.js';

/** Lines over time or along categories: intervals as bands, the compared period dashed, what is unknown a gap. */
export function lineChart(drawing: Drawing): EChartsOption {
  const { plan, context } = drawing;
  const theme = chartTheme(context.theme);
  const time = isTime(plan.x);
  const places = plan.categories.map(({ value, text }) => (time ? timeOf(String(value)) : text));
  const isStacked = plan.type === 'stacked-area';
  const filled = isStacked || plan.type === 'area';
  const texts = chartTexts(context.language);
  const hasCompared = !isStacked && plan.series.some(({ points }) => points.some((point) => point?.compared !== null && point?.compared !== undefined));
  const series: LineSeriesOption[] = [];
  for (const [index, one] of plan.series.entries()) {
    const axis = axisOf(plan, one);
    if (!isStacked) series.push(...band(one, places, axis, index, theme.bandOpacity));
    series.push({
      type: 'line',
      id: `s${index}`,
      name: one.name,
      yAxisIndex: axis,
      ...(isStacked ? { stack: 'all' } : {}),
      ...(isStacked ? { symbol: 'none' as const } : symbols(one)),
      itemStyle: { color: one.colour },
      lineStyle: { color: one.colour, width: isStacked ? 1 : 2 },
      ...(filled ? { areaStyle: { color: one.colour, opacity: isStacked ? 0.75 : theme.bandOpacity } } : {}),
      emphasis: { focus: 'none' },
      data: places.map((place, category) => [place, one.points[category]?.value ?? '-']),
    });
    if (hasCompared) {
      series.push({
        type: 'line',
        id: `c${index}`,
        name: one.name,
        yAxisIndex: axis,
        symbol: 'none',
        silent: true,
        itemStyle: { color: one.colour },
        lineStyle: { color: one.colour, width: 1.5, type: [5, 4], opacity: 0.75 },
        data: places.map((place, category) => [place, one.points[category]?.compared ?? '-']),
      });
    }
  }
  const [first] = series;
  const marks = [...wishedLines(drawing, false), ...(time ? annotationLines(plan, context) : [])];
  if (series.length) series.push({ type: 'line', id: 'marks', silent: true, symbol: 'none', data: [], ...(first ? { markLine: { silent: true, symbol: 'none', animation: false, data: marks } } : {}), ...(time ? { markArea: { silent: true, itemStyle: { color: theme.muted, opacity: 0.1 }, data: annotationSpans(plan, context) } } : {}) });
  const bounds = time && places.length ? { min: Number(places[0]), max: Number(places[places.length - 1]) } : {};
  return {
    ...plotFrame(drawing, { names: legendNames(plan) }),
    useUTC: true,
    tooltip: axisTooltip(drawing, 'line'),
    xAxis: time
      ? {
          type: 'time',
          ...(places.length > 1 ? bounds : {}),
          axisLine: { lineStyle: { color: theme.line } },
          axisTick: { show: false },
          axisLabel: { color: theme.muted, fontSize: 12, hideOverlap: true, customValues: labelled(places.map(Number), context), formatter: (value: number) => shortPeriodText(value, plan.x?.grain ?? 'day', context, plan.x?.type === 'date') },
        }
      : { type: 'category', data: plan.categories.map(({ text }) => text), boundaryGap: false, axisTick: { show: false }, axisLine: { lineStyle: { color: theme.line } }, axisLabel: { color: theme.muted, fontSize: 12, hideOverlap: true } },
    yAxis: plan.units.slice(0, 2).map((unit, index) => ({ ...unitAxis(unit, context), ...(index === 1 ? { position: 'right' as const, splitLine: { show: false } } : {}), ...(plan.spec.fromZero === true || filled ? {} : isNearZero(plan, index) ? { min: 0 } : { scale: true }) })),
    series,
    // Said in the description already; without it the chart's own words would be added to ours.
    ...(hasCompared ? { title: { text: `- - -  ${texts.compared}`, right: 0, bottom: 0, show: false } } : {}),
  };
}

function legendNames(plan: ChartPlan): string[] {
  return plan.series.length > 1 ? plan.series.map(({ name }) => name) : [];
}

export function axisOf(plan: ChartPlan, series: ChartSeries): number {
  return Math.max(0, Math.min(1, plan.units.indexOf(series.measure.unit ?? 'number')));
}

/** The interval about a line: its lower end unseen, the width stacked upon it. */
function band(series: ChartSeries, places: readonly (string | number)[], axis: number, index: number, opacity: number): LineSeriesOption[] {
  if (!series.points.some((point) => point?.low !== null && point?.high !== null && point !== null)) return [];
  const shared: LineSeriesOption = { type: 'line', yAxisIndex: axis, symbol: 'none', silent: true, lineStyle: { opacity: 0 }, stack: `band ${index}`, stackStrategy: 'all', tooltip: { show: false } };
  const ends = series.points.map((point) => (point === null || point.low === null || point.high === null ? null : { low: point.low, width: point.high - point.low }));
  return [
    { ...shared, id: `l${index}`, name: `${series.name} `, itemStyle: { color: series.colour }, data: places.map((place, category) => [place, ends[category]?.low ?? '-']) },
    { ...shared, id: `h${index}`, name: `${series.name} `, itemStyle: { color: series.colour }, areaStyle: { color: series.colour, opacity }, data: places.map((place, category) => [place, ends[category]?.width ?? '-']) },
  ];
}

/** Few points are marked; of many only those that stand alone between gaps, which no line would show. */
function symbols(series: ChartSeries): LineSeriesOption {
  const known = (category: number): boolean => series.points[category]?.value !== null && series.points[category] !== null && series.points[category] !== undefined;
  if (series.points.length <= 31) return { symbol: 'circle', symbolSize: 6, showSymbol: true };
  return { symbol: 'circle', showSymbol: true, symbolSize: (_value: unknown, params: { dataIndex: number }) => (known(params.dataIndex) && !known(params.dataIndex - 1) && !known(params.dataIndex + 1) ? 6 : 0) };
}

export function timeOf(value: string): number {
  return Date.parse(value.includes('T') ? value : `${value.slice(0, 10)}T00:00:00Z`);
}

/** Whether the lines of an axis come so near to zero that leaving it out would only exaggerate them. */
function isNearZero(plan: ChartPlan, axis: number): boolean {
  const values = plan.series.filter((series) => axisOf(plan, series) === axis).flatMap(({ points }) => points.flatMap((point) => [point?.value, point?.low, point?.compared].filter((value) => value !== null && value !== undefined)));
  const least = Math.min(...values);
  return least >= 0 && least < Math.max(...values) * 0.6;
}

/** Labels stand at the periods themselves, as many as have room, counted from the latest. */
function labelled(places: readonly number[], context: TableChartContext): number[] {
  const room = Math.max(2, Math.floor(((context.width ?? (context.narrow ? 340 : 720)) - 60) / 76));
  const step = Math.ceil(places.length / room);
  return places.filter((_, index) => (places.length - 1 - index) % step === 0);
}

const dayMs = 86_400_000;

/** Annotations within the times shown. */
export function annotationsShown(plan: ChartPlan, context: TableChartContext): { annotation: ChartAnnotation; from: number; until: number }[] {
  const times = plan.categories.map(({ value }) => timeOf(String(value))).filter(Number.isFinite);
  if (!times.length) return [];
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return (context.annotations ?? []).map((annotation) => ({ annotation, from: timeOf(annotation.on), until: annotation.until ? timeOf(annotation.until) + dayMs : timeOf(annotation.on) })).filter(({ from, until }) => from <= last && until >= first);
}

function annotationLines(plan: ChartPlan, context: TableChartContext) {
  const theme = chartTheme(context.theme);
  return annotationsShown(plan, context).map(({ annotation, from }) => ({
    xAxis: from,
    lineStyle: { color: theme.ink, type: 'dotted' as const, width: 1.5 },
    label: annotationLabel(annotation.text, context),
  }));
}

function annotationSpans(plan: ChartPlan, context: TableChartContext): [{ xAxis: number }, { xAxis: number }][] {
  return annotationsShown(plan, context).flatMap(({ annotation, from, until }) => (annotation.until === undefined ? [] : [[{ xAxis: from }, { xAxis: until }] as [{ xAxis: number }, { xAxis: number }]]));
}
