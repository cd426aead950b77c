import { ReportModel } from '@arbiter/contracts/report-model';
import type { CampaignFacts } from '@arbiter/contracts/campaign';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import type { CellRow } from '../marts/unit-sums.js';
import { totalUnitSums, unitSumsOf } from '../stats/unit-sums-moments.js';
import { buildReport } from './build-report.js';
import { metricSources } from './metric-sources.js';
import { noReportCells, type ReportCells } from './report-cells.js';

const arms = ['target', 'control'] as const;
const facts = (goal: CampaignFacts['goal']): CampaignFacts => ({
  arms: [{ id: 'target', role: 'target', share: 0.5 }, { id: 'control', role: 'control', share: 0.5 }],
  goal, outcomes: [{ name: 'visit', kind: 'proportion', money: false }, { name: 'spend', kind: 'mean', money: true }], dimensions: ['segment'],
  startsOn: '2025-03-01', endsBefore: '2025-03-11', dataBefore: null,
});

const value = fc.oneof(fc.constant(0), fc.constant(1), fc.integer({ min: -1_000, max: 1_000 }), fc.integer({ min: -(2 ** 50), max: 2 ** 50 }));
const units = fc.array(fc.record({ x: value, y: value, z: value }), { maxLength: 4 });

/** Units of a metric in cells of every kind: what they are is not the point, that no number of the report is without a reason is. */
function cellsOf(goal: CampaignFacts['goal'], drawn: readonly { x: number; y: number; z: number }[][]): ReportCells {
  const names = ['', ...metricSources('k', facts(goal), '2025-04-01').map(({ metric }) => metric)];
  let next = 0;
  const rows = (bucket: number, segment: string): CellRow[] => names.flatMap((metric) => arms.map((arm) => ({ metric, arm, segment, bucket, sums: unitSumsOf(drawn[next++ % drawn.length] ?? []) })));
  const total = rows(0, '');
  const segments = [...rows(0, 'a'), ...rows(0, '')];
  const time = [...rows(20_150, ''), ...rows(20_151, ''), ...rows(20_157, '')];
  return {
    ...noReportCells, total, segments, cumulative: time, day: time, week: time, sinceAssignment: [...rows(0, ''), ...rows(3, '')], score: [...rows(0, ''), ...rows(1, ''), ...rows(2, '')], scoreBounds: [0.2, 0.5],
    waves: rows(0, '2025-03-03'), strata: segments, firstChannels: [{ stratum: 'a', cells: rows(0, 'sms') }, { stratum: '', cells: rows(0, 'sms') }], firstActions: [{ stratum: 'a', cells: rows(0, 'call') }],
    transitions: [{ arm: 'target', from: 0, to: 1, customers: Number(totalUnitSums(total.map(({ sums }) => sums)).n % 7n), balanceMinor: 0 }],
  };
}

/** Where numbers stand that are none. */
function noNumbers(thing: unknown, path = ''): string[] {
  if (typeof thing === 'number') return Number.isFinite(thing) ? [] : [`${path} is ${thing}`];
  return thing !== null && typeof thing === 'object' ? Object.entries(thing).flatMap(([name, part]) => noNumbers(part, `${path}/${name}`)) : [];
}

it.each(['turnover', 'response', 'outcomes'] as const)('a report on %s never holds a number that is none, whatever the cells', (goal) => {
  fc.assert(
    fc.property(fc.array(units, { minLength: 1, maxLength: 6 }), fc.boolean(), (drawn, running) => {
      const dataBefore = running ? '2025-03-05' : '2025-04-01';
      const report = buildReport({ scope: { campaignId: 'k', facts: facts(goal), dataBefore, dimension: 'segment', filters: [] }, cells: cellsOf(goal, drawn), score: 'default' });
      expect(noNumbers(report)).toEqual([]);
      expect([...Value.Errors(ReportModel, JSON.parse(JSON.stringify(report)))]).toEqual([]);
      for (const row of [...report.overall, ...report.segments]) {
        if (row.absolute.estimate === null || row.absolute.low === null) expect(row.absolute.reason).not.toBeNull();
        if (row.target.value === null) expect(row.target.reason).not.toBeNull();
        if (row.sequential.low === null) expect(row.sequential.reason).not.toBeNull();
        if (row.bayes.chanceToWin === null) expect(row.bayes.reason).not.toBeNull();
      }
    }),
    { numRuns: 20 },
  );
});
