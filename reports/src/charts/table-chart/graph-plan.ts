import type { ChartSpec, ReportCell, ReportColumn, ReportTable } from '@arbiter/contracts/reporting/report-table';
import { chartTheme } from '../chart-theme.js';
import type { ChartPlan, ChartPoint } from './chart-plan.js';
import type { TableChartContext } from './table-values.js';

/** A node of a strategy with its number of decisions, and its place: the column that it stands in and its turn there. */
export interface GraphNode {
  row: number;
  id: string;
  title: string;
  layer: number;
  turn: number;
  decisions: number;
  share: number | null;
  failed: number;
  difference: number | null;
}

export interface GraphEdge {
  row: number;
  from: string;
  to: string;
  label: string;
  decisions: number;
  share: number | null;
  difference: number | null;
}

export interface StrategyGraphData {
  nodes: GraphNode[];
  edges: GraphEdge[];
  layers: number;
  /** Nodes in the fullest layer. */
  deepest: number;
}

const needed = ['element', 'node', 'to', 'title', 'decisions'];

/** Whether the table is a strategy's graph: rows of nodes and of ways between them. */
export function isGraph(table: Pick<ReportTable, 'columns'>): boolean {
  return needed.every((id) => table.columns.some((column) => column.id === id));
}

/** Marks of a strategy's graph in the order of the table's rows, with the drawing laid out in layers from the start on. */
export function graphPlan(table: ReportTable, spec: ChartSpec, context: TableChartContext): ChartPlan {
  const at = new Map(table.columns.map(({ id }, index) => [id, index]));
  const cell = (row: number, id: string): ReportCell => table.rows[row]?.[at.get(id) ?? -1] ?? null;
  const text = (row: number, id: string): string => String(cell(row, id) ?? '');
  const number = (row: number, id: string): number | null => { const value = cell(row, id); return typeof value === 'number' ? value : null; };
  const measure = table.columns[at.get('decisions') ?? 0] as ReportColumn;
  const nodes: (GraphNode & { y: number })[] = [];
  const edges: GraphEdge[] = [];
  for (const row of table.rows.keys()) {
    const shared = { row, decisions: number(row, 'decisions') ?? 0, share: number(row, 'share'), difference: number(row, 'difference') };
    if (text(row, 'element') === 'node') nodes.push({ ...shared, id: text(row, 'node'), title: text(row, 'title') || text(row, 'node'), layer: 0, turn: 0, failed: number(row, 'failed') ?? 0, y: number(row, 'y') ?? row });
    else if (text(row, 'to') !== '') edges.push({ ...shared, from: text(row, 'node'), to: text(row, 'to'), label: text(row, 'title') });
  }
  layOut(nodes, edges);
  const layers = Math.max(0, ...nodes.map(({ layer }) => layer)) + 1;
  const deepest = Math.max(1, ...Array.from({ length: layers }, (_, layer) => nodes.filter((node) => node.layer === layer).length));
  const marks = [...nodes.map(({ row, title }) => ({ row, text: title })), ...edges.map(({ row, from, to, label }) => ({ row, text: `${titleOf(nodes, from)} → ${titleOf(nodes, to)}${label === '' ? '' : ` (${label})`}` }))];
  const points = marks.map(({ row }): ChartPoint => ({ row, column: measure, value: number(row, 'decisions'), low: null, high: null, compared: number(row, 'decisionsBefore'), reason: null }));
  return {
    type: 'strategy-graph',
    spec,
    x: table.columns[at.get('step') ?? -1] ?? null,
    seriesColumns: [],
    categories: marks.map(({ row, text: name }) => ({ text: name, value: cell(row, 'step'), isRest: false })),
    series: [{ name: '', value: null, colour: chartTheme(context.theme).plain, measure, arm: null, points }],
    units: ['count'],
    categoriesOmitted: 0,
    seriesOmitted: 0,
    isEmpty: nodes.length === 0,
    graph: { nodes, edges, layers, deepest },
  };
}

const titleOf = (nodes: readonly GraphNode[], id: string): string => nodes.find((node) => node.id === id)?.title ?? id;

/** Each node one layer after the last of those that lead to it; within a layer as they were drawn. Ways back (a broken record) do not count. */
function layOut(nodes: (GraphNode & { y: number })[], edges: readonly GraphEdge[]): void {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) before.set(to, [...(before.get(to) ?? []), from]);
  const done = new Map<string, number>();
  const layerOf = (id: string, way: ReadonlySet<string>): number => {
    const known = done.get(id);
    if (known !== undefined) return known;
    const sources = (before.get(id) ?? []).filter((source) => byId.has(source) && !way.has(source));
    const layer = sources.length ? Math.max(...sources.map((source) => layerOf(source, new Set([...way, id])))) + 1 : 0;
    done.set(id, layer);
    return layer;
  };
  for (const node of nodes) node.layer = layerOf(node.id, new Set([node.id]));
  for (const layer of new Set(nodes.map((node) => node.layer))) {
    const here = nodes.filter((node) => node.layer === layer).sort((a, b) => a.y - b.y || a.row - b.row);
    for (const [turn, node] of here.entries()) node.turn = turn;
  }
}
