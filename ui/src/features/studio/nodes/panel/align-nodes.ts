import type { StrategyNode } from '@arbiter/contracts';

export type Alignment = 'left' | 'top' | 'row' | 'column';

/** About what a card with its space takes, where positions do not tell how far nodes may stand. */
const step = { x: 280, y: 140 };

/**
 * New positions of the chosen nodes: on one line (`left`, `top`), or spread evenly along it (`row`, `column`), in the order in which they
 * stand now.
 */
export function alignNodes(nodes: readonly StrategyNode[], how: Alignment): Map<string, { x: number; y: number }> {
  const placed = nodes.map((node) => ({ id: node.id, ...(node.position ?? { x: 0, y: 0 }) }));
  const [left, top] = [Math.min(...placed.map(({ x }) => x)), Math.min(...placed.map(({ y }) => y))];
  if (how === 'left') return new Map(placed.map(({ id, y }) => [id, { x: left, y }]));
  if (how === 'top') return new Map(placed.map(({ id, x }) => [id, { x, y: top }]));
  const axis = how === 'row' ? 'x' : 'y';
  const ordered = [...placed].sort((one, other) => one[axis] - other[axis]);
  const first = ordered[0]?.[axis] ?? 0;
  const width = (ordered.at(-1)?.[axis] ?? 0) - first;
  const gap = Math.max(step[axis], width / Math.max(1, ordered.length - 1));
  return new Map(ordered.map(({ id }, index) => [id, how === 'row' ? { x: Math.round(first + index * gap), y: top } : { x: left, y: Math.round(first + index * gap) }]));
}
