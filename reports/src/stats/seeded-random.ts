/** Draws for resampling, the same on every run and machine for a seed (a whole number). */
export interface SeededRandom {
  /** Even over [0, 1). */
  uniform: () => number;
  normal: () => number;
  /** Successes of n tries with chance p, exact. */
  binomial: (n: number, p: number) => number;
}

/** Mulberry32 for the stream, Marsaglia's polar method for the normal draws. */
export function seededRandom(seed: number): SeededRandom {
  let state = Math.trunc(seed) | 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  /** The polar method gives two at a time. */
  let spare = Number.NaN;
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const kept = spare;
      spare = Number.NaN;
      return kept;
    }
    for (;;) {
      const a = 2 * uniform() - 1;
      const b = 2 * uniform() - 1;
      const square = a * a + b * b;
      if (square <= 0 || square >= 1) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      spare = b * factor;
      return a * factor;
    }
  };
  /** Marsaglia and Tsang 2000, for a shape of 1 or more. */
  const gamma = (shape: number): number => {
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const root = 1 + c * x;
      if (root <= 0) continue;
      const v = root * root * root;
      const u = 1 - uniform();
      // The squeeze settles nearly all draws without a logarithm.
      if (u < 1 - 0.0331 * x * x * x * x || Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  /** Devroye 1986: the middle one of n ordered uniform draws is a beta; on which side of p it falls settles half of the tries at once. */
  const binomial = (n: number, p: number): number => {
    let left = n;
    let chance = Math.min(1, Math.max(0, p));
    let successes = 0;
    while (left > 32 && chance > 0 && chance < 1) {
      const middle = Math.floor((left + 1) / 2);
      const below = gamma(middle);
      const value = below / (below + gamma(left + 1 - middle));
      if (value <= chance) {
        successes += middle;
        left -= middle;
        chance = (chance - value) / (1 - value);
      } else {
        left = middle - 1;
        chance /= value;
      }
    }
    if (chance <= 0) return successes;
    if (chance >= 1) return successes + left;
    for (let i = 0; i < left; i += 1) if (uniform() < chance) successes += 1;
    return successes;
  };
  return { uniform, normal, binomial };
}
