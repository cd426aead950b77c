import type { CustomSeriesOption, CustomSeriesRenderItemAPI } from 'echarts';
import type { ChartPlan, ChartSeries } from './chart-plan.js';

/** How bars of one category stand beside each other; marks upon bars must use the same. */
export interface BarLayout {
  count: number;
  barMaxWidth: number;
  barGap: string;
  barCategoryGap: string;
}

interface Place {
  width: number;
  offsetCenter: number;
}

function placeOf(api: CustomSeriesRenderItemAPI, layout: BarLayout, index: number): Place {
  const place = api.barLayout?.(layout)?.[index] as Partial<Place> | undefined;
  return { width: place?.width ?? layout.barMaxWidth, offsetCenter: place?.offsetCenter ?? 0 };
}

const shared = { type: 'custom' as const, silent: true, z: 3, tooltip: { show: false } };

/** The interval of each bar: a thin line with caps. */
export function whiskers(series: ChartSeries, index: number, layout: BarLayout, lying: boolean, axis: number, colour: string): CustomSeriesOption[] {
  const data = series.points.flatMap((point, category) => (point === null || point.low === null || point.high === null ? [] : [[category, point.low, point.high]]));
  if (!data.length) return [];
  return [
    {
      ...shared,
      id: `w${index}`,
      name: series.name,
      ...(lying ? { xAxisIndex: axis } : { yAxisIndex: axis }),
      itemStyle: { color: colour },
      encode: lying ? { x: [1, 2], y: 0 } : { x: 0, y: [1, 2] },
      data,
      renderItem: (_params, api) => {
        const { width, offsetCenter } = placeOf(api, layout, index);
        const ends = [1, 2].map((dimension) => api.coord(lying ? [Number(api.value(dimension)), Number(api.value(0))] : [Number(api.value(0)), Number(api.value(dimension))]).map((at, side) => at + (side === (lying ? 1 : 0) ? offsetCenter : 0)));
        const [[x1 = 0, y1 = 0] = [], [x2 = 0, y2 = 0] = []] = ends;
        const cap = Math.min(5, width / 4);
        const line = (fromX: number, fromY: number, toX: number, toY: number) => ({ type: 'line' as const, shape: { x1: fromX, y1: fromY, x2: toX, y2: toY }, style: { stroke: colour, lineWidth: 1.2 } });
        const caps = [[x1, y1], [x2, y2]].map(([x = 0, y = 0]) => (lying ? line(x, y - cap, x, y + cap) : line(x - cap, y, x + cap, y)));
        return { type: 'group', children: [line(x1, y1, x2, y2), ...caps] };
      },
    },
  ];
}

/** The value in the period compared with: a short dashed line across the bar. */
export function comparedTicks(plan: ChartPlan, series: ChartSeries, index: number, layout: BarLayout, lying: boolean, axis: number, colour: string): CustomSeriesOption[] {
  const data = series.points.flatMap((point, category) => (point === null || point.compared === null ? [] : [[category, point.compared]]));
  if (!data.length) return [];
  return [
    {
      ...shared,
      id: `c${index}`,
      name: series.name,
      ...(lying ? { xAxisIndex: axis } : { yAxisIndex: axis }),
      itemStyle: { color: colour },
      encode: lying ? { x: 1, y: 0 } : { x: 0, y: 1 },
      data,
      renderItem: (_params, api) => {
        const [category, value] = [Number(api.value(0)), Number(api.value(1))];
        const [x = 0, y = 0] = api.coord(lying ? [value, category] : [category, value]);
        const { width, offsetCenter } = placeOf(api, layout, index);
        const half = width / 2 + (plan.series.length === 1 ? 4 : 0);
        const style = { stroke: colour, lineWidth: 2, lineDash: [4, 3] };
        return { type: 'line', shape: lying ? { x1: x, x2: x, y1: y + offsetCenter - half, y2: y + offsetCenter + half } : { x1: x + offsetCenter - half, x2: x + offsetCenter + half, y1: y, y2: y }, style };
      },
    },
  ];
}
