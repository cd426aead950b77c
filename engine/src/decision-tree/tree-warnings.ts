import type { Fault } from '@arbiter/contracts';
import type { TableScope } from '../decision-table/check-decision-table.js';
import type { CheckedDecisionTree } from './check-decision-tree.js';
import { findUnreachableBranches } from './tree-to-table.js';

/** Branches that no values reach, in words. */
export const treeWarnings = (tree: CheckedDecisionTree, scope: TableScope): Fault[] =>
  findUnreachableBranches(tree, scope).map((path) => ({ path, code: 'unreachable-branch', message: 'No values lead here: the conditions on the way and those of the branches before leave none. Remove the branch or mend a condition' }));
