import type { ItemKind } from '@arbiter/contracts';
import Bot from '@lucide/svelte/icons/bot';
import Gauge from '@lucide/svelte/icons/gauge';
import ListTree from '@lucide/svelte/icons/list-tree';
import Network from '@lucide/svelte/icons/network';
import Table2 from '@lucide/svelte/icons/table-2';
import Workflow from '@lucide/svelte/icons/workflow';
import type { Component } from 'svelte';

/** Icon by kind of item, in the order in which kinds are offered. Names stand in the messages: `studioRegistry.kind-strategy`. */
export const itemKindIcons: Record<ItemKind, Component<{ class?: string; 'aria-hidden'?: 'true' }>> = {
  strategy: Workflow,
  'rule-set': ListTree,
  'decision-table': Table2,
  scorecard: Gauge,
  'decision-tree': Network,
  model: Bot,
};
