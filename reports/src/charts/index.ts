export * from './chart-theme.js';
export { type ChartContext, type ChartTexts, formatDay, formatDifference, formatPercent, formatValue } from './chart-wording.js';
export * from './cumulative-chart.js';
export * from './forest-plot.js';
export * from './limit-bars.js';
export * from './paired-bars.js';
export * from './sparkline.js';
