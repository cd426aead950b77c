import type { ModelTree, TreesModel } from '@arbiter/contracts';
import { checkClasses } from './check-classes.js';
import type { KnownColumns } from './check-model.js';
import { quoted, type ModelFaults } from './model-faults.js';
import { modelLimits } from './model-limits.js';

/** Checks splits, leaves and classes of a tree model whose shape is right. Children stand after their split, so that no cycle can be. */
export function checkTrees(model: TreesModel, columns: KnownColumns, found: ModelFaults): void {
  const { trees, classes, base } = model;
  const total = trees.reduce((sum, { nodes }) => sum + nodes.length, 0);
  if (total > modelLimits.treeNodes) return found.add('/trees', 'too-large', `The trees have ${total} nodes; at most ${modelLimits.treeNodes} are allowed. Train smaller ones, or export them as ONNX`);
  const lists = trees.some(({ nodes }) => nodes.some(({ value }) => Array.isArray(value)));
  const sums = lists ? (classes?.length ?? 0) : trees.reduce((most, { output = 0 }) => Math.max(most, output + 1), 1);
  if (lists && !classes) found.add('/classes', 'wrong-classes', 'Leaves have a value for each class, but the model has no classes; give them');
  else checkClasses(model, !lists && sums < (classes?.length ?? 1) && (classes?.length ?? 1) > 2 ? classes!.length : sums, found);
  if (Array.isArray(base) && base.length !== sums) found.add('/base', 'wrong-classes', `"base" has ${base.length} numbers for ${sums} ${sums === 1 ? 'sum' : 'sums'}`);
  if (model.aggregate === 'average' && trees.reduce((sum, { weight = 1 }) => sum + weight, 0) === 0) found.add('/trees', 'wrong-range', 'The weights of the trees sum to 0, so that there is no average');
  for (let index = 0; index < trees.length && !found.full; index += 1) checkTree(trees[index]!, `/trees/${index}/nodes`, columns, lists ? classes?.length : undefined, found);
}

function checkTree({ nodes }: ModelTree, path: string, columns: KnownColumns, width: number | undefined, found: ModelFaults): void {
  const reached = new Uint8Array(nodes.length);
  reached[0] = 1;
  for (let index = 0; index < nodes.length && !found.full; index += 1) {
    const node = nodes[index]!;
    const at = `${path}/${index}`;
    if (!reached[index]) found.add(at, 'unreachable-node', `No split leads to node ${index}; remove it`);
    if ('feature' in node) {
      const type = columns.get(node.feature);
      if (!type) found.add(`${at}/feature`, 'unknown-feature', `The model has no feature ${quoted(node.feature)}; it has ${[...columns.keys()].slice(0, 20).join(', ')}`);
      else if (type !== ('categories' in node ? 'category' : 'number')) found.add(`${at}/feature`, 'wrong-type', `Feature "${node.feature}" is a ${type}; split it by ${type === 'number' ? 'a threshold' : 'categories'}`);
      for (const key of ['yes', 'no', 'missing'] as const) {
        const child = node[key];
        if (child === undefined) continue;
        if (child >= nodes.length) found.add(`${at}/${key}`, 'dangling-node', `Node ${index} leads to node ${child}, but the tree has ${nodes.length} nodes`);
        else if (child <= index) found.add(`${at}/${key}`, 'cyclic-nodes', `Node ${index} leads back to node ${child}; children must stand after their split`);
        else reached[child] = 1;
      }
    }
    const { value } = node;
    if (width !== undefined && value !== undefined && value !== null && (!Array.isArray(value) || value.length !== width)) found.add(`${at}/value`, 'wrong-classes', `The node's value must be ${width} numbers, one for each class`);
  }
}
