import type { DecisionTableDocument, DecisionTreeNode, ScorecardDocument } from '@arbiter/contracts';
import type { Dependencies } from '../../node-kind.js';
import { documentOf } from './rules-document.js';
import type { RulesSettings } from './rules-settings.js';

/** How many rules a checked rules node has: rules of a set or table, bins of a scorecard one characteristic after the other, leaves of a tree. */
export function rulesIn(settings: RulesSettings, dependencies: Dependencies): number {
  const found = documentOf(settings, dependencies);
  switch (found?.kind) {
    case undefined:
      return 0;
    case 'rule-set':
    case 'decision-table':
      return (found.document as Pick<DecisionTableDocument, 'rules'>).rules.length;
    case 'scorecard':
      return (found.document as ScorecardDocument).characteristics.reduce((sum, { bins }) => sum + bins.length, 0);
    case 'decision-tree':
      return leavesOf((found.document as { root: DecisionTreeNode }).root).length;
  }
}

/** JSON pointers of the leaves below a tree's node, in the order in which an evaluation counts them. */
export function leavesOf(node: DecisionTreeNode | undefined, path = '/root'): string[] {
  if (node === undefined) return [];
  if (!('branches' in node)) return [path];
  return [...node.branches.flatMap(({ then }, index) => leavesOf(then, `${path}/branches/${index}/then`)), ...leavesOf(node.else, `${path}/else`)];
}
