import type { ReportComparison, ReportModel } from '@arbiter/contracts/report-model';
import type { EChartsOption } from 'echarts';
import { categoryAxis, chartFrame, tooltipFrame, valueAxis } from './chart-frame.js';
import { chartTheme } from './chart-theme.js';
import { type ChartContext, escapeMarkup, formatDifference } from './chart-wording.js';
import { intervalMark } from './interval-mark.js';

/** Differences by segment with their intervals against the line of no effect; all customers together on top. */
export function forestPlot(report: ReportModel, metricId: string, arm: string, context: ChartContext): EChartsOption {
  const theme = chartTheme(context.theme);
  const metric = report.metrics.find((candidate) => candidate.id === metricId);
  if (!metric) return chartFrame(theme, '');
  const chosen = (row: ReportComparison): boolean => row.metric === metricId && row.arm === arm;
  const rows = [...report.overall.filter(chosen), ...report.segments.filter(chosen)];
  const names = rows.map((row) => (row.segment === null ? context.text.allCustomers : context.segmentTitle(row.segment)));
  const words = (row: ReportComparison): string => {
    const { estimate, low, high } = row.absolute;
    return `${formatDifference(estimate, metric.unit, context)} (${formatDifference(low, metric.unit, context)} … ${formatDifference(high, metric.unit, context)})`;
  };
  return {
    ...chartFrame(theme, `${context.metricTitle(metricId)}. ${rows.map((row, index) => `${names[index]}: ${words(row)}`).join('; ')}`),
    grid: { left: 8, right: 24, top: 8, bottom: 8, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...tooltipFrame(theme),
      trigger: 'item',
      formatter: (params: unknown) => {
        const index = params && typeof params === 'object' && 'value' in params && Array.isArray(params.value) ? Number(params.value[1]) : -1;
        const row = rows[index];
        return row ? `<b>${escapeMarkup(names[index] ?? '')}</b><br>${escapeMarkup(words(row))}` : '';
      },
    },
    xAxis: { ...valueAxis(theme, (value) => formatDifference(value, metric.unit, context)), splitNumber: 4 },
    yAxis: { ...categoryAxis(theme, names, context.narrow === true), inverse: true },
    series: [
      {
        type: 'custom',
        silent: true,
        encode: { x: [1, 2], y: 0 },
        itemStyle: { color: theme.ink },
        renderItem: intervalMark({ colour: theme.muted, horizontal: true }),
        data: rows.flatMap(({ absolute: { low, high } }, index) => (low === null || high === null ? [] : [[index, low, high]])),
      },
      {
        type: 'scatter',
        symbolSize: 10,
        itemStyle: { color: theme.target, opacity: 1 },
        data: rows.flatMap((row, index) => {
          const { estimate } = row.absolute;
          return estimate === null ? [] : [{ value: [estimate, index], symbol: row.segment === null ? 'diamond' : 'rect', symbolSize: row.segment === null ? 14 : 9 }];
        }),
        markLine: {
          silent: true,
          symbol: 'none',
          lineStyle: { color: theme.ink, type: 'dashed' },
          label: { show: false },
          data: [{ xAxis: 0 }],
        },
      },
    ],
  };
}
