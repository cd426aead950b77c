import type { TreesModel } from '@arbiter/contracts';
import { flatTrees } from './flat-trees.js';
import { modelColumns } from './model-columns.js';
import { rankReasons, type ModelContribution, type ModelScorer } from './model-result.js';
import type { Prepared } from './prepare-features.js';
import { sumOutcome } from './sum-outcome.js';
import { expectedValues } from './tree-expectations.js';

/**
 * Trees made ready. A feature's contribution is the change of the expected value along the paths at the splits by it (A. Saabas,
 * "Interpreting random forests", 2014).
 */
export function treesScorer(model: TreesModel): ModelScorer {
  const columns = modelColumns(model);
  const { indexOf } = columns;
  const flat = flatTrees(model, indexOf);
  const { roots, feature, threshold, yes, no, missing, values, width, outputs, sets, categories, sums: sumCount } = flat;
  const outcome = sumOutcome(model);
  const columnCount = indexOf.size;
  const numbers = new Float64Array(columnCount);
  const sums = new Float64Array(sumCount);
  const base = Float64Array.from({ length: sumCount }, (_, i) => (Array.isArray(model.base) ? (model.base[i] ?? 0) : (model.base ?? 0)));
  const weight = model.aggregate === 'average' ? model.trees.reduce((sum, tree) => sum + (tree.weight ?? 1), 0) : 1;
  const narrow = model.precision === 'float32';
  const numbersOf = columns.names.map((_, index) => categories[index]);

  const encode = (row: readonly Prepared[]) => {
    for (let i = 0; i < columnCount; i += 1) {
      const value = row[i];
      const known = numbersOf[i];
      if (known) numbers[i] = value === null || value === undefined ? NaN : (known.get(String(value)) ?? -1);
      else if (typeof value === 'number') numbers[i] = narrow ? Math.fround(value) : value;
      else numbers[i] = NaN;
    }
  };
  const leafOf = (root: number): number => {
    let at = root;
    let column = feature[at]!;
    while (column >= 0) {
      if (column < columnCount) {
        const value = numbers[column]!;
        at = value <= threshold[at]! ? yes[at]! : value === value ? no[at]! : missing[at]!;
      } else {
        const category = numbers[column - columnCount]!;
        at = category !== category ? missing[at]! : category >= 0 && sets[threshold[at]! + category] === 1 ? yes[at]! : no[at]!;
      }
      column = feature[at]!;
    }
    return at;
  };
  /** The way of models whose trees have one value and one sum, with doubles: nothing but the walk. */
  const single = width === 1 && sumCount === 1 && !narrow;
  const addSingle = () => {
    let sum = weight === 1 ? base[0]! : 0;
    if (flat.hasSets) for (let t = 0; t < roots.length; t += 1) sum += values[leafOf(roots[t]!)]!;
    else {
      for (let t = 0; t < roots.length; t += 1) {
        let at = roots[t]!;
        let column = feature[at]!;
        while (column >= 0) {
          const value = numbers[column]!;
          at = value <= threshold[at]! ? yes[at]! : value === value ? no[at]! : missing[at]!;
          column = feature[at]!;
        }
        sum += values[at]!;
      }
    }
    sums[0] = weight === 1 ? sum : base[0]! + sum / weight;
    return sum === sum;
  };
  const addAll = () => {
    sums.set(weight === 1 ? base : new Float64Array(sumCount));
    for (let t = 0; t < roots.length; t += 1) {
      const at = leafOf(roots[t]!) * width;
      if (width > 1) for (let k = 0; k < width; k += 1) sums[k] = sums[k]! + values[at + k]!;
      else sums[outputs[t]!] = narrow ? Math.fround(sums[outputs[t]!]! + values[at]!) : sums[outputs[t]!]! + values[at]!;
    }
    if (weight !== 1) for (let k = 0; k < sumCount; k += 1) sums[k] = base[k]! + sums[k]! / weight;
    for (let k = 0; k < sumCount; k += 1) if (sums[k] !== sums[k]) return false;
    return true;
  };
  const add = single ? addSingle : addAll;

  let expected: Float64Array | undefined;
  const contributionsOf = (): ModelContribution[] => {
    expected ??= expectedValues(model, flat);
    const driver = outcome.driver(sums);
    const direction = (driver.sign * (model.reasonDirection === 'down' ? -1 : 1)) / weight;
    const parts = new Float64Array(columnCount);
    const seen = new Uint8Array(columnCount);
    const k = width > 1 ? driver.sum : 0;
    for (let t = 0; t < roots.length; t += 1) {
      if (width === 1 && outputs[t] !== driver.sum) continue;
      let at = roots[t]!;
      for (let column = feature[at]!; column >= 0; column = feature[at]!) {
        const by = column < columnCount ? column : column - columnCount;
        const value = numbers[by]!;
        const next = value !== value ? missing[at]! : (column < columnCount ? value <= threshold[at]! : value >= 0 && sets[threshold[at]! + value] === 1) ? yes[at]! : no[at]!;
        parts[by] = parts[by]! + direction * (expected[next * width + k]! - expected[at * width + k]!);
        seen[by] = 1;
        at = next;
      }
    }
    return columns.names.flatMap((name, column) => (seen[column] ? [{ feature: name, contribution: parts[column]!, reasonCode: columns.reasonCodes[column]! }] : []));
  };
  return {
    features: model.features.map(({ name }) => name),
    score(input) {
      encode(columns.fill(input));
      return add() ? outcome.score(sums) : null;
    },
    run(input, reasons = model.reasonCount ?? 0) {
      encode(columns.fill(input));
      if (!add()) return { score: null, class: null, probabilities: {}, reasonCodes: [], contributions: [] };
      return { ...outcome.full(sums), ...(reasons > 0 ? rankReasons(contributionsOf(), reasons, false) : { reasonCodes: [], contributions: [] }) };
    },
  };
}
