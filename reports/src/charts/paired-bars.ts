import type { ReportComparison, ReportMetric, ReportModel } from '@arbiter/contracts/report-model';
import type { EChartsOption } from 'echarts';
import { categoryAxis, chartFrame, legendFrame, tooltipFrame, valueAxis } from './chart-frame.js';
import { chartTheme } from './chart-theme.js';
import { type ChartContext, escapeMarkup, formatDifference, formatValue } from './chart-wording.js';
import { intervalMark } from './interval-mark.js';

const barWidth = 0.6;

/**
 * A metric of one target arm by segment: control and target side by side with their intervals and the difference above
 * each pair. The axis grows with the values: a share above 100 % is shown in full.
 */
export function pairedBars(report: ReportModel, metricId: string, arm: string, context: ChartContext): EChartsOption {
  const theme = chartTheme(context.theme);
  const metric = report.metrics.find((candidate) => candidate.id === metricId);
  const rows = report.segments.filter((row) => row.metric === metricId && row.arm === arm);
  if (!metric) return chartFrame(theme, '');
  const { text } = context;
  const names = rows.map((row) => context.segmentTitle(row.segment ?? ''));
  const tops = rows.map((row) => Math.max(0, row.target.high ?? row.target.value ?? 0, row.control.high ?? row.control.value ?? 0));
  const lying = context.narrow === true;
  const bars = (name: string, colour: string, side: 'target' | 'control', slot: number) => [
    { type: 'bar' as const, name, itemStyle: { color: colour, borderRadius: lying ? [0, 3, 3, 0] : [3, 3, 0, 0] }, barWidth: `${(barWidth / 2) * 100}%`, barGap: '0%', data: rows.map((row) => row[side].value ?? '-') },
    { type: 'custom' as const, name, silent: true, z: 3, legendHoverLink: false, itemStyle: { color: theme.ink }, encode: lying ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] }, renderItem: intervalMark({ colour: theme.ink, horizontal: lying, slot, width: barWidth, lineWidth: 1 }), data: intervals(rows, side) },
  ];
  const values = { ...valueAxis(theme, (value) => formatValue(value, metric.unit, context)), splitNumber: lying ? 3 : 5, boundaryGap: ['0%', lying ? '22%' : '6%'] as [string, string] };
  return {
    ...chartFrame(theme, description(rows, metric, context)),
    tooltip: {
      ...tooltipFrame(theme),
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (params: unknown) => {
        const first: unknown = Array.isArray(params) ? params[0] : params;
        const index = first && typeof first === 'object' && 'dataIndex' in first ? Number(first.dataIndex) : -1;
        const row = rows[index];
        return row ? tooltipOf(row, names[index] ?? '', metric, context) : '';
      },
    },
    legend: legendFrame(theme, [text.control, text.target]),
    ...(lying
      ? { xAxis: values, yAxis: { ...categoryAxis(theme, names, true), inverse: true } }
      : { xAxis: categoryAxis(theme, names, true, 10), yAxis: values }),
    series: [
      ...bars(text.control, theme.control, 'control', -1),
      ...bars(text.target, theme.target, 'target', 1),
      {
        type: 'scatter',
        name: text.difference,
        symbolSize: 0.1,
        silent: true,
        itemStyle: { color: 'transparent', opacity: 1 },
        data: rows.flatMap((row, index) => {
          const top = tops[index] ?? 0;
          return row.absolute.estimate === null ? [] : [lying ? [top, index] : [index, top]];
        }),
        label: {
          show: true,
          position: lying ? 'right' : 'top',
          color: theme.ink,
          fontWeight: 600,
          formatter: ({ value }) => formatDifference(rows[Array.isArray(value) ? Number(value[lying ? 1 : 0]) : -1]?.absolute.estimate ?? null, metric.unit, context),
        },
      },
    ],
  };
}

function intervals(rows: readonly ReportComparison[], side: 'target' | 'control'): number[][] {
  return rows.flatMap((row, index) => {
    const { low, high } = row[side];
    return low === null || high === null ? [] : [[index, low, high]];
  });
}

function tooltipOf(row: ReportComparison, name: string, metric: ReportMetric, context: ChartContext): string {
  const { text } = context;
  const line = (label: string, value: string): string => `${escapeMarkup(label)}: <b>${escapeMarkup(value)}</b>`;
  const { estimate, low, high } = row.absolute;
  return [
    `<b>${escapeMarkup(name)}</b>`,
    line(text.control, formatValue(row.control.value, metric.unit, context)),
    line(text.target, formatValue(row.target.value, metric.unit, context)),
    line(text.difference, formatDifference(estimate, metric.unit, context)),
    line(text.interval, `${formatDifference(low, metric.unit, context)} … ${formatDifference(high, metric.unit, context)}`),
  ].join('<br>');
}

/** The chart in words, for screen readers. */
function description(rows: readonly ReportComparison[], metric: ReportMetric, context: ChartContext): string {
  const { text } = context;
  const parts = rows.map((row) => {
    const name = context.segmentTitle(row.segment ?? '');
    return `${name}: ${text.control} ${formatValue(row.control.value, metric.unit, context)}, ${text.target} ${formatValue(row.target.value, metric.unit, context)}, ${text.difference} ${formatDifference(row.absolute.estimate, metric.unit, context)}`;
  });
  return `${context.metricTitle(metric.id)}. ${parts.join('; ')}`;
}
