import type { Component } from 'svelte';
import type { MessageKey } from '$lib/i18n/i18n.svelte.js';
import type { StrategyDraft } from '../draft/strategy-draft.svelte.js';

export interface StrategyTabProps { draft: StrategyDraft }

/** A way to look at a strategy. Those beside the canvas stand to its right and draw over it (`draft.overlay`); the others take the whole width. */
export interface StrategyTab {
  id: string;
  title: MessageKey;
  besideCanvas: boolean;
  load: () => Promise<{ default: Component<StrategyTabProps> }>;
}

export const strategyTabs: readonly StrategyTab[] = [
  { id: 'graph', title: 'studio.graph', besideCanvas: true, load: () => import('../nodes/NodePanel.svelte') },
  { id: 'fields', title: 'studio.fields', besideCanvas: false, load: () => import('../data-model/DataModelTab.svelte') },
  { id: 'tests', title: 'studio.tests', besideCanvas: true, load: () => import('../bench/TestsTab.svelte') },
  { id: 'code', title: 'studio.code', besideCanvas: true, load: () => import('../code/CodeTab.svelte') },
  { id: 'team', title: 'studio.team', besideCanvas: true, load: () => import('../team/TeamTab.svelte') },
  { id: 'json', title: 'studio.json', besideCanvas: false, load: () => import('./JsonTab.svelte') },
];
