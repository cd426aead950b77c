import { chartFrame, legendFrame, tooltipFrame, valueAxis } from '@arbiter/reports/charts/chart-frame';
import { chartTheme, type ChartThemeName } from '@arbiter/reports/charts/chart-theme';
import type { EChartsOption } from 'echarts';
import type { ProgressPoint } from './progress-history.js';

export interface ProgressChartWords {
  theme: ChartThemeName;
  best: string;
  bound: string;
  description: string;
  money: (minor: number) => string;
  moneyShort: (minor: number) => string;
  seconds: (ms: number) => string;
}

/** Bound and plan value closing in on each other: steps, for nothing is known between two reports. */
export function progressChart(history: readonly ProgressPoint[], words: ProgressChartWords): EChartsOption {
  const theme = chartTheme(words.theme);
  const line = (name: string, color: string, of: (point: ProgressPoint) => number | null, dashed: boolean) => ({
    type: 'line' as const,
    name,
    step: 'end' as const,
    symbol: 'circle',
    symbolSize: 5,
    showSymbol: history.length < 12,
    itemStyle: { color },
    lineStyle: { color, width: 2, type: dashed ? ('dashed' as const) : ('solid' as const) },
    data: history.map((point) => [point.atMs, of(point) ?? '-'] as [number, number | string]),
  });
  return {
    ...chartFrame(theme, words.description),
    // Every report draws anew: motion would never come to rest.
    animation: false,
    tooltip: {
      ...tooltipFrame(theme),
      trigger: 'axis',
      formatter: (params: unknown) => {
        const first: unknown = Array.isArray(params) ? params[0] : params;
        const point = history[first && typeof first === 'object' && 'dataIndex' in first ? Number(first.dataIndex) : -1];
        if (!point) return '';
        const row = (label: string, value: number | null): string => (value === null ? '' : `<br>${label}: <b>${words.money(value)}</b>`);
        return `<b>${words.seconds(point.atMs)}</b>${row(words.bound, point.bound)}${row(words.best, point.objective)}`;
      },
    },
    legend: legendFrame(theme, [words.bound, words.best]),
    xAxis: { type: 'value', min: 'dataMin', max: 'dataMax', axisLine: { lineStyle: { color: theme.line } }, splitLine: { show: false }, axisLabel: { color: theme.muted, fontSize: 12, hideOverlap: true, formatter: (ms: number) => words.seconds(ms) } },
    yAxis: { ...valueAxis(theme, words.moneyShort), scale: true },
    series: [line(words.bound, theme.control, (point) => point.bound, true), line(words.best, theme.target, (point) => point.objective, false)],
  };
}
