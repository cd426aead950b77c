import type { TreesModel } from '@arbiter/contracts';

/** All trees of a model in flat arrays: one row for each node, children by absolute place. */
export interface FlatTrees {
  /** Place of each tree's root. */
  readonly roots: Int32Array;
  /** Column of a split by threshold; column + number of columns of a split by categories; -1 for a leaf. */
  readonly feature: Int32Array;
  /** A split goes to `yes` where the value is at most this. For categories: where the set begins in `sets`, bits by category. */
  readonly threshold: Float64Array;
  readonly yes: Int32Array;
  readonly no: Int32Array;
  readonly missing: Int32Array;
  /** Weighted values, `width` for each node; NaN where a leaf predicts nothing. */
  readonly values: Float64Array;
  /** Values for each node: 1, or one for each class. */
  readonly width: number;
  /** Class to which a tree of single values adds. */
  readonly outputs: Int32Array;
  readonly sets: Uint8Array;
  /** Number of each category, by column. */
  readonly categories: readonly (ReadonlyMap<string, number> | undefined)[];
  /** Number of sums. */
  readonly sums: number;
  readonly hasSets: boolean;
}

const buffer = new DataView(new ArrayBuffer(8));
/** The greatest double below x: `v < x` is the same as `v <= previousDouble(x)`. */
export function previousDouble(x: number): number {
  if (x === 0) return -Number.MIN_VALUE;
  buffer.setFloat64(0, x);
  buffer.setBigInt64(0, buffer.getBigInt64(0) + (x > 0 ? -1n : 1n));
  return buffer.getFloat64(0);
}

/** Lays checked trees out flat. Weights are multiplied into the values; an average is divided by their sum afterwards. */
export function flatTrees(model: TreesModel, indexOf: ReadonlyMap<string, number>): FlatTrees {
  const total = model.trees.reduce((sum, { nodes }) => sum + nodes.length, 0);
  const width = model.trees.some(({ nodes }) => nodes.some(({ value }) => Array.isArray(value))) ? (model.classes?.length ?? 1) : 1;
  const columnCount = indexOf.size;
  const feature = new Int32Array(total).fill(-1);
  const threshold = new Float64Array(total);
  const yes = new Int32Array(total);
  const no = new Int32Array(total);
  const missing = new Int32Array(total);
  const values = new Float64Array(total * width).fill(NaN);
  const categories: (Map<string, number> | undefined)[] = Array.from({ length: columnCount }, () => undefined);
  for (const { nodes } of model.trees) {
    for (const node of nodes) {
      if (!('categories' in node)) continue;
      const column = indexOf.get(node.feature)!;
      const numbers = (categories[column] ??= new Map());
      for (const category of node.categories) if (!numbers.has(category)) numbers.set(category, numbers.size);
    }
  }
  const sets: number[] = [];
  const roots = new Int32Array(model.trees.length);
  const outputs = new Int32Array(model.trees.length);
  let place = 0;
  model.trees.forEach(({ nodes, weight = 1, output = 0 }, treeIndex) => {
    roots[treeIndex] = place;
    outputs[treeIndex] = output;
    nodes.forEach((node, index) => {
      const at = place + index;
      if (typeof node.value === 'number') values[at * width] = node.value * weight;
      else if (Array.isArray(node.value)) node.value.forEach((value, k) => { values[at * width + k] = value * weight; });
      if (!('feature' in node)) return;
      const column = indexOf.get(node.feature)!;
      yes[at] = place + node.yes;
      no[at] = place + node.no;
      missing[at] = place + (node.missing ?? node.no);
      if ('categories' in node) {
        const numbers = categories[column]!;
        feature[at] = column + columnCount;
        threshold[at] = sets.length;
        const start = sets.length;
        for (let i = 0; i < numbers.size; i += 1) sets.push(0);
        for (const category of node.categories) sets[start + numbers.get(category)!] = 1;
      } else {
        feature[at] = column;
        threshold[at] = node.operator === '<=' ? node.threshold : previousDouble(node.threshold);
      }
    });
    place += nodes.length;
  });
  return { roots, feature, threshold, yes, no, missing, values, width, outputs, sets: Uint8Array.from(sets), categories, sums: Math.max(width, outputs.reduce((most, output) => Math.max(most, output + 1), 1), model.classes && model.classes.length > 2 ? model.classes.length : 1), hasSets: sets.length > 0 };
}
