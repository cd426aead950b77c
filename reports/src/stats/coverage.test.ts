import { describe, expect, it } from 'vitest';
import { alwaysValidInterval, compareMeans, compareProportions, compareRatios, type Comparison, isKnown, mergeMoments, momentsOf, noMoments, pairMomentsOf } from './index.js';

/** A seeded source (mulberry32), so that the shares below are the same on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function covers(comparison: Comparison, truth: number): boolean {
  const effect = comparison.absolute;
  if (!isKnown(effect) || !isKnown(effect.interval)) return false;
  return effect.interval.low <= truth && truth <= effect.interval.high;
}

describe('95 % intervals hold the truth in about 95 of 100 samples', () => {
  const runs = 1500;
  const shareOf = (sample: (random: () => number) => boolean): number => {
    const random = seeded(20_240_601);
    let held = 0;
    for (let run = 0; run < runs; run += 1) held += sample(random) ? 1 : 0;
    return held / runs;
  };
  const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

  it('shares of small arms', () => {
    const draw = (random: () => number, n: number, p: number) => ({ n, successes: Array.from({ length: n }, random).filter((u) => u < p).length });
    const share = shareOf((random) => covers(compareProportions(draw(random, 40, 0.15), draw(random, 25, 0.05)), 0.1));
    expect(share).toBeGreaterThan(0.935);
    expect(share).toBeLessThan(0.985);
  });

  it('means of unequal spread and size', () => {
    const draw = (random: () => number, n: number, sd: number) => momentsOf(Array.from({ length: n }, () => normal(random) * sd));
    const share = shareOf((random) => covers(compareMeans(draw(random, 12, 5), draw(random, 40, 1)), 0));
    expect(share).toBeGreaterThan(0.935);
    expect(share).toBeLessThan(0.965);
  });

  it('ratios of customers with many and few invoices, where counting invoices as units would not', () => {
    let naive = 0;
    const share = shareOf((random) => {
      const arm = () => {
        const pairs = Array.from({ length: 120 }, (): [number, number] => {
          const [invoices, habit] = [1 + Math.floor(random() * 12), random() < 0.5 ? 0.2 : 0.8];
          return [Array.from({ length: invoices }, random).filter((u) => u < habit).length, invoices];
        });
        const sum = pairMomentsOf(pairs);
        return {
          ratio: { n: sum.n, meanNumerator: sum.meanX, meanDenominator: sum.meanY, m2Numerator: sum.m2X, m2Denominator: sum.m2Y, coMoment: sum.coMoment },
          invoices: { n: pairs.reduce((total, [, d]) => total + d, 0), successes: pairs.reduce((total, [m]) => total + m, 0) },
        };
      };
      const [target, control] = [arm(), arm()];
      if (covers(compareProportions(target.invoices, control.invoices), 0)) naive += 1;
      return covers(compareRatios(target.ratio, control.ratio), 0);
    });
    expect(share).toBeGreaterThan(0.935);
    expect(share).toBeLessThan(0.965);
    expect(naive / runs).toBeLessThan(0.85);
  });

  it('an always-valid interval looked at twenty times leaves out the truth in at most 5 of 100', () => {
    const share = shareOf((random) => {
      let [target, control] = [noMoments, noMoments];
      for (let look = 0; look < 20; look += 1) {
        target = mergeMoments(target, momentsOf(Array.from({ length: 25 }, () => normal(random))));
        control = mergeMoments(control, momentsOf(Array.from({ length: 25 }, () => normal(random))));
        const effect = compareMeans(target, control).absolute;
        if (!isKnown(effect) || !isKnown(effect.standardError)) return false;
        const interval = alwaysValidInterval({ estimate: effect.estimate, standardError: effect.standardError.value, units: target.n + control.n, decisionUnits: 1000 });
        if (!isKnown(interval) || interval.low > 0 || interval.high < 0) return false;
      }
      return true;
    });
    expect(share).toBeGreaterThanOrEqual(0.95);
  });
});
