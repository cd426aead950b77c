import type { ModelLink, ModelRescale } from '@arbiter/contracts';

/**
 * Distribution function of the normal law to about 15 digits (W. J. Cody-type rational approximation after J. F. Hart, in the form of
 * G. West, "Better approximations to cumulative normal functions", Wilmott Magazine, 2005).
 */
export function normalCdf(x: number): number {
  const a = Math.abs(x);
  let tail = 0;
  if (a <= 37) {
    const e = Math.exp((-a * a) / 2);
    if (a < 7.07106781186547) {
      let top = 3.52624965998911e-2 * a + 0.700383064443688;
      top = top * a + 6.37396220353165;
      top = top * a + 33.912866078383;
      top = top * a + 112.079291497871;
      top = top * a + 221.213596169931;
      top = top * a + 220.206867912376;
      let bottom = 8.83883476483184e-2 * a + 1.75566716318264;
      bottom = bottom * a + 16.064177579207;
      bottom = bottom * a + 86.7807322029461;
      bottom = bottom * a + 296.564248779674;
      bottom = bottom * a + 637.333633378831;
      bottom = bottom * a + 793.826512519948;
      bottom = bottom * a + 440.413735824752;
      tail = (e * top) / bottom;
    } else {
      tail = e / (a + 1 / (a + 2 / (a + 3 / (a + 4 / (a + 0.65))))) / 2.506628274631;
    }
  }
  return x > 0 ? 1 - tail : tail;
}

/** The inverse of a link: from a model's sum to its score (McCullagh and Nelder, "Generalized Linear Models", chapter 4). */
export const inverseLinks: Readonly<Record<Exclude<ModelLink, 'softmax' | 'simplemax'>, (y: number) => number>> = {
  identity: (y) => y,
  logit: (y) => 1 / (1 + Math.exp(-y)),
  probit: normalCdf,
  cloglog: (y) => 1 - Math.exp(-Math.exp(y)),
  loglog: (y) => Math.exp(-Math.exp(-y)),
  cauchit: (y) => 0.5 + Math.atan(y) / Math.PI,
  log: Math.exp,
  inverse: (y) => 1 / y,
};

/** Replaces sums by probabilities of classes, in place. One sum and two classes: the sum is that of the second. */
export function toProbabilities(sums: Float64Array, link: ModelLink, classes: number, ordinal: boolean): Float64Array {
  if (link === 'softmax' || link === 'simplemax') {
    let most = -Infinity;
    for (const sum of sums) if (sum > most) most = sum;
    let total = 0;
    for (let i = 0; i < sums.length; i += 1) total += sums[i] = link === 'softmax' ? Math.exp(sums[i]! - most) : sums[i]!;
    for (let i = 0; i < sums.length; i += 1) sums[i] = sums[i]! / total;
    return sums;
  }
  const inverse = inverseLinks[link];
  if (sums.length === 1 && classes === 2) {
    const positive = inverse(sums[0]!);
    return Float64Array.of(1 - positive, positive);
  }
  if (ordinal) {
    let before = 0;
    for (let i = 0; i < sums.length; i += 1) {
      const upTo = i === sums.length - 1 ? 1 : inverse(sums[i]!);
      sums[i] = upTo - before;
      before = upTo;
    }
    return sums;
  }
  for (let i = 0; i < sums.length; i += 1) sums[i] = inverse(sums[i]!);
  return sums;
}

/** The change of scale after the link; undefined where there is none. */
export function rescaling(rescale: ModelRescale | undefined): ((score: number) => number) | undefined {
  if (!rescale) return undefined;
  const { factor = 1, constant = 0, round, min = -Infinity, max = Infinity } = rescale;
  const rounded = round === 'ceiling' ? Math.ceil : round === 'floor' ? Math.floor : round === 'round' ? Math.round : undefined;
  return (score) => {
    const scaled = score * factor + constant;
    return Math.min(max, Math.max(min, rounded ? rounded(scaled) : scaled));
  };
}
