/** Ways to draw a table. A plain list, so that a page which needs no schema does not load the library of schemas. */
export const chartTypes = [
  'number', 'line', 'area', 'stacked-area', 'bar', 'stacked-bar', 'share-bar', 'lying-bar', 'paired-bars', 'forest', 'heatmap', 'funnel', 'scatter', 'curve', 'table', 'pivot', 'strategy-graph',
] as const;
export type ChartType = (typeof chartTypes)[number];
