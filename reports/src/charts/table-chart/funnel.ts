import type { EChartsOption } from 'echarts';
import { categoryAxis, tooltipFrame } from '../chart-frame.js';
import { chartTheme } from '../chart-theme.js';
import { escapeMarkup } from '../chart-wording.js';
import type { ChartSeries } from './chart-plan.js';
import { chartTexts } from './chart-texts.js';
import { categoryTooltip } from './point-words.js';
import { type Drawing, firstIndex, plotFrame, unitAxis } from './table-frame.js';
import { numberText, type TableChartContext } from './table-values.js';

/** Steps from the first to the last: bars from one side, each with its number and its share of the first step. */
export function funnelChart(drawing: Drawing): EChartsOption {
  const { plan, context } = drawing;
  const theme = chartTheme(context.theme);
  return {
    ...plotFrame(drawing),
    tooltip: {
      ...tooltipFrame(theme),
      trigger: 'axis',
      axisPointer: { type: 'shadow', shadowStyle: { color: theme.muted, opacity: 0.12 } },
      formatter: (params: unknown) => {
        const category = firstIndex(params);
        const lines = plan.series.map((series) => shares(series, category, context)).filter((line) => line !== '');
        return [categoryTooltip(plan, category, context), ...lines.map((line) => `<span style="opacity:.75">${escapeMarkup(line)}</span>`)].join('<br>');
      },
    },
    xAxis: { ...unitAxis(plan.units[0] ?? 'count', context, 3), axisLabel: { show: false }, splitLine: { show: false }, boundaryGap: ['0%', context.narrow ? '45%' : '22%'] as [string, string] },
    yAxis: { ...categoryAxis(theme, plan.categories.map(({ text }) => text), true, context.narrow ? 14 : 26), inverse: true, axisLine: { show: false } },
    series: plan.series.map((series, index) => ({
      type: 'bar' as const,
      id: `s${index}`,
      name: series.name,
      barMaxWidth: plan.series.length === 1 ? 34 : 20,
      barCategoryGap: '22%',
      barGap: '10%',
      itemStyle: { color: series.colour, borderRadius: 4 },
      label: {
        show: true,
        position: 'right' as const,
        color: theme.ink,
        fontSize: 12,
        formatter: ({ dataIndex }: { dataIndex: number }) => {
          const point = series.points[dataIndex];
          if (!point || point.value === null) return '';
          const share = shareOf(series, dataIndex, 0);
          return `${numberText(point.value, point.column.unit ?? 'count', context, true)}${dataIndex > 0 && share !== null ? `  ·  ${numberText(share, 'share', context)}` : ''}`;
        },
      },
      data: series.points.map((point) => point?.value ?? '-'),
    })),
  };
}

function shareOf(series: ChartSeries, category: number, base: number): number | null {
  const [value, whole] = [series.points[category]?.value ?? null, series.points[base]?.value ?? null];
  return value === null || whole === null || whole === 0 ? null : value / whole;
}

function shares(series: ChartSeries, category: number, context: TableChartContext): string {
  if (category < 1) return '';
  const texts = chartTexts(context.language);
  const [previous, first] = [shareOf(series, category, category - 1), shareOf(series, category, 0)];
  return [...(previous === null ? [] : [`${numberText(previous, 'share', context)} ${texts.ofPrevious}`]), ...(first === null || category === 1 ? [] : [`${numberText(first, 'share', context)} ${texts.ofFirst}`])].join(', ');
}
