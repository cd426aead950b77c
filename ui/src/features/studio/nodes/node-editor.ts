import { getContext, setContext } from 'svelte';
import type { StrategyNode } from '@arbiter/contracts';
import type { NodeFinding } from '../draft/faults-by-node.js';
import type { StrategyDraft } from '../draft/strategy-draft.svelte.js';
import type { ExpressionScope } from '../expressions/expression-scope.js';

/** What the editor of a kind of node is given. A kind is one folder here and one line of `node-kinds.ts`. */
export interface NodeEditorProps {
  node: StrategyNode;
  /** Names in reach of the node. */
  scope: ExpressionScope;
  findings: readonly NodeFinding[];
  readOnly: boolean;
  draft: StrategyDraft;
  /** Changes the settings. Calls in a row with one `coalesce` (typing in one field) are one step of undo, which `label` names. */
  onchange: (settings: unknown, coalesce?: string, label?: string) => void;
}

const sampleKey = Symbol('sample');

/** Expressions of the editors below may be tried on the sample that is remembered for the item. */
export function offerSample(itemId: () => string): void {
  setContext(sampleKey, itemId);
}

/** The item whose sample an expression is tried on; undefined where none is offered. */
export function offeredSample(): (() => string) | undefined {
  return getContext<(() => string) | undefined>(sampleKey);
}

/** Messages about the place of the settings that `pointer` names (`/branches/0/condition`) and all below it. */
export function messagesAt(findings: readonly NodeFinding[], pointer: string): string[] {
  return findingsAt(findings, pointer).map(({ message }) => message);
}

/** As `messagesAt`, with severity. */
export function findingsAt(findings: readonly NodeFinding[], pointer: string): NodeFinding[] {
  const full = `/settings${pointer}`;
  return findings.filter(({ path }) => path === full || path.startsWith(`${full}/`));
}
