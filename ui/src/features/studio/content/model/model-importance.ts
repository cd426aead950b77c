import type { LinearModel, ModelDocument, ModelTree, ScorecardModel, TreesModel } from '@arbiter/contracts';

/** How much a feature counts: `value` is what the bar shows; `sign` tells which way a coefficient goes. */
export interface Importance { feature: string; value: number; sign: -1 | 0 | 1; note?: number }

/** By falling importance: sizes of coefficients, gain of splits, spread of points. Empty where the model does not tell. */
export function importanceOf(model: ModelDocument): Importance[] {
  const found = model.kind === 'linear' ? ofLinear(model) : model.kind === 'trees' ? ofTrees(model) : model.kind === 'scorecard' ? ofScorecard(model) : [];
  return found.sort((a, b) => b.value - a.value || (a.feature < b.feature ? -1 : 1));
}

/** The largest coefficient of a feature; of categories the distance between the largest and the smallest. */
function ofLinear({ sums }: LinearModel): Importance[] {
  const found = new Map<string, Importance>();
  for (const { terms } of sums) {
    for (const term of terms) {
      const feature = 'product' in term ? term.product.join(' × ') : term.feature;
      const values = 'categories' in term ? term.categories.map(({ coefficient }) => coefficient) : [term.coefficient];
      const spread = 'categories' in term ? Math.max(...values, 0) - Math.min(...values, 0) : Math.abs(values[0]!);
      const known = found.get(feature);
      if (!known || spread > known.value) found.set(feature, { feature, value: spread, sign: 'categories' in term ? 0 : (Math.sign(values[0]!) as -1 | 0 | 1), note: 'categories' in term ? values.length : values[0]! });
    }
  }
  return [...found.values()];
}

/** Rows that a feature splits, as shares of all splits; where the trees do not tell their rows, the number of splits. */
function ofTrees({ trees }: TreesModel): Importance[] {
  const weights = new Map<string, number>();
  const counts = new Map<string, number>();
  for (const { nodes } of trees) {
    for (const node of nodes) {
      if (!('feature' in node)) continue;
      weights.set(node.feature, (weights.get(node.feature) ?? 0) + (node.cover ?? 1));
      counts.set(node.feature, (counts.get(node.feature) ?? 0) + 1);
    }
  }
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0) || 1;
  return [...weights].map(([feature, weight]) => ({ feature, value: weight / total, sign: 0, note: counts.get(feature)! }));
}

function ofScorecard({ characteristics }: ScorecardModel): Importance[] {
  return characteristics.map(({ name, bins }) => {
    const points = bins.flatMap(({ points: one }) => (typeof one === 'number' ? [one] : []));
    return { feature: name, value: points.length ? Math.max(...points) - Math.min(...points) : 0, sign: 0, note: bins.length };
  });
}

export interface TreeLine { place: number; depth: number; branch: 'root' | 'yes' | 'no'; missing: boolean; text: string; cover: number | undefined; leaf: boolean }

const mostLines = 2000;

/** A tree as lines from the root on, each with its depth. */
export function linesOf({ nodes }: ModelTree, print: (value: number) => string): TreeLine[] {
  const lines: TreeLine[] = [];
  const open: { place: number; depth: number; branch: TreeLine['branch']; missing: boolean }[] = [{ place: 0, depth: 0, branch: 'root', missing: false }];
  while (open.length > 0 && lines.length < mostLines) {
    const { place, depth, branch, missing } = open.pop()!;
    const node = nodes[place];
    if (!node) continue;
    if (!('feature' in node)) {
      const text = node.value === null ? '—' : Array.isArray(node.value) ? node.value.map(print).join(' · ') : print(node.value);
      lines.push({ place, depth, branch, missing, text, cover: node.cover, leaf: true });
      continue;
    }
    const text = 'threshold' in node ? `${node.feature} ${node.operator} ${print(node.threshold)}` : `${node.feature} ∈ {${node.categories.slice(0, 8).join(', ')}${node.categories.length > 8 ? ', …' : ''}}`;
    lines.push({ place, depth, branch, missing, text, cover: node.cover, leaf: false });
    const missingTo = node.missing ?? node.no;
    open.push({ place: node.no, depth: depth + 1, branch: 'no', missing: missingTo === node.no }, { place: node.yes, depth: depth + 1, branch: 'yes', missing: missingTo === node.yes });
  }
  return lines;
}
