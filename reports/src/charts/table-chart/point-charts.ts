import type { EChartsOption } from 'echarts';
import { tooltipFrame } from '../chart-frame.js';
import { chartTheme } from '../chart-theme.js';
import { escapeMarkup } from '../chart-wording.js';
import type { ChartPlan } from './chart-plan.js';
import { spokenPoint } from './point-words.js';
import { type Drawing, plotFrame, unitAxis, wishedLines } from './table-frame.js';
import { titleIn } from './table-values.js';

/** Two numbers against each other: points, or curves with the diagonal of chance or of perfect agreement under them. */
export function pointChart(drawing: Drawing): EChartsOption {
  const { plan, context } = drawing;
  const theme = chartTheme(context.theme);
  const isCurve = plan.type === 'curve';
  const numeric = plan.x?.type === 'number';
  const unit = plan.series[0]?.measure.unit ?? 'number';
  const xs = plan.categories.map(({ value, text }) => (numeric ? Number(value) : text));
  const numbers = numeric ? xs.map(Number).filter(Number.isFinite) : [];
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  const highest = Math.max(...plan.series.flatMap(({ points }) => points.flatMap((point) => point?.value ?? [])));
  const isUnitSquare = most <= 1.0001 && highest <= 1.0001;
  const end = isUnitSquare ? [1, 1] : [most, plan.series[0]?.points[plan.series[0].points.length - 1]?.value ?? highest];
  const hasDiagonal = plan.spec.diagonal === true && numbers.length > 0;
  const axisName = (text: string) => ({ name: text, nameLocation: 'middle' as const, nameGap: 26, nameTextStyle: { color: theme.muted, fontSize: 12 } });
  const y = plan.series[0]?.measure;
  return {
    ...plotFrame(drawing),
    grid: { left: 4, right: 20, top: plan.series.length > 1 ? 34 : 12, bottom: 24, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: { ...tooltipFrame(theme), trigger: 'item', formatter: (params: unknown) => tooltip(plan, params, drawing) },
    xAxis: numeric
      ? { ...unitAxis(plan.x?.unit ?? 'number', context, context.narrow ? 3 : 5), ...axisName(plan.x ? titleIn(plan.x.title, context.language) : ''), min: isUnitSquare && hasDiagonal ? 0 : least, max: isUnitSquare && hasDiagonal ? 1 : most, splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: theme.line } } }
      : { type: 'category', data: xs.map(String), axisTick: { show: false }, axisLine: { lineStyle: { color: theme.line } }, axisLabel: { color: theme.muted, hideOverlap: true } },
    yAxis: { ...unitAxis(unit, context), ...(plan.spec.fromZero || isCurve ? {} : { scale: true }), ...(plan.series.length === 1 && y ? { name: titleIn(y.title, context.language), nameLocation: 'middle' as const, nameGap: 46, nameTextStyle: { color: theme.muted, fontSize: 12 } } : {}) },
    series: [
      ...plan.series.map((series, index) => ({
        type: isCurve ? ('line' as const) : ('scatter' as const),
        id: `s${index}`,
        name: series.name,
        ...(isCurve ? { symbol: 'circle', symbolSize: series.points.length <= 31 ? 6 : 0.1, lineStyle: { color: series.colour, width: 2 }, connectNulls: true } : { symbolSize: 9 }),
        itemStyle: { color: series.colour, ...(isCurve ? {} : { opacity: 0.8 }) },
        data: series.points.map((point, category) => [xs[category] ?? '-', point?.value ?? '-']),
        ...(index === 0 && plan.spec.lines?.length ? { markLine: { silent: true, symbol: 'none', animation: false, data: wishedLines(drawing, false) } } : {}),
      })),
      ...(hasDiagonal
        ? [{ type: 'line' as const, id: 'diagonal', silent: true, symbol: 'none', tooltip: { show: false }, lineStyle: { color: theme.muted, type: 'dashed' as const, width: 1.2 }, data: [[Math.min(0, least), Math.min(0, least)], end] as number[][] }]
        : []),
    ],
  };
}

function tooltip(plan: ChartPlan, params: unknown, { context }: Drawing): string {
  if (!params || typeof params !== 'object' || !('seriesId' in params) || !('dataIndex' in params)) return '';
  const series = plan.series[Number(String(params.seriesId).slice(1))];
  return series ? escapeMarkup(spokenPoint(plan, series, Number(params.dataIndex), context)) : '';
}
