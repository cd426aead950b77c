import { ReportModel } from '@arbiter/contracts/report-model';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { buildReport } from './build-report.js';
import { collectionConstraints, collectionCells, collectionFacts, collectionScope } from './fixtures/collection.fixture.js';
import { hillstromCells, hillstromScope } from './fixtures/hillstrom.fixture.js';
import { noReportCells, type ReportCells } from './report-cells.js';
import type { CellRow } from '../marts/unit-sums.js';

describe('the Hillstrom e-mail challenge', () => {
  const report = buildReport({ scope: hillstromScope, cells: hillstromCells });
  const row = (metric: string, arm: string) => report.overall.find((candidate) => candidate.metric === metric && candidate.arm === arm);

  it.each([
    ['visit', 'Mens E-Mail', 0.07658956365153126, 0.0033858083545245, 5.685e-112],
    ['visit', 'Womens E-Mail', 0.045233106587052985, 0.00323438636, 3.1824e-44],
    ['conversion', 'Mens E-Mail', 0.00680500651961, 0.00092085117553, 1.5232e-13],
    ['conversion', 'Womens E-Mail', 0.003111057511085258, 0.00082265781535, 1.57105e-4],
    ['spend', 'Mens E-Mail', 0.7698271558945367, 0.14524656024868676, 1.1638149682e-7],
    ['spend', 'Womens E-Mail', 0.4244122159365966, 0.13033285852919116, 1.12939710236e-3],
  ])('%s of %s', (metric, arm, difference, standardError, p) => {
    const { estimate, standardError: error, pValue, reason } = row(metric, arm)?.absolute ?? {};
    expect(reason).toBeNull();
    expect(estimate).toBeCloseTo(difference, 12);
    expect(error).toBeCloseTo(standardError, 10);
    expect((pValue as number) / p).toBeCloseTo(1, 3);
  });

  it('the split is as planned and both letters work', () => {
    expect(report.health.sampleRatio.pValue).toBeCloseTo(0.9036929575604, 12);
    expect(report.health.sampleRatio.alarm).toBe(false);
    expect(report.verdicts.map(({ arm, code, cautions }) => [arm, code, cautions])).toEqual([
      ['Mens E-Mail', 'effect-found-good', []],
      ['Womens E-Mail', 'effect-found-good', []],
    ]);
  });

  it('adjusts within the six tests on screen', () => {
    expect(row('spend', 'Mens E-Mail')?.pAdjusted).toBeCloseTo(3 * 1.1638149682e-7, 14);
    expect(row('spend', 'Womens E-Mail')?.pAdjusted).toBeCloseTo(1.12939710236e-3, 10);
  });

  it('scales to the target arm', () => {
    expect(row('spend', 'Mens E-Mail')?.incremental?.total).toBeCloseTo(0.7698271558945367 * 21307, 6);
  });
});

describe('a collection campaign', () => {
  const report = buildReport({ scope: collectionScope, cells: collectionCells, constraints: collectionConstraints });

  it('holds to its schema and carries no NaN', () => {
    expect([...Value.Errors(ReportModel, JSON.parse(JSON.stringify(report)))]).toEqual([]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('reports fewer days as good', () => {
    expect(report.verdicts[0]).toMatchObject({ metric: 'turnover_days', code: 'effect-found-good', cautions: ['contamination'] });
    const days = report.overall.find((row) => row.metric === 'turnover_days');
    expect(days?.absolute.estimate).toBeCloseTo(-3, 1);
    expect(days?.incremental).toBeNull();
  });

  it('does not clip a share above 100 %', () => {
    expect(report.segments.find((row) => row.metric === 'overdue_paid_share')?.target.value).toBeGreaterThan(1.1);
  });

  it('ends the series on the headline', () => {
    const series = report.series.find((candidate) => candidate.metric === 'turnover_days');
    const headline = report.overall.find((row) => row.metric === 'turnover_days');
    const last = series?.points.at(-1);
    expect(last?.day).toBe('2025-03-10');
    expect(last?.difference).toBeCloseTo(headline?.absolute.estimate as number, 9);
    expect(last?.low).toBeCloseTo(headline?.absolute.low as number, 9);
  });

  it('holds the use of limits against them', () => {
    expect(report.limits.map(({ constraintId, used, limit, week }) => [constraintId, used, limit, week])).toEqual([
      ['budget', 70_000, 100_000, null],
      ['calls', 45, 40, 1],
      ['vip', null, 5, null],
      ['court', null, 0.05, null],
    ]);
  });

  it('leaves the guardrail out while nothing happened on it', () => {
    expect(report.metrics.map((metric) => metric.id)).not.toContain('refusal_rate');
  });

  it('counts what was released and what it cost', () => {
    const overdue = report.overall.find((row) => row.metric === 'overdue_volume')?.incremental;
    expect(report.economics[0]?.releasedReceivablesMinor?.total).toBe(-(overdue?.total as number));
    expect(report.economics[0]?.costPerIncrementalMinor === null).toBe(report.economics[0]?.reason !== null);
  });

  it('does not depend on the order of rows', () => {
    const reversed = Object.fromEntries(Object.entries(collectionCells).map(([key, rows]) => [key, Array.isArray(rows) ? [...rows].reverse() : rows])) as unknown as ReportCells;
    const other = buildReport({ scope: collectionScope, cells: reversed, constraints: collectionConstraints });
    other.overall.forEach((row, index) => expect(row.absolute.estimate).toBeCloseTo(report.overall[index]?.absolute.estimate as number, 9));
    expect(other.segments.map((row) => row.segment)).toEqual(report.segments.map((row) => row.segment));
  });
});

describe('what cannot be known', () => {
  it('an empty campaign says so everywhere and stays valid', () => {
    const report = buildReport({ scope: collectionScope, cells: noReportCells, constraints: collectionConstraints });
    expect([...Value.Errors(ReportModel, JSON.parse(JSON.stringify(report)))]).toEqual([]);
    expect(report.verdicts[0]).toMatchObject({ code: 'not-enough-data', absolute: { estimate: null, reason: 'empty-arm' } });
    expect(report.health.sampleRatio.alarm).toBe(false);
  });

  it('a campaign without a control group has no effect to show', () => {
    const facts = { ...collectionFacts, arms: collectionFacts.arms.slice(0, 1) };
    const report = buildReport({ scope: { ...collectionScope, facts }, cells: collectionCells });
    expect(report.overall[0]).toMatchObject({ target: { units: 800 }, control: { units: 0, value: null, reason: 'empty-arm' }, absolute: { reason: 'empty-arm' } });
    expect(report.verdicts[0]?.code).toBe('not-enough-data');
  });

  it('a running campaign is cautioned', () => {
    const report = buildReport({ scope: { ...collectionScope, dataBefore: '2025-03-15' }, cells: collectionCells });
    expect(report.running).toBe(true);
    expect(report.verdicts[0]?.cautions).toContain('running');
  });

  it('nobody responded: no difference, p = 1, and the reason', () => {
    const silent = (rows: CellRow[]): CellRow[] => rows.map((row) => (row.metric === 'response_rate' ? { ...row, sums: { ...row.sums, x: 0n, xx: 0n } } : row));
    const report = buildReport({ scope: collectionScope, cells: { ...collectionCells, total: silent(collectionCells.total), segments: silent(collectionCells.segments) } });
    expect(report.overall.find((row) => row.metric === 'response_rate')?.absolute).toMatchObject({ estimate: 0, pValue: 1, standardError: null, reason: 'zero-variance' });
  });
});
