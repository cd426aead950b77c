import type { ChartSpec, ReportTable } from '@arbiter/contracts/reporting/report-table';
import type { EChartsOption } from 'echarts';
import { barChart } from './table-chart/bars.js';
import { type ChartPlan, chartPlan, drawnSpec } from './table-chart/chart-plan.js';
import { forestChart } from './table-chart/forest.js';
import { funnelChart } from './table-chart/funnel.js';
import { heatMap } from './table-chart/heat-map.js';
import { lineChart } from './table-chart/lines.js';
import { numberCard } from './table-chart/number-card.js';
import { pointChart } from './table-chart/point-charts.js';
import { chartDescription } from './table-chart/point-words.js';
import { strategyGraphChart } from './table-chart/strategy-graph.js';
import { emptyChart } from './table-chart/table-frame.js';
import type { TableChartContext } from './table-chart/table-values.js';

/**
 * The chart of any table of a report, as an option of ECharts 6, for a canvas on the page and for SVG on the server alike. What the wish
 * leaves out is chosen from the columns; a wish for a table or pivot gives the table's best chart. A table without rows gives words that
 * say so. Marks of series number i have the id `s<i>` and stand in the order of the plan's categories (heat maps: see `heatMapCell`).
 *
 * @param title what the chart is of, for its description to screen readers
 */
export function tableChart(table: ReportTable, spec: ChartSpec, context: TableChartContext, title = ''): EChartsOption {
  return drawPlan(chartPlan(table, drawnSpec(table, spec), context), context, title);
}

/** The same from a plan that is at hand already. */
export function drawPlan(plan: ChartPlan, context: TableChartContext, title = ''): EChartsOption {
  const drawing = { plan, context, description: chartDescription(plan, title, context) };
  if (plan.isEmpty) return emptyChart(drawing);
  switch (plan.type) {
    case 'line':
    case 'area':
    case 'stacked-area':
      return lineChart(drawing);
    case 'heatmap':
      return heatMap(drawing);
    case 'funnel':
      return funnelChart(drawing);
    case 'forest':
      return forestChart(drawing);
    case 'scatter':
    case 'curve':
      return pointChart(drawing);
    case 'number':
      return numberCard(drawing);
    case 'strategy-graph':
      return strategyGraphChart(drawing);
    default:
      return barChart(drawing);
  }
}

export { type ChartPlan, type ChartPoint, type ChartSeries, chartPlan, drawnSpec, withDefaults } from './table-chart/chart-plan.js';
export { type ChartLanguage, chartTexts } from './table-chart/chart-texts.js';
export { chooseChart, isTime, ownMeasures, possibleCharts } from './table-chart/choose-chart.js';
export { naturalHeight } from './table-chart/natural-height.js';
export { graphCategory } from './table-chart/strategy-graph.js';
export { heatMapCell } from './table-chart/heat-map.js';
export { type HeadlineNumber, headlineNumbers } from './table-chart/number-card.js';
export { changeText, chartDescription, pointText, spokenPoint } from './table-chart/point-words.js';
export { cellText, type ChartAnnotation, differenceText, numberText, periodText, type TableChartContext, titleIn, valueText } from './table-chart/table-values.js';
