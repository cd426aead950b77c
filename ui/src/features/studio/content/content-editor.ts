import type { Fault, ItemKind } from '@arbiter/contracts';
import type { Component } from 'svelte';
import type { ExpressionScope } from '../expressions/expression-scope.js';

/**
 * What the editor of a rule set, decision table, scorecard or tree is given: on the page of an item, and in a rules node that holds its
 * content in place. Documents are the item's own, see contracts.
 */
export interface ContentEditorProps {
  document: unknown;
  /** Changes the document. Calls in a row with one `coalesce` are one step of undo. */
  onchange: (label: string, document: unknown, coalesce?: string) => void;
  /** Names that conditions may use; empty where the item stands alone, then those that the document itself uses are offered. */
  scope: ExpressionScope;
  /** JSON pointers below the document. */
  faults: readonly Fault[];
  warnings: readonly Fault[];
  readOnly: boolean;
}

export type ContentKind = Exclude<ItemKind, 'strategy'>;
type LoadContentEditor = () => Promise<{ default: Component<ContentEditorProps> }>;

/** Editor by kind of item; each brings its code when it is first opened. */
export const contentEditors: Record<ContentKind, LoadContentEditor> = {
  'rule-set': () => import('./rule-set/RuleSetEditor.svelte'),
  'decision-table': () => import('./decision-table/DecisionTableEditor.svelte'),
  scorecard: () => import('./scorecard/ScorecardEditor.svelte'),
  'decision-tree': () => import('./decision-tree/DecisionTreeEditor.svelte'),
  model: () => import('./model/ModelEditor.svelte'),
};
