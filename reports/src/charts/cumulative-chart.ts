import type { ReportModel } from '@arbiter/contracts/report-model';
import type { EChartsOption } from 'echarts';
import { chartFrame, legendFrame, tooltipFrame, valueAxis } from './chart-frame.js';
import { chartTheme } from './chart-theme.js';
import { type ChartContext, escapeMarkup, formatDay, formatDifference, formatValue } from './chart-wording.js';

/** The effect as it grew day by day with the band of its interval, against the line of no effect. */
export function cumulativeChart(report: ReportModel, metricId: string, arm: string, context: ChartContext): EChartsOption {
  const theme = chartTheme(context.theme);
  const metric = report.metrics.find((candidate) => candidate.id === metricId);
  const points = report.series.find((series) => series.metric === metricId && series.arm === arm)?.points ?? [];
  if (!metric) return chartFrame(theme, '');
  const { text } = context;
  const last = points[points.length - 1];
  const summary = last
    ? `${formatDay(last.day, context.locale)}: ${formatDifference(last.difference, metric.unit, context)} (${formatDifference(last.low, metric.unit, context)} … ${formatDifference(last.high, metric.unit, context)})`
    : '';
  const bandLine = { type: 'line' as const, symbol: 'none', silent: true, lineStyle: { opacity: 0 }, stack: 'band', stackStrategy: 'all' as const };
  return {
    ...chartFrame(theme, `${context.metricTitle(metricId)}. ${summary}`),
    tooltip: {
      ...tooltipFrame(theme),
      trigger: 'axis',
      formatter: (params: unknown) => {
        const first: unknown = Array.isArray(params) ? params[0] : params;
        const point = points[first && typeof first === 'object' && 'dataIndex' in first ? Number(first.dataIndex) : -1];
        if (!point) return '';
        const line = (label: string, value: string): string => `${escapeMarkup(label)}: <b>${escapeMarkup(value)}</b>`;
        return [
          `<b>${escapeMarkup(formatDay(point.day, context.locale))}</b>`,
          line(text.control, formatValue(point.control, metric.unit, context)),
          line(text.target, formatValue(point.target, metric.unit, context)),
          line(text.difference, formatDifference(point.difference, metric.unit, context)),
          line(text.interval, `${formatDifference(point.low, metric.unit, context)} … ${formatDifference(point.high, metric.unit, context)}`),
        ].join('<br>');
      },
    },
    legend: legendFrame(theme, [text.difference, text.interval]),
    xAxis: {
      type: 'time',
      axisLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.muted, fontSize: 12, hideOverlap: true, formatter: (value: number) => formatDay(new Date(value).toISOString().slice(0, 10), context.locale) },
    },
    yAxis: { ...valueAxis(theme, (value) => formatDifference(value, metric.unit, context)), scale: true },
    // Days are UTC: without this the axis would shift them by the reader's zone.
    useUTC: true,
    series: [
      { ...bandLine, name: `${text.interval} ↓`, data: points.map((point) => [point.day, point.low ?? '-']) },
      {
        ...bandLine,
        name: text.interval,
        itemStyle: { color: theme.target, opacity: theme.bandOpacity },
        areaStyle: { color: theme.target, opacity: theme.bandOpacity },
        data: points.map((point) => [point.day, point.low === null || point.high === null ? '-' : point.high - point.low]),
      },
      {
        type: 'line',
        name: text.difference,
        symbol: 'none',
        itemStyle: { color: theme.target },
        lineStyle: { color: theme.target, width: 2 },
        data: points.map((point) => [point.day, point.difference ?? '-']),
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: theme.ink, type: 'dashed' },
          label: { show: true, formatter: text.noEffect, color: theme.muted, position: 'insideEndTop' },
          data: [{ yAxis: 0 }],
        },
      },
    ],
  };
}
