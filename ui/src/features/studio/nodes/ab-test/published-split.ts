import type { StrategyDocument } from '@arbiter/contracts';
import { graphAt, type GraphPlace } from '@arbiter/engine/strategy-edit/graph-place';
import type { Split } from './shares.js';

/** The split of an A/B node as settings have it; null while they are not one. */
export function splitOf(settings: unknown, nodeId: string): Split | null {
  const { salt, experiment, key, arms } = (settings ?? {}) as Record<string, unknown>;
  if (typeof salt !== 'string' || typeof key !== 'string' || !Array.isArray(arms)) return null;
  const read = arms.flatMap((arm: { port?: unknown; share?: unknown } | null) => (typeof arm?.port === 'string' && typeof arm.share === 'number' ? [{ port: arm.port, share: arm.share }] : []));
  return { salt, key, experiment: typeof experiment === 'string' && experiment !== '' ? experiment : nodeId, arms: read };
}

/** The split that a published version has at the same place: by the node's identifier, or by the experiment it goes on with. */
export function publishedSplit(document: StrategyDocument, place: GraphPlace, nodeId: string, present: Split | null): Split | null {
  const nodes = (graphAt(document, place)?.nodes ?? []).filter(({ kind }) => kind === 'ab-test');
  const found = nodes.find(({ id }) => id === nodeId) ?? nodes.find((node) => splitOf(node.settings, node.id)?.experiment === present?.experiment);
  return found ? splitOf(found.settings, found.id) : null;
}
