import { mergeContent } from '@arbiter/engine/strategy-edit/merge-rows';
import { mergeJson } from '@arbiter/engine/strategy-edit/merge-json';
import type { MergeDrafts } from '../draft/item-draft.svelte.js';

/** Rows and cells are merged where nobody changed the same; what both changed is put to whoever edits, place by place. */
export const mergeItem: MergeDrafts<unknown> = (base, mine, theirs, choices) => {
  const whole = choices ? null : mergeContent(base, mine, theirs);
  return whole === null ? mergeJson(base, mine, theirs, choices) : { document: whole, conflicts: [], renamed: [] };
};
