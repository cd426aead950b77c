import { describe, expect, it } from 'vitest';
import {
  bootstrapProjection, compareMigrationCells, compareMigrationRows, compareMigrationToBad, exactHomogeneityP, isKnown, migrationRows, netFlowRates, projectMigration, type Result, seededRandom,
} from './index.js';

function known<T extends object>(result: Result<T>): T {
  if (!isKnown(result)) throw new Error(`expected numbers, got: ${JSON.stringify(result)}`);
  return result;
}

describe('rows of two arms', () => {
  it('are compared exactly where the chi-square has too few', () => {
    const row = known(compareMigrationRows([8, 0, 2], [1, 0, 5]));
    expect(row).toMatchObject({ method: 'exact', groups: [[0], [2]] });
    expect(row.pValue).toBeCloseTo(0.03496503496503495, 12);
    expect(compareMigrationRows([0, 0], [1, 2])).toEqual({ undefined: true, reason: 'no-transitions' });
    expect(compareMigrationRows([5, 0], [4, 0])).toEqual({ undefined: true, reason: 'too-few-groups' });
    expect(compareMigrationRows([1.5, 0], [4, 0])).toEqual({ undefined: true, reason: 'bad-input' });
  });
  it('with too many tables to go through come down to the commonest destination against all others', () => {
    const row = known(compareMigrationRows([90_000, 1, 1, 1, 1, 1, 1], [1_000_000_000, 300, 300, 300, 300, 300, 300]));
    expect(row.method).toBe('exact');
    expect(row.groups).toEqual([[0], [1, 2, 3, 4, 5, 6]]);
    expect(row.pValue).toBeGreaterThan(0);
    expect(row.pValue).toBeLessThan(1e-4);
  });
  it('alike are alike', () => {
    expect(exactHomogeneityP([3, 3], [3, 3])).toBeCloseTo(1, 12);
    expect(exactHomogeneityP([0, 0], [3, 3])).toBe(1);
    expect(exactHomogeneityP([50, 50, 50, 50, 50], [50, 50, 50, 50, 50])).toBeNull();
  });
});

describe('matrices', () => {
  const target = [[90, 10, 0], [30, 50, 20], [0, 0, 0]];
  const control = [[80, 20, 0], [20, 50, 30], [1, 0, 9]];
  it('differ by cell, and where one has nobody nothing is said', () => {
    const cells = compareMigrationCells(target, control);
    expect(known(cells[0]?.[1] as Result<{ estimate: number }>).estimate).toBeCloseTo(-0.1, 12);
    expect(cells[2]).toEqual(new Array(3).fill({ undefined: true, reason: 'no-transitions' }));
  });
  it('into bad from all, or from those who were not bad', () => {
    expect(known(compareMigrationToBad(target, control, 2).absolute).estimate).toBeCloseTo(20 / 200 - 39 / 210, 12);
    expect(known(compareMigrationToBad(target, control, 2, { startingIn: [0, 1] }).absolute).estimate).toBeCloseTo(20 / 200 - 30 / 200, 12);
  });
  it('of balances have shares too; a negative or crooked one is refused', () => {
    expect(migrationRows([[0.5, 0.5], [0, 0]])[0]).toMatchObject({ shares: [0.5, 0.5], rollForward: 0.5 });
    expect(migrationRows([[1, -1], [0, 1]])[0]).toEqual({ undefined: true, reason: 'bad-input' });
    expect(migrationRows([[1], [0, 1]])[0]).toEqual({ undefined: true, reason: 'bad-input' });
    expect(netFlowRates([100, 50, 0, 5], [90, 40, 25, 7])).toEqual([{ value: 0.4 }, { value: 0.5 }, { undefined: true, reason: 'denominator-zero' }]);
    expect(netFlowRates([100, 50], [90])).toEqual([{ undefined: true, reason: 'bad-input' }]);
  });
});

describe('projection', () => {
  const patterns = [
    { clients: 400, moves: [{ from: 0, to: 0 }] }, { clients: 100, moves: [{ from: 0, to: 1 }] }, { clients: 60, moves: [{ from: 1, to: 0 }] }, { clients: 90, moves: [{ from: 1, to: 1 }] },
  ];
  it('has the interval that the binomial spread asks for, the same for a seed', () => {
    const once = known(bootstrapProjection(patterns, 2, 1, { seed: 7, resamples: 4000 })).shares;
    const cell = once[0]?.[1] as { value: number; low: number; high: number };
    expect(cell.value).toBe(0.2);
    const half = 1.96 * Math.sqrt((0.2 * 0.8) / 500);
    expect(cell.low).toBeCloseTo(0.2 - half, 2);
    expect(cell.high).toBeCloseTo(0.2 + half, 2);
    expect(known(bootstrapProjection(patterns, 2, 1, { seed: 7, resamples: 4000 })).shares).toEqual(once);
    expect(known(bootstrapProjection(patterns, 2, 3, { seed: 7 })).shares[0]?.[0]?.value).toBeCloseTo(projectMigration([[400, 100], [60, 90]], 3)[0]?.[0] as number, 12);
  });
  it('draws whole clients: moves that one client made together widen the interval', () => {
    const together = [{ clients: 20, moves: Array.from({ length: 10 }, () => ({ from: 0, to: 0 })) }, { clients: 10, moves: Array.from({ length: 10 }, () => ({ from: 0, to: 1 })) }];
    const apart = [{ clients: 200, moves: [{ from: 0, to: 0 }] }, { clients: 100, moves: [{ from: 0, to: 1 }] }];
    const width = (given: typeof together) => {
      const cell = known(bootstrapProjection(given, 2, 1, { seed: 1 })).shares[0]?.[1] as { low: number; high: number };
      return cell.high - cell.low;
    };
    expect(width(together) / width(apart)).toBeGreaterThan(2.5);
  });
  it('says why it is not known', () => {
    expect(bootstrapProjection([], 2, 1, { seed: 1 })).toEqual({ undefined: true, reason: 'no-transitions' });
    expect(bootstrapProjection([{ clients: 1, moves: [{ from: 0, to: 1 }] }], 2, 1, { seed: 1 })).toEqual({ undefined: true, reason: 'single-unit' });
    expect(bootstrapProjection([{ clients: 3, moves: [{ from: 0, to: 2 }] }], 2, 1, { seed: 1 })).toEqual({ undefined: true, reason: 'bad-input' });
  });
  it('takes a million clients at the price of their patterns', () => {
    const before = process.cpuUsage();
    known(bootstrapProjection(patterns.map((pattern) => ({ ...pattern, clients: pattern.clients * 10_000 })), 2, 6, { seed: 3 }));
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(2000);
  });
});

it('draws of a seed have the mean and the spread of their law', () => {
  const random = seededRandom(42);
  const draws = Array.from({ length: 4000 }, () => random.binomial(1000, 0.3));
  const mean = draws.reduce((sum, value) => sum + value, 0) / draws.length;
  const variance = draws.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws.length;
  expect(mean).toBeGreaterThan(298.9);
  expect(mean).toBeLessThan(301.1);
  expect(variance).toBeGreaterThan(190);
  expect(variance).toBeLessThan(230);
  expect([random.binomial(0, 0.5), random.binomial(100, 0), random.binomial(100, 1)]).toEqual([0, 0, 100]);
});
