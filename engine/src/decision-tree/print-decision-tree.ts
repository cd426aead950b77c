import { printFeelJavaScript, type CheckedFeel } from '../feel/index.js';
import { nameCodes } from '../decision-table/name-codes.js';
import { remark } from '../decision-table/print-decision-table.js';
import type { CheckedDecisionTree, TreeNode } from './check-decision-tree.js';

/** `leaf`: the leaf that was reached, counted from 0 in the order of the document; `label`: what it is called, or its number from 1. */
export interface TreeOutcome { value: unknown; leaf: number; label: string }

/**
 * The tree as a JavaScript expression over the runtime `R`: a function `(x, …names) => TreeOutcome`. `x` is the context of the evaluation,
 * the names are those of `tree.names` in their order.
 */
export function printDecisionTree(tree: CheckedDecisionTree): string {
  const codes = nameCodes(tree.names);
  const read = (name: string): string => codes.get(name)!;
  const feel = (checked: CheckedFeel): string => printFeelJavaScript(checked, { read });
  const lines: string[] = [];
  const print = (node: TreeNode, indent: string): void => {
    if (node.kind === 'leaf') {
      const value = tree.outputs.length === 1 ? feel(node.results[0]!) : `{ ${tree.outputs.map(({ name }, place) => `[${JSON.stringify(name)}]: ${feel(node.results[place]!)}`).join(', ')} }`;
      lines.push(`${indent}return { value: ${value}, leaf: ${node.leaf}, label: ${JSON.stringify(node.label ?? String(node.leaf + 1))} };`);
      return;
    }
    for (const { condition, source, label, then } of node.branches) {
      lines.push(`${indent}if (${feel(condition)} === true) {${remark(label ?? source)}`);
      print(then, `${indent}  `);
      lines.push(`${indent}}`);
    }
    print(node.otherwise, indent);
  };
  print(tree.root, '  ');
  return `(${['x', ...codes.values()].join(', ')}) => {\n${lines.join('\n')}\n}`;
}
