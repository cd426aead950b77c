import type { ReportComparison, ReportEffect, ReportModel } from '@arbiter/contracts/report-model';

const effect = (estimate: number, half: number, pValue: number): ReportEffect => ({ estimate, low: estimate - half, high: estimate + half, standardError: half / 1.96, pValue, reason: null });
const unknown: ReportEffect = { estimate: null, low: null, high: null, standardError: null, pValue: null, reason: 'empty-arm' };
const arm = (units: number, value: number, half: number) => ({ units, value, low: value - half, high: value + half, reason: null });

function comparison(metric: string, segment: string | null, units: number, [target, control, half, p]: [number, number, number, number]): ReportComparison {
  return {
    metric, arm: 'target', segment, target: arm(units * 4, target, half / 2), control: arm(units, control, half), absolute: effect(target - control, half, p), relative: effect(target / control - 1, half / control, p), pAdjusted: Math.min(1, p * 5), incremental: { total: (target - control) * units * 4, low: null, high: null, reason: 'no-data' },
    sequential: { low: null, high: null, pValue: null, reason: 'no-data' }, adjusted: null, bayes: { chanceToWin: 0.99, risk: 0, riskOfControl: 1, reason: null }, money: null,
  };
}

/** A finished collection campaign: an effect found, one segment without control customers. */
export function sampleReport(segments: readonly string[]): ReportModel {
  const overall = [
    comparison('turnover_days', null, 12_250, [18.247, 21.012, 0.61, 1.2e-9]),
    comparison('overdue_volume', null, 12_250, [1_834_512.4, 2_004_199.1, 91_000, 0.00031]),
    comparison('overdue_paid_share', null, 12_250, [1.0412, 0.8821, 0.034, 0.0007]),
    comparison('response_rate', null, 12_250, [0.21437, 0.19951, 0.0091, 0.0014]),
    comparison('refusal_rate', null, 12_250, [0.01312, 0.01287, 0.0021, 0.81]),
  ];
  const rows = segments.flatMap((segment, index) => [comparison('turnover_days', segment, 900 + index, [17 + index / 10, 20 + index / 9, 1.3, 0.002 * (index + 1)]), comparison('response_rate', segment, 900 + index, [0.2, 0.18, 0.03, 0.2])]);
  const last = rows.at(-2);
  if (last) Object.assign(last, { control: { units: 0, value: null, low: null, high: null, reason: 'empty-arm' }, absolute: unknown, relative: unknown, pAdjusted: null });
  return {
    campaignId: 'spring', goal: 'turnover', startsOn: '2026-03-01', endsBefore: '2026-04-01', dataBefore: '2026-06-01', running: true, confidence: 0.95, adjustment: 'holm', dimension: 'segment', dimensions: ['segment', 'region'],
    filters: [{ dimension: 'region', values: ['volga', ''], of: 'assignment' }],
    arms: [{ id: 'target', role: 'target', share: 0.8, units: 49_000 }, { id: 'control', role: 'control', share: 0.2, units: 12_250 }],
    metrics: [
      { id: 'turnover_days', kind: 'ratio', unit: 'days', better: 'lower', role: 'primary', title: null, incrementalUnit: null, moneyMeaning: null },
      { id: 'overdue_volume', kind: 'mean', unit: 'money-minor', better: 'lower', role: 'secondary', title: null, incrementalUnit: 'money-minor', moneyMeaning: null },
      { id: 'overdue_paid_share', kind: 'ratio', unit: 'share', better: 'higher', role: 'secondary', title: null, incrementalUnit: null, moneyMeaning: null },
      { id: 'response_rate', kind: 'proportion', unit: 'share', better: 'higher', role: 'secondary', title: null, incrementalUnit: 'number', moneyMeaning: null },
      { id: 'refusal_rate', kind: 'proportion', unit: 'share', better: 'lower', role: 'guardrail', title: null, incrementalUnit: 'number', moneyMeaning: null },
    ],
    verdicts: [{ arm: 'target', metric: 'turnover_days', code: 'effect-found-good', absolute: overall[0]!.absolute, relative: overall[0]!.relative, smallestDetectable: 0.7, cautions: ['running', 'contamination'], sequential: { low: null, high: null, pValue: null, reason: 'no-data' }, incremental: null, money: null, chanceToWin: 0.99, daysUntilEnough: null }],
    health: {
      sampleRatio: { segment: null, pValue: 0.42, pAdjusted: null, alarm: false, arms: [{ arm: 'target', observed: 49_000, expected: 49_000 }, { arm: 'control', observed: 12_250, expected: 12_250 }], reason: null },
      sampleRatioBySegment: [],
      minimumData: { unitsNeeded: 400, arms: [{ arm: 'target', units: 49_000, enough: true }, { arm: 'control', units: 12_250, enough: true }] },
      balance: [{ measure: 'billed_before', arm: 'target', target: 1_203_344, control: 1_201_990, pValue: 0.61, alarm: false, reason: null }],
      contamination: { controlUnits: 12_250, controlContacted: 12, alarm: true },
    },
    overall, segments: rows, segmentsOmitted: segments.length > 12 ? 3 : 0,
    heterogeneity: [{ metric: 'turnover_days', arm: 'target', q: 9.43, degreesOfFreedom: 4, pValue: 0.051, iSquared: 0.576, segmentsUsed: 5, reason: null }],
    series: [{ metric: 'turnover_days', arm: 'target', points: Array.from({ length: 31 }, (_, day) => ({ day: `2026-03-${String(day + 1).padStart(2, '0')}`, target: 18, control: 20, difference: -2.765 - 4 / (day + 1), low: -3.4 - 9 / (day + 1), high: -2.1 + 6 / (day + 1), alwaysValidLow: null, alwaysValidHigh: null })) }],
    channels: [
      { channel: 'phone', plannedActions: 21_000, contacts: 20_411, customers: 19_876, delivered: 15_002, plannedCostMinor: 73_500_000, costMinor: 71_438_500 },
      { channel: 'e-mail', plannedActions: 28_000, contacts: 27_900, customers: 27_900, delivered: 26_771, plannedCostMinor: 1_400_000, costMinor: 1_395_000 },
    ],
    limits: [
      { constraintId: 'budget', kind: 'budget', unit: 'money-minor', week: null, limit: 80_000_000, planned: 74_900_000, used: 72_833_500 },
      { constraintId: 'calls', kind: 'capacity', unit: 'actions', week: 2, limit: 6_000, planned: 5_900, used: 6_120 },
      { constraintId: 'court', kind: 'share', unit: 'share', week: null, limit: 0.05, planned: 0.041, used: 0.044 },
    ],
    economics: [{ arm: 'target', costMinor: 72_833_500, incrementalResponses: { total: 728, low: 282, high: 1174, reason: null }, costPerIncrementalMinor: 100_046, reason: null, releasedReceivablesMinor: { total: 8_314_648_300, low: 3_855_000_000, high: 12_770_000_000, reason: null } }],
    profit: [], cuts: [], time: [], contactCurves: [], funnel: [], uplift: [], power: { decisionUnits: null, planned: [], now: [] }, turnover: null, cure: null, rollRates: null, complier: [],
    source: { kind: 'facts', builtAt: null, lagMs: null, progress: null },
    freshness: { lastAssignedAt: '2026-03-01T00:00:00.000Z', lastContactAt: null, lastResponseAt: null, lastInvoiceOn: '2026-03-31', lastPaymentOn: '2026-05-31' },
  };
}
