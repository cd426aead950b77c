import type { TreesModel } from '@arbiter/contracts';
import type { FlatTrees } from './flat-trees.js';

/** What each node's rows score on average: its own value where the model tells it, else its children's by their cover, else their plain mean. */
export function expectedValues(model: TreesModel, { values, width, yes, no, feature, roots }: FlatTrees): Float64Array {
  const expected = Float64Array.from(values);
  const cover = Float64Array.from(model.trees.flatMap(({ nodes }) => nodes.map((node) => node.cover ?? NaN)));
  model.trees.forEach(({ nodes }, treeIndex) => {
    const root = roots[treeIndex]!;
    // Children stand after their parents.
    for (let index = nodes.length - 1; index >= 0; index -= 1) {
      const at = root + index;
      if (feature[at]! < 0 || nodes[index]!.value !== undefined) continue;
      const left = yes[at]!;
      const right = no[at]!;
      const total = cover[left]! + cover[right]!;
      const share = total > 0 ? cover[left]! / total : 0.5;
      for (let k = 0; k < width; k += 1) {
        const a = expected[left * width + k]!;
        const b = expected[right * width + k]!;
        // A child that predicts nothing has no share.
        expected[at * width + k] = Number.isNaN(a) ? b : Number.isNaN(b) ? a : a * share + b * (1 - share);
      }
    }
  });
  return expected;
}
