import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addUnitSums, areSumsOfUnits, compareMeans, compareRatios, compareWithCuped, covariateMomentsOfSums, cupedArmOfSums, isKnown, linearise, momentsOf, momentsOfSums,
  noUnitSums, pairMomentsOf, pairMomentsOfSums, proportionArmOfSums, ratioArmOfSums, ratioCupedArmOfSums, ratioMomentsOfSums, subtractUnitSums, totalUnitSums,
  tripleMomentsOfSums, unitSumsOf,
} from './index.js';

const scales = { scaleX: 1, scaleY: 1 };
const whole = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n });
const unit = fc.record({ x: whole, y: whole, z: whole });
const units = fc.array(unit, { minLength: 1, maxLength: 30 });

/** A number as whole part and 40 decimals: far beyond what a double holds. */
const precision = 10n ** 40n;
const decimals = (value: bigint): number => Number(value) / Number(precision);
const closeTo = (expected: number) => ({ asymmetricMatch: (actual: unknown) => typeof actual === 'number' && Math.abs(actual - expected) <= 4e-16 * Math.abs(expected) });

describe('moments of exact sums', () => {
  it('equal a reference of forty decimals for large means with a tiny spread', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 14n, max: 10n ** 17n }), fc.array(fc.bigInt({ min: 0n, max: 3n }), { minLength: 2, maxLength: 40 }), (mean, steps) => {
        const values = steps.map((step) => mean + step);
        const n = BigInt(values.length);
        const average = (values.reduce((sum, value) => sum + value, 0n) * precision) / n;
        const m2 = values.reduce((sum, value) => sum + (value * precision - average) ** 2n, 0n) / precision;
        const moments = momentsOfSums(unitSumsOf(values.map((x) => ({ x }))), scales);
        expect(moments.mean).toEqual(closeTo(decimals(average)));
        expect(moments.m2).toEqual(closeTo(decimals(m2)));
        // Welford's sums have long lost what is beside such means, and a spread is a spread however small.
        const effect = compareMeans(moments, momentsOfSums(unitSumsOf([{ x: mean }, { x: mean + 1n }]), scales)).absolute;
        expect(isKnown(effect) && isKnown(effect.interval)).toBe(true);
      }),
    );
  });

  it('do not know the order of the units, nor how they were split', () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 0, max: 30 }), (rows, cut) => {
        const all = unitSumsOf(rows);
        expect(unitSumsOf([...rows].reverse())).toEqual(all);
        const [a, b] = [unitSumsOf(rows.slice(0, cut)), unitSumsOf(rows.slice(cut))];
        expect(addUnitSums(b, a)).toEqual(all);
        expect(totalUnitSums([a, b])).toEqual(all);
        expect(subtractUnitSums(all, b)).toEqual(a);
        expect(subtractUnitSums(all, all)).toEqual(noUnitSums);
      }),
    );
  });

  it('are those of the values in the metric’s own unit', () => {
    const rows = [{ x: 150, y: 2, z: 90 }, { x: 0, y: 1, z: 0 }, { x: 1225, y: 7, z: 30 }, { x: 300, y: 4, z: 310 }];
    const sums = unitSumsOf(rows);
    const given = { scaleX: 100, scaleY: 1, scaleZ: 10 };
    const plain = (x: number, y: number) => pairMomentsOf(rows.map((row) => [[row.x / 100, row.y, row.z / 10][x] as number, [row.x / 100, row.y, row.z / 10][y] as number] as const));
    const near = (value: object) => Object.fromEntries(Object.entries(value).map(([key, number]) => [key, expect.closeTo(number as number, 10)]));
    expect(pairMomentsOfSums(sums, given)).toEqual(near(plain(0, 1)));
    expect(cupedArmOfSums(sums, given)).toEqual(near(plain(2, 0)));
    const linear = linearise(ratioArmOfSums(sums, given));
    if (!isKnown(linear)) throw new Error('denominators are positive');
    expect(ratioMomentsOfSums(sums, given)).toEqual({ ...near(linear), exact: true });
    const meanY = 14 / 4;
    const u = rows.map((row): [number, number] => [row.z / 10, linear.mean + (row.x / 100 - linear.mean * row.y) / meanY]);
    expect(ratioCupedArmOfSums(sums, given)).toEqual(near(pairMomentsOf(u)));
    expect(covariateMomentsOfSums(sums, given)).toEqual({ ...near(momentsOf(rows.map((row) => row.z / 10))), exact: true });
    expect(tripleMomentsOfSums(sums, given).coYZ).toBeCloseTo(plain(1, 2).coMoment, 10);
  });

  it('a ratio is compared alike from sums and from moments', () => {
    const positive = fc.record({ x: fc.integer({ min: 0, max: 1000 }), y: fc.integer({ min: 1, max: 50 }) });
    const arm = fc.array(positive, { minLength: 5, maxLength: 20 });
    fc.assert(
      fc.property(arm, arm, (a, b) => {
        const [t, c] = [unitSumsOf(a), unitSumsOf(b)];
        const [linearT, linearC] = [ratioMomentsOfSums(t, scales), ratioMomentsOfSums(c, scales)];
        if (!isKnown(linearT) || !isKnown(linearC)) return;
        const exact = compareMeans(linearT, linearC).absolute;
        const rounded = compareRatios(ratioArmOfSums(t, scales), ratioArmOfSums(c, scales)).absolute;
        if (!isKnown(exact) || !isKnown(rounded) || !isKnown(exact.interval) || !isKnown(rounded.interval)) return;
        expect(exact.interval.low).toBeCloseTo(rounded.interval.low, 8);
        expect(exact.interval.high).toBeCloseTo(rounded.interval.high, 8);
      }),
    );
  });
});

