import type { StrategyDocument } from '@arbiter/contracts';
import { t } from '$lib/i18n/i18n.svelte.js';
import type { CanvasOverlay } from '../draft/canvas-overlay.js';
import type { StrategyChanges } from './strategy-changes.js';

/** A difference drawn over the canvas, with what was taken away still in it. */
export function differenceOverlay(title: string, { union, nodes, edges }: StrategyChanges): CanvasOverlay {
  const marked = <T>(tones: ReadonlyMap<string, T & string>) => new Map([...tones].map(([key, tone]) => [key, { tone, note: t(`studioTeam.change-${tone as 'added' | 'removed' | 'changed'}`) }]));
  return { title, nodes: marked(nodes), edges: marked(edges), document: union };
}

/** Whether a value can be drawn and compared as a strategy; drafts may hold anything. */
export const isStrategy = (value: unknown): value is StrategyDocument => {
  const { dataModel, graph } = (value ?? {}) as Partial<StrategyDocument>;
  return [dataModel?.inputs, dataModel?.variables, dataModel?.outputs, graph?.nodes, graph?.edges].every(Array.isArray);
};
