import type { EChartsOption } from 'echarts';
import { categoryAxis, chartFrame, tooltipFrame } from '../chart-frame.js';
import { chartTheme } from '../chart-theme.js';
import { escapeMarkup } from '../chart-wording.js';
import { inkOn, mixRamp } from './ramp.js';
import { pointText } from './point-words.js';
import type { Drawing } from './table-frame.js';
import { numberText } from './table-values.js';

/** Rows by columns, each cell coloured by its number and labelled where there is room. Numbers of both signs run from colour to colour through nothing. */
export function heatMap({ plan, context, description }: Drawing): EChartsOption {
  const theme = chartTheme(context.theme);
  const unit = plan.series[0]?.measure.unit ?? 'number';
  const cells = plan.series.flatMap((series, column) => plan.categories.flatMap((_, row) => { const point = series.points[row]; return point ? [{ column, row, point }] : []; }));
  const values = cells.flatMap(({ point }) => (point.value === null ? [] : [point.value]));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const isDiverging = unit === 'points' || (least < 0 && most > 0);
  const reach = Math.max(Math.abs(least), Math.abs(most)) || 1;
  const [low, high] = isDiverging ? [-reach, reach] : [Math.min(0, least), most > Math.min(0, least) ? most : Math.min(0, least) + 1];
  const ramp = isDiverging ? theme.diverging : theme.sequential;
  const colourOf = (value: number): string => mixRamp(ramp, (value - low) / (high - low));
  const breakAt = Math.max(6, Math.floor((context.narrow ? 36 : 110) / Math.max(1, plan.series.length)));
  const columns = categoryAxis(theme, plan.series.map(({ name }) => name), true, breakAt);
  return {
    ...chartFrame(theme, description),
    grid: { left: 4, right: 8, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      ...tooltipFrame(theme),
      trigger: 'item',
      formatter: (params: unknown) => {
        const cell = cells[params && typeof params === 'object' && 'dataIndex' in params ? Number(params.dataIndex) : -1];
        return cell ? `<b>${escapeMarkup(plan.categories[cell.row]?.text ?? '')}</b> → ${escapeMarkup(plan.series[cell.column]?.name ?? '')}<br><b>${escapeMarkup(pointText(cell.point, context))}</b>` : '';
      },
    },
    xAxis: { ...columns, position: 'top', axisLine: { show: false }, axisLabel: { ...columns.axisLabel, interval: plan.series.length > 24 ? 'auto' : 0 } },
    yAxis: { ...categoryAxis(theme, plan.categories.map(({ text }) => text), true, context.narrow ? 14 : 26), inverse: true, axisLine: { show: false } },
    series: [
      {
        // Drawn by ourselves: each cell's label must be read on its own colour.
        type: 'custom',
        id: 'cells',
        itemStyle: { color: ramp[ramp.length - 1] ?? theme.plain },
        encode: { x: 0, y: 1, tooltip: 2 },
        data: cells.map(({ column, row, point }) => [column, row, point.value ?? '-']),
        renderItem: (params, api) => {
          const cell = cells[params.dataIndex];
          if (!cell) return null;
          const [x = 0, y = 0] = api.coord([cell.column, cell.row]);
          const [width = 0, height = 0] = (api.size?.([1, 1]) ?? []) as number[];
          const colour = cell.point.value === null ? theme.line : colourOf(cell.point.value);
          const tight = width < 52;
          const text = cell.point.value === null ? '–' : numberText(tight && (unit === 'share' || unit === 'points') ? Math.round(cell.point.value * 100) / 100 : cell.point.value, unit, context, true).replace(tight ? /\s*(%|п\. п\.|pp)$/ : /$^/, '');
          const shape = { x: x - width / 2 + 1, y: y - height / 2 + 1, width: Math.max(1, width - 2), height: Math.max(1, height - 2), r: 3 };
          const hasLabel = width > 24 && height > 13 && text.length * 6.2 < width;
          return { type: 'rect', shape, style: { fill: colour }, emphasis: { style: { stroke: theme.ink, lineWidth: 1.5 } }, ...(hasLabel ? { textContent: { type: 'text', style: { text, fill: inkOn(colour), fontSize: tight ? 11 : 12, fontFamily: "'Inter Variable', system-ui, sans-serif" } }, textConfig: { position: 'inside' } } : {}) };
        },
      },
    ],
  };
}

/** Where the cell of a datum stands: heat maps draw all series as one. */
export function heatMapCell(plan: Drawing['plan'], dataIndex: number): { series: number; category: number } | null {
  let left = dataIndex;
  for (const [series, { points }] of plan.series.entries()) for (const [category, point] of points.entries()) if (point && left-- === 0) return { series, category };
  return null;
}
