import type { LinearModel, TreesModel } from '@arbiter/contracts';
import { inverseLinks, rescaling, toProbabilities } from './model-links.js';

/** From the sums of a linear or tree model to score, class and probabilities. */
export interface SumOutcome {
  score(sums: Float64Array): number | null;
  full(sums: Float64Array): { score: number | null; class: string | null; probabilities: Record<string, number> };
  /** The sum that drives the score and its sign: of two classes with one sum, the first class's probability falls when the sum grows. */
  driver(sums: Float64Array): { sum: number; sign: 1 | -1 };
}

export function sumOutcome(model: LinearModel | TreesModel, ordinal = false): SumOutcome {
  const { classes, link = 'identity', positiveClass } = model;
  const rescale = rescaling(model.rescale);
  const scaled = (score: number) => (Number.isFinite(score) ? (rescale ? rescale(score) : score) : null);
  if (!classes) {
    const inverse = inverseLinks[link as Exclude<typeof link, 'softmax' | 'simplemax'>];
    const score = (sums: Float64Array) => scaled(inverse(sums[0]!));
    return { score, full: (sums) => ({ score: score(sums), class: null, probabilities: {} }), driver: () => ({ sum: 0, sign: link === 'inverse' ? -1 : 1 }) };
  }
  const positive = positiveClass === undefined ? (classes.length === 2 ? 1 : -1) : classes.indexOf(positiveClass);
  const likeliest = (probabilities: Float64Array) => {
    let best = 0;
    for (let i = 1; i < probabilities.length; i += 1) if (probabilities[i]! > probabilities[best]!) best = i;
    return best;
  };
  const score = (sums: Float64Array) => {
    const probabilities = toProbabilities(Float64Array.from(sums), link, classes.length, ordinal);
    return scaled(probabilities[positive < 0 ? likeliest(probabilities) : positive]!);
  };
  return {
    score,
    full(sums) {
      const values = toProbabilities(Float64Array.from(sums), link, classes.length, ordinal);
      const best = likeliest(values);
      const usable = values.every(Number.isFinite);
      return {
        score: usable ? scaled(values[positive < 0 ? best : positive]!) : null,
        class: usable ? classes[best]! : null,
        probabilities: usable ? Object.fromEntries(classes.map((name, index) => [name, values[index]!])) : {},
      };
    },
    driver(sums) {
      if (sums.length === 1) return { sum: 0, sign: positive === 0 ? -1 : 1 };
      return { sum: positive < 0 ? likeliest(sums) : positive, sign: 1 };
    },
  };
}
