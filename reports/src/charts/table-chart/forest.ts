import type { EChartsOption } from 'echarts';
import { categoryAxis } from '../chart-frame.js';
import { chartTheme } from '../chart-theme.js';
import { intervalMark } from '../interval-mark.js';
import { axisTooltip, type Drawing, plotFrame, unitAxis, wishedLines } from './table-frame.js';

/** Estimates with their intervals, one row for each category, against the line of no effect. */
export function forestChart(drawing: Drawing): EChartsOption {
  const { plan, context } = drawing;
  const theme = chartTheme(context.theme);
  const unit = plan.units[0] ?? 'number';
  const count = plan.series.length;
  const slot = (index: number): number => (count === 1 ? 0 : (2 * (index + 0.5)) / count - 1);
  return {
    ...plotFrame(drawing),
    tooltip: axisTooltip(drawing, 'shadow'),
    xAxis: { ...unitAxis(unit, context, context.narrow ? 3 : 5), scale: false },
    yAxis: { ...categoryAxis(theme, plan.categories.map(({ text }) => text), true, context.narrow ? 16 : 30), inverse: true },
    series: plan.series.flatMap((series, index) => [
      {
        type: 'custom' as const,
        id: `w${index}`,
        name: series.name,
        silent: true,
        encode: { x: [1, 2], y: 0 },
        itemStyle: { color: series.colour },
        renderItem: intervalMark({ colour: series.colour, horizontal: true, slot: slot(index) * 2, width: 0.5, lineWidth: 2 }),
        data: series.points.flatMap((point, category) => (point === null || point.low === null || point.high === null ? [] : [[category, point.low, point.high]])),
      },
      {
        type: 'scatter' as const,
        id: `s${index}`,
        name: series.name,
        symbol: 'rect',
        symbolSize: 9,
        symbolOffset: [0, count === 1 ? 0 : `${Math.round(slot(index) * 140)}%`],
        itemStyle: { color: series.colour, opacity: 1 },
        data: series.points.map((point, category) => [point?.value ?? '-', category]),
        ...(index === 0 ? { markLine: { silent: true, symbol: 'none', animation: false, data: [{ xAxis: 0, lineStyle: { color: theme.ink, type: 'dashed' as const }, label: { show: false } }, ...wishedLines(drawing, true)] } } : {}),
      },
    ]),
  };
}
