import type { StrategyDocument } from '@arbiter/contracts';
import type { CallStep } from '$lib/api/publications.js';
import { edgeKey, type CanvasOverlay, type EdgeMark, type NodeMark } from '../draft/canvas-overlay.js';

/** The way of one decision over its strategy: visited nodes with their times, the edges that were taken, a failure where it happened. */
export function pathOverlay(document: StrategyDocument, steps: readonly CallStep[], title: string, timeOf: (ms: number) => string): CanvasOverlay {
  const nodes = new Map<string, NodeMark>();
  const edges = new Map<string, EdgeMark>();
  const own = new Set(document.graph.nodes.map(({ id }) => id));
  for (const step of steps) {
    const isOwn = own.has(step.nodeId) && step.path === step.nodeId;
    // Of a loop's body the last visit is shown: `loop/node`, whatever element it was.
    const key = isOwn ? step.nodeId : step.path.replaceAll(/\[\d+\]/g, '').split('/').slice(-2).join('/');
    nodes.set(key, { tone: step.error ? 'bad' : 'path', badge: timeOf(step.durationMs), ...(step.written && Object.keys(step.written).length > 0 ? { note: JSON.stringify(step.written) } : {}) });
    if (isOwn && step.port !== null) edges.set(edgeKey(step.nodeId, step.port), { tone: step.error ? 'bad' : 'path' });
  }
  return { title, nodes, edges, dimOthers: true };
}