describe('what sums cannot tell', () => {
  it('says so', () => {
    expect(tripleMomentsOfSums(noUnitSums, scales)).toMatchObject({ n: 0, meanX: 0, m2X: 0 });
    expect(ratioMomentsOfSums(noUnitSums, scales)).toEqual({ undefined: true, reason: 'empty-arm' });
    expect(ratioMomentsOfSums(unitSumsOf([{ x: 1 }, { x: 2 }]), scales)).toEqual({ undefined: true, reason: 'denominator-zero' });
    expect(ratioMomentsOfSums(unitSumsOf([{ x: 1, y: -3 }, { x: 2, y: 4 }]), scales)).toEqual({ undefined: true, reason: 'denominator-near-zero' });
    expect(ratioMomentsOfSums(unitSumsOf([{ x: 3, y: -3 }, { x: 4, y: -4 }, { x: 6, y: -5 }]), scales)).toMatchObject({ mean: -13 / 12 });
    expect(proportionArmOfSums(unitSumsOf([{ x: 0 }, { x: 1 }, { x: 1 }]), scales)).toEqual({ n: 3, successes: 2 });
    expect(proportionArmOfSums(unitSumsOf([{ x: 0 }, { x: 1_000_000 }]), { ...scales, scaleX: 1_000_000 })).toEqual({ n: 2, successes: 1 });
    expect(proportionArmOfSums(unitSumsOf([{ x: 2 }, { x: 1 }]), scales)).toEqual({ undefined: true, reason: 'not-binary' });
    const constant = unitSumsOf([{ x: 3, y: 1 }, { x: 6, y: 2 }, { x: 9, y: 3 }]);
    expect(ratioMomentsOfSums(constant, scales)).toMatchObject({ mean: 3, m2: 0 });
  });

  it('never takes sums that no units have for an answer', () => {
    const impossible = subtractUnitSums(unitSumsOf([{ x: 1 }, { x: 1 }, { x: 1 }]), unitSumsOf([{ x: 9 }]));
    expect(areSumsOfUnits(impossible)).toBe(false);
    const good = momentsOfSums(unitSumsOf([{ x: 1 }, { x: 2 }]), scales);
    expect(compareMeans(momentsOfSums(impossible, scales), good).absolute).toEqual({ undefined: true, reason: 'bad-input' });
    expect(compareWithCuped(cupedArmOfSums(impossible, scales), cupedArmOfSums(unitSumsOf([{ x: 1, z: 3 }, { x: 2, z: 1 }]), scales))).toEqual({ undefined: true, reason: 'bad-input' });
    expect(ratioMomentsOfSums(impossible, scales)).toEqual({ undefined: true, reason: 'bad-input' });
    expect(proportionArmOfSums({ ...noUnitSums, n: -1n }, scales)).toEqual({ undefined: true, reason: 'bad-input' });
    expect(() => momentsOfSums(noUnitSums, { scaleX: 0.5, scaleY: 1 })).toThrow(/whole number/);
  });
});
