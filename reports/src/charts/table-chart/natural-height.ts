import { isLying } from './bars.js';
import type { ChartPlan } from './chart-plan.js';
import type { TableChartContext } from './table-values.js';

/** Height in pixels at which each row of a chart with rows has room; null where a chart fits any height. */
export function naturalHeight(plan: ChartPlan, context: TableChartContext): number | null {
  const rows = plan.categories.length;
  const legend = plan.series.length > 1 ? 34 : 10;
  if (plan.isEmpty) return null;
  switch (plan.type) {
    case 'strategy-graph':
      return plan.graph ? (context.narrow ? plan.graph.layers * 96 : plan.graph.deepest * 66 + 20) : null;
    case 'heatmap':
      return rows * 30 + 40;
    case 'forest':
      return rows * Math.max(30, plan.series.length * 14 + 12) + legend + 30;
    case 'funnel':
      return rows * Math.max(36, plan.series.length * 22 + 14) + legend + 10;
    case 'bar':
    case 'lying-bar':
    case 'paired-bars':
      return isLying(plan, context) ? rows * Math.max(26, plan.series.length * 15 + 10) + legend + (plan.series.length > 1 ? 28 : 6) : null;
    case 'stacked-bar':
    case 'share-bar':
      return isLying(plan, context) ? rows * 28 + legend + 28 : null;
    default:
      return null;
  }
}
