import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hillstromSpend } from './fixtures/mean-difference.fixture.js';
import { proportionDifferences } from './fixtures/proportion-difference.fixture.js';
import { migrations } from './fixtures/roll-rate.fixture.js';
import { months } from './fixtures/turnover-days.fixture.js';
import {
  agingOf, alwaysValidInterval, checkSampleRatio, collectionEffectiveness, compareMeans, compareProportions, compareWithCuped, cupedArmOfSums, isKnown, migrationRows, type Moments,
  momentsOfSums, proportionArmOfSums, type Result, seededRandom, turnoverFigures, unitSumsOf,
} from './index.js';

/**
 * Public data sets in full: they are not shipped, so the variable names a folder that holds them (hillstrom/hillstrom.csv and so on). Without it
 * these tests do not run.
 */
const folder = process.env['ARBITER_DATASETS'];
const fileOf = (...path: string[]): string => join(folder ?? '', ...path);
const here = (...path: string[]): boolean => folder !== undefined && existsSync(fileOf(...path));
if (!folder) process.stdout.write('ARBITER_DATASETS names no folder with public data sets: the statistics are not tried on them\n');

function rowsOf(...path: string[]): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(fileOf(...path), 'utf8').split(/\r?\n/).filter((line) => line !== '');
  const names = head.split(',');
  // A comma within quotes ("7) $1,000 +") divides nothing.
  const valuesOf = (line: string): string[] => (line.includes('"') ? line.replace(/"[^"]*"/g, (quoted) => quoted.replaceAll(',', '')).split(',') : line.split(','));
  return lines.map((line) => Object.fromEntries(valuesOf(line).map((value, index) => [names[index] ?? '', value])));
}

function known<T extends object>(result: Result<T>): T {
  if (!isKnown(result)) throw new Error(`expected numbers, got: ${JSON.stringify(result)}`);
  return result;
}

const hillstrom = ['hillstrom', 'hillstrom.csv'] as const;
const scales = { scaleX: 1, scaleY: 1 };
const cents = { scaleX: 100, scaleY: 1 };

