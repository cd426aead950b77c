import type { ModelDocument, ModelExpression } from '@arbiter/contracts';

/** What the bars of a model measure: sizes of coefficients, splits, splits weighted by the rows that came by, or spreads of points. */
export type ImportanceMeasure = 'coefficient' | 'splits' | 'cover' | 'points';

export interface FeatureImportance {
  name: string;
  value: number;
  /** Share of the sum of all, 0 to 1. */
  share: number;
  /** Whether the score rises or falls with the feature, where one number tells. */
  sign: 1 | -1 | 0;
}

const fieldsIn = (expression: ModelExpression): string[] => {
  if ('field' in expression) return [expression.field];
  const parts = 'apply' in expression ? expression.arguments : 'bins' in expression ? [expression.of] : 'rows' in expression ? expression.by : 'points' in expression ? [expression.at] : [];
  return parts.flatMap(fieldsIn);
};

/** Which features move the score of a model how much, as far as its document tells; the greatest first. Null for ONNX models. */
export function modelImportance(model: ModelDocument): { measure: ImportanceMeasure; features: FeatureImportance[] } | null {
  const found = new Map<string, { value: number; sign: 1 | -1 | 0 }>();
  const add = (name: string, value: number, sign: 1 | -1 | 0): void => {
    const former = found.get(name);
    found.set(name, { value: (former?.value ?? 0) + value, sign: former && former.sign !== sign ? 0 : sign });
  };
  let measure: ImportanceMeasure;
  if (model.kind === 'linear') {
    measure = 'coefficient';
    const several = model.sums.length > 1;
    for (const { terms } of model.sums) {
      for (const term of terms) {
        if ('product' in term) for (const name of new Set(term.product)) add(name, Math.abs(term.coefficient) / term.product.length, 0);
        else if ('categories' in term) {
          // A category that is not listed adds nothing.
          const coefficients = [0, ...term.categories.map(({ coefficient }) => coefficient)];
          add(term.feature, Math.max(...coefficients) - Math.min(...coefficients), 0);
        } else add(term.feature, Math.abs(term.coefficient), several ? 0 : (Math.sign(term.coefficient) as 1 | -1 | 0));
      }
    }
  } else if (model.kind === 'trees') {
    const covered = model.trees.every(({ nodes }) => nodes.every((node) => !('feature' in node) || node.cover !== undefined));
    measure = covered ? 'cover' : 'splits';
    for (const { nodes, weight = 1 } of model.trees) for (const node of nodes) if ('feature' in node) add(node.feature, covered ? (node.cover ?? 0) * Math.abs(weight) : 1, 0);
  } else if (model.kind === 'scorecard') {
    measure = 'points';
    for (const { bins } of model.characteristics) {
      const points = bins.flatMap((bin) => (typeof bin.points === 'number' ? [bin.points] : []));
      const names = [...new Set(bins.flatMap(({ when }) => fieldsIn(when)))];
      const spread = points.length ? Math.max(...points) - Math.min(...points) : 0;
      for (const name of names) add(name, spread / names.length, 0);
    }
  } else return null;
  const sum = [...found.values()].reduce((total, { value }) => total + value, 0);
  const features = [...found].map(([name, { value, sign }]) => ({ name, value, sign, share: sum > 0 ? value / sum : 0 }));
  return { measure, features: features.sort((one, other) => other.value - one.value || one.name.localeCompare(other.name)) };
}
