import type { ReportCell, ReportTable } from '@arbiter/contracts/reporting/report-table';

/** Size of a node's box and the room around it, in units of the drawing. */
export const graphBox = { width: 168, height: 64, gapX: 92, gapY: 36, margin: 16 } as const;

export interface GraphElement {
  /** Row of the table. */
  row: number;
  step: string;
  title: string;
  decisions: number;
  share: number | null;
  difference: number | null;
  failed: number;
}
export interface GraphNode extends GraphElement {
  id: string;
  kind: string;
  x: number;
  y: number;
}
export interface GraphEdge extends GraphElement {
  from: GraphNode;
  to: GraphNode;
  port: string;
  /** 0 … 1: its decisions against those of the busiest way. */
  weight: number;
  path: string;
  /** Middle of the way, where its label stands. */
  labelX: number;
  labelY: number;
}
export interface GraphLayout {
  nodes: GraphNode[];
  edges: GraphEdge[];
  width: number;
  height: number;
}

/**
 * Where the nodes and ways of a `strategy-graph` table stand: as in the strategy's drawing, pulled apart so that boxes never overlap; nodes
 * without a place stand by their distance from the start. Pure, so that page, file and test draw the same.
 */
export function strategyGraphLayout({ columns, rows }: Pick<ReportTable, 'columns' | 'rows'>): GraphLayout {
  const at = new Map(columns.map(({ id }, index) => [id, index]));
  const cell = (row: readonly ReportCell[], id: string): ReportCell => row[at.get(id) ?? -1] ?? null;
  const number = (row: readonly ReportCell[], id: string): number | null => {
    const value = cell(row, id);
    return typeof value === 'number' ? value : null;
  };
  const text = (row: readonly ReportCell[], id: string): string => String(cell(row, id) ?? '');
  const elementOf = (row: readonly ReportCell[], index: number): GraphElement => ({ row: index, step: text(row, 'step'), title: text(row, 'title'), decisions: number(row, 'decisions') ?? 0, share: number(row, 'share'), difference: number(row, 'difference'), failed: number(row, 'failed') ?? 0 });
  const nodes = new Map<string, GraphNode & { placed: boolean }>();
  for (const [index, row] of rows.entries()) {
    if (text(row, 'element') !== 'node') continue;
    const [x, y] = [number(row, 'x'), number(row, 'y')];
    nodes.set(text(row, 'node'), { ...elementOf(row, index), id: text(row, 'node'), kind: text(row, 'nodeKind'), x: x ?? 0, y: y ?? 0, placed: x !== null && y !== null });
  }
  const ways = rows.flatMap((row, index) => {
    const [from, to] = [nodes.get(text(row, 'node')), nodes.get(text(row, 'to'))];
    return text(row, 'element') === 'edge' && from && to ? [{ row, index, from, to }] : [];
  });
  place([...nodes.values()], ways);
  const { width, height, margin } = graphBox;
  const all = [...nodes.values()];
  const most = Math.max(1, ...ways.map(({ row }) => number(row, 'decisions') ?? 0));
  const edges = ways.map(({ row, index, from, to }): GraphEdge => {
    const element = elementOf(row, index);
    const [x1, y1, x2, y2] = [from.x + width, from.y + height / 2, to.x, to.y + height / 2];
    // Several ways between the same two nodes stand beside each other.
    const beside = ways.filter((way) => way.from === from && way.to === to);
    const bend = (beside.findIndex((way) => way.index === index) - (beside.length - 1) / 2) * 30;
    const reach = Math.max(40, Math.abs(x2 - x1) / 2);
    return { ...element, from, to, port: text(row, 'port'), weight: element.decisions / most, path: `M${x1} ${y1} C${x1 + reach} ${y1 + bend * 1.33} ${x2 - reach} ${y2 + bend * 1.33} ${x2} ${y2}`, labelX: (x1 + x2) / 2, labelY: (y1 + y2) / 2 + bend };
  });
  return {
    nodes: all.map(({ placed: _, ...node }) => node), edges,
    width: Math.max(0, ...all.map(({ x }) => x + width)) + margin, height: Math.max(0, ...all.map(({ y }) => y + height)) + margin,
  };
}

interface Placed { id: string; x: number; y: number; placed: boolean }

/** Columns and rows of the drawing become columns and rows of boxes; nodes without a place follow the node before them. */
function place(nodes: readonly Placed[], ways: readonly { from: Placed; to: Placed }[]): void {
  const { width, height, gapX, gapY, margin } = graphBox;
  const depth = new Map<Placed, number>();
  for (let round = 0; round < nodes.length; round += 1) {
    let changed = false;
    for (const { from, to } of ways) {
      const next = (depth.get(from) ?? 0) + 1;
      if (next <= nodes.length && next > (depth.get(to) ?? 0)) {
        depth.set(to, next);
        changed = true;
      }
    }
    if (!changed) break;
  }
  const drawn = nodes.filter(({ placed }) => placed);
  const columnOf = new Map<Placed, number>();
  if (drawn.length === nodes.length) {
    const xs = [...new Set(drawn.map(({ x }) => x))].sort((a, b) => a - b);
    let column = -1;
    let last = -Infinity;
    for (const x of xs) {
      if (x - last > width / 2) {
        column += 1;
        last = x;
      }
      for (const node of drawn) if (node.x === x) columnOf.set(node, column);
    }
  } else for (const node of nodes) columnOf.set(node, depth.get(node) ?? 0);
  const order = nodes.map((node, index) => ({ node, y: node.placed ? node.y : index * 10_000 }));
  const lowest = Math.min(...drawn.map(({ y }) => y), Infinity);
  for (const column of new Set(columnOf.values())) {
    const own = order.filter(({ node }) => columnOf.get(node) === column).sort((a, b) => a.y - b.y);
    let free: number = margin;
    for (const { node } of own) {
      // As high as it is drawn, unless a box stands there.
      free = Math.max(free, node.placed && drawn.length === nodes.length ? margin + node.y - lowest : free);
      node.x = margin + column * (width + gapX);
      node.y = free;
      free += height + gapY;
    }
  }
}