describe.runIf(here(...hillstrom))('the Hillstrom e-mail challenge', () => {
  const rows = here(...hillstrom) ? rowsOf(...hillstrom) : [];
  const arm = (name: string) => rows.filter((row) => row['segment'] === name);
  const control = arm('No E-Mail');
  const sums = (part: typeof rows, metric: string, scale: number) =>
    unitSumsOf(part.map((row) => ({ x: Math.round(Number(row[metric]) * scale), z: Math.round(Number(row['history']) * 100) })));

  it.each([['Mens E-Mail', 0], ['Womens E-Mail', 1]] as const)('all numbers of %s', (name, index) => {
    const target = arm(name);
    for (const metric of ['visit', 'conversion']) {
      const expected = proportionDifferences.find((row) => row.source === `Hillstrom ${name} vs No E-Mail, metric ${metric}`);
      if (!expected) throw new Error(`no known answer for ${name}, ${metric}`);
      const arms = [sums(target, metric, 1), sums(control, metric, 1)].map((part) => known(proportionArmOfSums(part, scales)));
      expect(arms).toEqual([expected.target, expected.control]);
      const comparison = compareProportions(arms[0] as { n: number; successes: number }, arms[1] as { n: number; successes: number });
      const effect = known(comparison.absolute);
      expect(effect.estimate).toBeCloseTo(expected.diff, 14);
      expect(known(effect.interval).low).toBeCloseTo(expected.newcombe[0] as number, 13);
      expect(known(effect.interval).high).toBeCloseTo(expected.newcombe[1] as number, 13);
      expect(known(effect.test).pValue / (expected.p as number)).toBeCloseTo(1, 9);
      expect(known(comparison.relative).estimate).toBeCloseTo(expected.rel as number, 11);
    }
    const expected = hillstromSpend[index] as (typeof hillstromSpend)[number];
    const spend = known(compareMeans(momentsOfSums(sums(target, 'spend', 100), cents), momentsOfSums(sums(control, 'spend', 100), cents)).absolute);
    expect(spend.estimate).toBeCloseTo(expected.diff, 12);
    expect(known(spend.standardError).value).toBeCloseTo(expected.se, 12);
    expect(known(spend.test).pValue / expected.p).toBeCloseTo(1, 8);
    expect(known(spend.test).pValue).toBeLessThan([1.165e-7, 1.135e-3][index] as number);
    expect(known(spend.test).pValue).toBeGreaterThan([1.155e-7, 1.125e-3][index] as number);
    expect(known(spend.interval).low).toBeCloseTo(expected.ci95[0] as number, 10);
    expect(known(spend.interval).high).toBeCloseTo(expected.ci95[1] as number, 10);
  });

  it('was split as planned', () => {
    const check = known(checkSampleRatio(['Mens E-Mail', 'Womens E-Mail', 'No E-Mail'].map((name) => ({ observed: arm(name).length, weight: 1 }))));
    expect(check.pValue).toBeCloseTo(0.9036929575604196, 12);
    expect(check.alarm).toBe(false);
  });

  it('gives the same to the last digit in any order of rows, and a thousandfold interval for a thousandfold metric', () => {
    const target = arm('Mens E-Mail');
    const random = seededRandom(11);
    const shuffled = target.map((row) => ({ row, key: random.uniform() })).sort((a, b) => a.key - b.key).map(({ row }) => row);
    expect(sums(shuffled, 'spend', 100)).toEqual(sums(target, 'spend', 100));
    const interval = (scale: number) => known(known(compareMeans(momentsOfSums(sums(target, 'spend', scale), scales), momentsOfSums(sums(control, 'spend', scale), scales)).absolute).interval);
    expect(interval(100_000).low / interval(100).low).toBeCloseTo(1000, 9);
    expect(interval(100_000).high / interval(100).high).toBeCloseTo(1000, 9);
  });

  it('finds nothing in halves of its control group more often than the level, at one look, at twenty, with and without a covariate', () => {
    const spend = Float64Array.from(control, (row) => Number(row['spend']));
    const visit = Uint8Array.from(control, (row) => Number(row['visit']));
    const history = Float64Array.from(control, (row) => Number(row['history']));
    const { uniform } = seededRandom(5);
    const [splits, looks] = [1000, 20];
    const portion = Math.ceil(spend.length / looks);
    const found = { visit: 0, spend: 0, adjusted: 0, ever: 0 };
    for (let split = 0; split < splits; split += 1) {
      // Sums of n, visits, spend, spend², history, history², their product, for control and target.
      const [c, t] = [new Float64Array(7), new Float64Array(7)];
      let crossed = false;
      for (let i = 0; i < spend.length; i += 1) {
        const x = spend[i] as number;
        const z = history[i] as number;
        const into = uniform() < 0.5 ? t : c;
        into[0] = (into[0] as number) + 1;
        into[1] = (into[1] as number) + (visit[i] as number);
        into[4] = (into[4] as number) + z;
        into[5] = (into[5] as number) + z * z;
        if (x !== 0) {
          into[2] = (into[2] as number) + x;
          into[3] = (into[3] as number) + x * x;
          into[6] = (into[6] as number) + x * z;
        }
        if (!crossed && ((i + 1) % portion === 0 || i === spend.length - 1)) crossed = seesAnEffect(t, c, spend.length);
      }
      const shares = known(compareProportions({ n: t[0] as number, successes: t[1] as number }, { n: c[0] as number, successes: c[1] as number }).absolute);
      if (known(shares.test).pValue < 0.05) found.visit += 1;
      if (known(known(compareMeans(outcomeOf(t), outcomeOf(c)).absolute).test).pValue < 0.05) found.spend += 1;
      if (known(known(known(compareWithCuped(pairOf(t), pairOf(c))).comparison.absolute).test).pValue < 0.05) found.adjusted += 1;
      found.ever += crossed ? 1 : 0;
    }
    for (const times of [found.visit, found.spend, found.adjusted]) {
      expect(times / splits).toBeGreaterThanOrEqual(0.036);
      expect(times / splits).toBeLessThanOrEqual(0.064);
    }
    expect(found.ever / splits).toBeLessThanOrEqual(0.05);
  }, 60_000);

  it('the covariate of what customers bought before narrows the interval', () => {
    const adjusted = known(compareWithCuped(cupedArmOfSums(sums(arm('Mens E-Mail'), 'visit', 1), { ...scales, scaleZ: 100 }), cupedArmOfSums(sums(control, 'visit', 1), { ...scales, scaleZ: 100 })));
    expect(adjusted.varianceReduction).toBeGreaterThan(0.001);
    expect(known(adjusted.comparison.absolute).estimate).toBeCloseTo(0.0766, 3);
  });
});

