import type { ReportModel } from '@arbiter/contracts/report-model';
import type { EChartsOption } from 'echarts';
import { chartFrame } from './chart-frame.js';
import { chartTheme } from './chart-theme.js';
import { type ChartContext, formatValue } from './chart-wording.js';

/** Both arms of a metric over the days, for a headline card: two lines, no axes. Null when the metric has no days. */
export function sparkline(report: ReportModel, metricId: string, arm: string, context: ChartContext): EChartsOption | null {
  const theme = chartTheme(context.theme);
  const metric = report.metrics.find((candidate) => candidate.id === metricId);
  const points = report.series.find((series) => series.metric === metricId && series.arm === arm)?.points ?? [];
  const last = points[points.length - 1];
  if (!metric || !last || points.length < 2) return null;
  const { text } = context;
  const line = (name: string, colour: string, side: 'target' | 'control') => ({
    type: 'line' as const,
    name,
    symbol: 'none',
    silent: true,
    lineStyle: { color: colour, width: 1.5 },
    data: points.map((point) => [point.day, point[side] ?? '-']),
  });
  return {
    ...chartFrame(theme, `${context.metricTitle(metricId)}: ${text.target} ${formatValue(last.target, metric.unit, context)}, ${text.control} ${formatValue(last.control, metric.unit, context)}`),
    grid: { left: 0, right: 0, top: 2, bottom: 2 },
    useUTC: true,
    xAxis: { type: 'time', show: false },
    yAxis: { type: 'value', show: false, scale: true },
    series: [line(text.control, theme.control, 'control'), line(text.target, theme.target, 'target')],
  };
}
