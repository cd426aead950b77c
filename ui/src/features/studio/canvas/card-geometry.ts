import type { StrategyNode } from '@arbiter/contracts';
import { portsOf } from '@arbiter/engine/strategy-edit/node-ports';

/*
 * Sizes of a node's card, in units of the canvas. They follow from the node alone, so that nothing has to be drawn to be measured: edges and
 * layout know every card before it is on the screen. NodeCard.svelte draws by the same figures.
 */
export const cardWidth = 208;
export const headHeight = 60;
export const portHeight = 26;
const portsPadding = 6;
export const handleSize = 14;

export interface CardSize {
  width: number;
  height: number;
}

/** A way out stands in a row of its own where a node has several, or one that has a name to be told. */
export const hasPortRows = (ports: readonly string[]): boolean => ports.length > 1 || (ports.length === 1 && ports[0] !== 'next');

export function cardSize(ports: readonly string[]): CardSize {
  return { width: cardWidth, height: headHeight + (hasPortRows(ports) ? ports.length * portHeight + portsPadding : 0) };
}

export const sizeOfNode = (node: StrategyNode): CardSize => cardSize(portsOf(node));

/** Middle of a way out's handle, from the card's upper left corner. */
export function portPlace(ports: readonly string[], port: string): { x: number; y: number } {
  const index = Math.max(0, ports.indexOf(port));
  return { x: cardWidth, y: hasPortRows(ports) ? headHeight + index * portHeight + portHeight / 2 : headHeight / 2 };
}

export const inPlace = { x: 0, y: headHeight / 2 };

/** Whether something may lead into a node: whatever but the input node. */
export const hasWayIn = (kind: StrategyNode['kind']): boolean => kind !== 'input';