function outcomeOf(s: Float64Array): Moments {
  const [n, , sum, squares] = s as unknown as [number, number, number, number];
  return { n, mean: sum / n, m2: squares - (sum * sum) / n };
}

function pairOf(s: Float64Array) {
  const [n, , y, yy, x, xx, xy] = [...s] as [number, number, number, number, number, number, number];
  return { n, meanX: x / n, meanY: y / n, m2X: xx - (x * x) / n, m2Y: yy - (y * y) / n, coMoment: xy - (x * y) / n };
}

/** Whether the always-valid interval of the visits leaves out 0. */
function seesAnEffect(t: Float64Array, c: Float64Array, decisionUnits: number): boolean {
  const arm = (s: Float64Array): Moments => ({ n: s[0] as number, mean: (s[1] as number) / (s[0] as number), m2: (s[1] as number) * (1 - (s[1] as number) / (s[0] as number)) });
  const effect = compareMeans(arm(t), arm(c)).absolute;
  if (!isKnown(effect) || !isKnown(effect.standardError)) return false;
  const interval = alwaysValidInterval({ estimate: effect.estimate, standardError: effect.standardError.value, units: (t[0] as number) + (c[0] as number), decisionUnits });
  return isKnown(interval) && (interval.low > 0 || interval.high < 0);
}

const receivables = ['accounts_receivable_ibm', 'accounts_receivable.csv'] as const;

it.runIf(here(...receivables))('receivables of the IBM sample: every month and the aging of June 2013', () => {
  const dayOf = (text = ''): number => {
    const [month, day, year] = text.split('/').map(Number) as [number, number, number];
    return Date.UTC(year, month - 1, day) / 86_400_000;
  };
  const invoices = rowsOf(...receivables).map((row) => ({
    issued: dayOf(row['InvoiceDate']), due: dayOf(row['DueDate']), settled: dayOf(row['SettledDate']), amount: Number(row['InvoiceAmount']),
  }));
  const total = (wanted: (invoice: (typeof invoices)[number]) => boolean): number => invoices.filter(wanted).reduce((sum, { amount }) => sum + amount, 0);
  for (const month of months) {
    const first = Date.parse(`${month.month}-01T00:00:00Z`) / 86_400_000;
    const last = first + month.days - 1;
    const open = (day: number) => (invoice: (typeof invoices)[number]): boolean => invoice.issued <= day && invoice.settled > day;
    const period = {
      days: month.days,
      sales: total(({ issued }) => issued >= first && issued <= last),
      openingBalance: total(({ issued, settled }) => issued < first && settled >= first),
      closingBalance: total(open(last)),
      closingCurrent: total((invoice) => open(last)(invoice) && invoice.due >= last),
    };
    const figures = known(turnoverFigures(period));
    expect(figures.turnoverDays).toBeCloseTo(month.dso, 9);
    expect(figures.averageDaysDelinquent).toBeCloseTo(month.add, 9);
    expect(known(collectionEffectiveness(period)).value).toBeCloseTo(month.cei, 9);
  }
  const asOf = Date.UTC(2013, 5, 30) / 86_400_000;
  const { buckets } = known(agingOf(invoices.filter(({ issued, settled }) => issued <= asOf && settled > asOf).map(({ due, amount }) => ({ daysPastDue: asOf - due, amount }))));
  expect(buckets.map(({ items, amount }) => [items, Math.round(amount * 100) / 100])).toEqual([[72, 4284.29], [12, 835.56], [0, 0], [0, 0], [0, 0]]);
});

const cards = ['credit_default_taiwan', 'UCI_Credit_Card.csv'] as const;

it.runIf(here(...cards))('moves between buckets of 30 000 card holders', () => {
  const rows = rowsOf(...cards);
  const bucketOf = (status: number): number => (status <= 0 ? 0 : Math.min(status, 4));
  for (const expected of migrations) {
    const counts = Array.from({ length: 5 }, () => [0, 0, 0, 0, 0]);
    for (const row of rows) {
      const from = counts[bucketOf(Number(row[expected.from]))] as number[];
      const to = bucketOf(Number(row[expected.to]));
      from[to] = (from[to] as number) + 1;
    }
    expect(counts).toEqual(expected.counts);
    expect(migrationRows(counts).map((row) => (isKnown(row) ? row.rollForward : null))).toEqual(expected.rollForward.map((value) => (value === null ? null : expect.closeTo(value, 14))));
  }
});
