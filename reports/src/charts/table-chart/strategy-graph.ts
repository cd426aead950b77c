import type { CustomSeriesRenderItemAPI, EChartsOption } from 'echarts';
import { chartFrame, tooltipFrame } from '../chart-frame.js';
import { chartTheme } from '../chart-theme.js';
import { escapeMarkup } from '../chart-wording.js';
import type { GraphNode, StrategyGraphData } from './graph-plan.js';
import { spokenPoint } from './point-words.js';
import { inkOn, mixRamp } from './ramp.js';
import { type Drawing, firstIndex } from './table-frame.js';
import { differenceText, numberText, type TableChartContext } from './table-values.js';

const fontFamily = "'Inter Variable', system-ui, sans-serif";

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Where a node stands in a drawing of the given size: layers run to the right, on a phone downwards. */
export function nodeBox(node: GraphNode, graph: StrategyGraphData, size: { width: number; height: number }, narrow: boolean): Box {
  const [along, across] = narrow ? [size.height, size.width] : [size.width, size.height];
  const inLayer = graph.nodes.filter(({ layer }) => layer === node.layer).length;
  const layerRoom = along / graph.layers;
  const turnRoom = across / inLayer;
  const width = narrow ? Math.min(170, turnRoom - 8) : Math.min(190, Math.max(70, layerRoom * 0.66));
  const height = narrow ? 44 : Math.min(50, turnRoom - 6);
  const [a, b] = [(node.layer + 0.5) * layerRoom, (node.turn + 0.5) * turnRoom];
  const [x, y] = narrow ? [b, a] : [a, b];
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** A strategy with its decisions: nodes shaded by their share, ways as wide as what went along them. */
export function strategyGraphChart({ plan, context, description }: Drawing): EChartsOption {
  const theme = chartTheme(context.theme);
  const graph = plan.graph;
  if (!graph) return chartFrame(theme, description);
  const narrow = context.narrow === true;
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const sizeOf = (api: CustomSeriesRenderItemAPI) => ({ width: api.getWidth(), height: api.getHeight() });
  const all = Math.max(1, ...graph.nodes.map(({ decisions }) => decisions));
  const shared = { type: 'custom' as const, coordinateSystem: 'none' as const };
  return {
    ...chartFrame(theme, description),
    tooltip: { ...tooltipFrame(theme), trigger: 'item', formatter: (params: unknown) => tooltip(params, plan, graph, context) },
    series: [
      {
        ...shared,
        id: 'edges',
        data: graph.edges.map(({ decisions }) => [decisions]),
        renderItem: (params, api) => {
          const edge = graph.edges[params.dataIndex];
          const [from, to] = [byId.get(edge?.from ?? ''), byId.get(edge?.to ?? '')];
          if (!edge || !from || !to) return null;
          const [a, b] = [nodeBox(from, graph, sizeOf(api), narrow), nodeBox(to, graph, sizeOf(api), narrow)];
          const [x1, y1, x2, y2] = narrow ? [a.x + a.width / 2, a.y + a.height, b.x + b.width / 2, b.y] : [a.x + a.width, a.y + a.height / 2, b.x, b.y + b.height / 2];
          const [dx, dy] = narrow ? [0, (y2 - y1) / 2] : [(x2 - x1) / 2, 0];
          const label = [edge.share === null ? numberText(edge.decisions, 'count', context, true) : numberText(edge.share, 'share', context), edge.difference === null ? '' : differenceText(edge.difference, 'share', context, true)].filter((part) => part !== '').join(' ');
          return {
            type: 'group',
            children: [
              { type: 'bezierCurve', shape: { x1, y1, cpx1: x1 + dx, cpy1: y1 + dy, cpx2: x2 - dx, cpy2: y2 - dy, x2, y2 }, style: { stroke: theme.plain, fill: 'none', opacity: edge.decisions === 0 ? 0.25 : 0.55, lineWidth: 1 + 9 * (edge.decisions / all), ...(edge.decisions === 0 ? { lineDash: [4, 4] } : {}) }, emphasis: { style: { opacity: 0.9 } } },
              { type: 'text', silent: true, style: { text: label, x: x1 + (x2 - x1) * 0.5, y: y1 + (y2 - y1) * 0.5, align: 'center', verticalAlign: 'middle', fill: theme.ink, backgroundColor: theme.surface, padding: [1, 3], borderRadius: 3, fontSize: 11, fontFamily } },
            ],
          };
        },
      },
      {
        ...shared,
        id: 'nodes',
        data: graph.nodes.map(({ decisions }) => [decisions]),
        renderItem: (params, api) => {
          const node = graph.nodes[params.dataIndex];
          if (!node) return null;
          const box = nodeBox(node, graph, sizeOf(api), narrow);
          const fill = mixRamp(theme.sequential, (node.decisions / all) * 0.85);
          const ink = inkOn(fill);
          const below = [numberText(node.decisions, 'count', context, true), node.share === null ? '' : numberText(node.share, 'share', context), node.difference === null ? '' : differenceText(node.difference, 'share', context, true)].filter((part) => part !== '').join(' · ');
          const middle = { x: box.x + box.width / 2, align: 'center' as const, verticalAlign: 'middle' as const, fill: ink, width: box.width - 12, overflow: 'truncate' as const, fontFamily };
          return {
            type: 'group',
            children: [
              { type: 'rect', shape: { ...box, r: 8 }, style: { fill, stroke: node.failed > 0 ? theme.control : theme.line, lineWidth: node.failed > 0 ? 2 : 1 }, emphasis: { style: { stroke: theme.ink, lineWidth: 2 } } },
              { type: 'text', silent: true, style: { ...middle, text: node.title, y: box.y + box.height / 2 - 8, fontSize: 12, fontWeight: 600 } },
              { type: 'text', silent: true, style: { ...middle, text: below, y: box.y + box.height / 2 + 9, fontSize: 11 } },
            ],
          };
        },
      },
    ],
  };
}

/** The category of the plan that a mark of the drawing belongs to: nodes first, then ways. */
export function graphCategory(graph: StrategyGraphData, seriesId: string, dataIndex: number): number {
  return seriesId === 'nodes' ? dataIndex : graph.nodes.length + dataIndex;
}

function tooltip(params: unknown, plan: Drawing['plan'], graph: StrategyGraphData, context: TableChartContext): string {
  if (!params || typeof params !== 'object' || !('seriesId' in params)) return '';
  const category = graphCategory(graph, String(params.seriesId), firstIndex(params));
  const series = plan.series[0];
  const found = [...graph.nodes, ...graph.edges][category];
  if (!series || !found) return '';
  const share = found.share === null ? '' : `<br>${escapeMarkup(numberText(found.share, 'share', context))}${found.difference === null ? '' : ` (${escapeMarkup(differenceText(found.difference, 'share', context))})`}`;
  return `${escapeMarkup(spokenPoint(plan, series, category, context))}${share}`;
}
