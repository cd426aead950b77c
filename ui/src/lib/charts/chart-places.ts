import { type ChartPlan, isTime, naturalHeight, type TableChartContext } from '@arbiter/reports/charts/table-chart';
import type { EChartsType } from 'echarts/core';

/** The category under a place of the chart, or null outside of its axes. */
export function categoryAt(chart: EChartsType, plan: ChartPlan, context: TableChartContext, x: number, y: number): number | null {
  if (plan.isEmpty || plan.type === 'heatmap' || plan.type === 'scatter' || plan.type === 'number' || plan.graph) return null;
  if (!chart.containPixel({ gridIndex: 0 }, [x, y])) return null;
  const found: unknown = chart.convertFromPixel({ gridIndex: 0 }, [x, y]);
  if (!Array.isArray(found)) return null;
  const lies = naturalHeight(plan, context) !== null;
  const along = Number(found[lies ? 1 : 0]);
  const isLine = plan.type === 'line' || plan.type === 'area' || plan.type === 'stacked-area' || plan.type === 'curve';
  if (isLine && (isTime(plan.x) || (plan.x?.type === 'number' && plan.type === 'curve'))) {
    const places = plan.categories.map(({ value }) => (isTime(plan.x) ? Date.parse(String(value)) : Number(value)));
    let nearest = -1;
    for (const [index, place] of places.entries()) if (nearest < 0 || Math.abs(place - along) < Math.abs((places[nearest] ?? 0) - along)) nearest = index;
    return nearest < 0 ? null : nearest;
  }
  const category = Math.round(along);
  return category >= 0 && category < plan.categories.length ? category : null;
}

/** Of the lines that pass a category the one nearest to the pointer; null where bars stand side by side and the pointer met none. */
export function nearestSeries(chart: EChartsType, plan: ChartPlan, context: TableChartContext, category: number, x: number, y: number): number | null {
  if (plan.series.length === 1) return 0;
  if (plan.type === 'stacked-area' || plan.type.includes('bar') || plan.type === 'funnel') return null;
  const found: unknown = chart.convertFromPixel({ gridIndex: 0 }, [x, y]);
  if (!Array.isArray(found)) return null;
  const value = Number(found[naturalHeight(plan, context) !== null ? 0 : 1]);
  let nearest: number | null = null;
  let distance = Infinity;
  for (const [index, { points }] of plan.series.entries()) {
    const own = points[category]?.value;
    if (own === null || own === undefined || Math.abs(own - value) >= distance) continue;
    nearest = index;
    distance = Math.abs(own - value);
  }
  return nearest;
}
