import type { ColumnUnit } from '@arbiter/contracts/reporting/report-table';
import type { EChartsOption } from 'echarts';
import { chartFrame, tooltipFrame, valueAxis } from '../chart-frame.js';
import { chartTheme } from '../chart-theme.js';
import { chartTexts } from './chart-texts.js';
import type { ChartPlan } from './chart-plan.js';
import { categoryTooltip } from './point-words.js';
import { numberText, type TableChartContext } from './table-values.js';

/** What the maker of one kind of chart is given. */
export interface Drawing {
  plan: ChartPlan;
  context: TableChartContext;
  /** The chart in words. */
  description: string;
}

export const legendHeight = 30;

/** Frame of charts with a legend above where there is more than one series. */
export function plotFrame({ plan, context, description }: Drawing, extra: { names?: string[]; top?: number } = {}): EChartsOption {
  const theme = chartTheme(context.theme);
  const names = extra.names ?? (plan.series.length > 1 ? plan.series.map(({ name }) => name) : []);
  const hasLegend = names.length > 0;
  return {
    ...chartFrame(theme, description),
    grid: { left: 4, right: 16, top: (hasLegend ? legendHeight + 4 : 10) + (extra.top ?? 0), bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    ...(hasLegend ? { legend: { type: 'scroll', data: names, top: 2, left: 0, right: 8, itemWidth: 14, itemHeight: 14, itemGap: 14, icon: 'roundRect', textStyle: { color: theme.muted, fontSize: 12 }, pageTextStyle: { color: theme.muted }, pageIconColor: theme.muted, pageIconInactiveColor: theme.line, pageIconSize: 11 } } : {}),
  };
}

/** A tooltip for all series of the category under the pointer. */
export function axisTooltip({ plan, context }: Drawing, pointer: 'line' | 'shadow'): EChartsOption['tooltip'] {
  const theme = chartTheme(context.theme);
  return {
    ...tooltipFrame(theme),
    trigger: 'axis',
    axisPointer: { type: pointer, lineStyle: { color: theme.muted }, shadowStyle: { color: theme.muted, opacity: 0.12 } },
    formatter: (params: unknown) => categoryTooltip(plan, firstIndex(params), context),
  };
}

/** Number of the datum that a tooltip is asked for. */
export function firstIndex(params: unknown): number {
  const first: unknown = Array.isArray(params) ? params[0] : params;
  return first && typeof first === 'object' && 'dataIndex' in first ? Number(first.dataIndex) : -1;
}

/** An axis of numbers in a unit, its labels short. Whole things have no fractions on their axis. */
export function unitAxis(unit: ColumnUnit, context: TableChartContext, splits = 5) {
  const theme = chartTheme(context.theme);
  return {
    ...valueAxis(theme, (value) => numberText(Number(value.toPrecision(10)), unit, context, true)),
    splitNumber: splits,
    ...(unit === 'count' || unit === 'bytes' ? { minInterval: 1 } : {}),
  };
}

/** Words along the line of an annotation, on a ground of their own: they must be read over bars and areas. */
export function annotationLabel(text: string, context: TableChartContext) {
  const theme = chartTheme(context.theme);
  return { show: true, formatter: text.length > 28 ? `${text.slice(0, 27)}…` : text, color: theme.ink, backgroundColor: theme.surface, opacity: 0.9, padding: [1, 3], borderRadius: 3, fontSize: 11, position: 'insideEndTop' as const };
}

/** Lines of the wish (limits, bounds of drift) as mark lines along the value axis. */
export function wishedLines({ plan, context }: Drawing, horizontal: boolean) {
  const theme = chartTheme(context.theme);
  return (plan.spec.lines ?? []).map((line) => ({
    [horizontal ? 'xAxis' : 'yAxis']: line.value,
    lineStyle: { color: theme.muted, type: 'dashed' as const, width: 1.2 },
    label: { show: true, formatter: (context.language === 'ru' ? line.title.ru || line.title.en : line.title.en || line.title.ru).slice(0, 40), color: theme.muted, fontSize: 11, position: 'insideEndTop' as const },
  }));
}

/** Words in the middle instead of an empty pair of axes. */
export function emptyChart({ context, description }: Pick<Drawing, 'context' | 'description'>): EChartsOption {
  const theme = chartTheme(context.theme);
  const texts = chartTexts(context.language);
  return {
    ...chartFrame(theme, description),
    title: { text: texts.noData, subtext: texts.noDataHint, left: 'center', top: 'middle', itemGap: 8, textStyle: { color: theme.ink, fontSize: 14, fontWeight: 600, lineHeight: 20 }, subtextStyle: { color: theme.muted, fontSize: 12, lineHeight: 18 } },
  };
}
