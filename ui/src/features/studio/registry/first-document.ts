import type { ItemKind, StrategyDocument } from '@arbiter/contracts';
import type { Translate } from '$lib/i18n/i18n.svelte.js';

/** What a new item begins with: a strategy has its beginning and an end, so that there is something to draw between. */
export function firstDocument(kind: ItemKind, t: Translate): unknown {
  if (kind !== 'strategy') return undefined;
  const document: StrategyDocument = {
    dataModel: { inputs: [], variables: [], outputs: [] },
    graph: {
      nodes: [{ id: 'input', kind: 'input', title: t('studioRegistry.firstInput'), position: { x: 0, y: 0 }, settings: {} }, { id: 'output', kind: 'output', title: t('studioRegistry.firstOutput'), position: { x: 480, y: 0 }, settings: { assignments: [] } }],
      edges: [{ from: 'input', port: 'next', to: 'output' }],
    },
  };
  return document;
}
