import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { ReportComparison, ReportMetric, ReportProfit, ReportTotal } from '@arbiter/contracts/report-model';
import { campaignMoney } from '../stats/money.js';
import { type Interval, isKnown, notKnown, type Result } from '../stats/result.js';
import { unknownTotal } from './effects.js';

/** Metric whose effect is the extra money, best first. A contribution has its costs taken off already. */
export const extraMoney = ['revenue_per_customer', 'paid_amount'];
/** The same for the profit of acting upon some customers only. */
export const extraProfit = ['contribution_per_customer', 'paid_amount'];

export function moneyMetricOf(facts: CampaignFacts, metrics: readonly ReportMetric[]): string | null {
  if (facts.goal === 'outcomes') return metrics.find(({ moneyMeaning }) => moneyMeaning === 'revenue')?.id ?? null;
  return extraMoney.find((id) => metrics.some((metric) => metric.id === id)) ?? null;
}

/** Extra money less what the contacts cost, and the return on that cost (F10). */
export function profitOf(arms: readonly string[], metric: string | null, overall: readonly ReportComparison[], costOf: (arm: string) => number): ReportProfit[] {
  return arms.map((arm) => {
    const contactCostMinor = costOf(arm);
    const incrementalMinor = overall.find((row) => row.arm === arm && row.metric === metric)?.money ?? unknownTotal('no-margin');
    const head = { arm, of: metric, incrementalMinor, contactCostMinor, incentiveCostMinor: 0 };
    if (incrementalMinor.total === null) return { ...head, profitMinor: unknownTotal(incrementalMinor.reason), returnOnCost: unknownTotal(incrementalMinor.reason) };
    const interval: Result<Interval> = incrementalMinor.low === null || incrementalMinor.high === null ? notKnown(incrementalMinor.reason ?? 'no-data') : { low: incrementalMinor.low, high: incrementalMinor.high };
    const money = campaignMoney({ incrementalMinor: incrementalMinor.total, incrementalInterval: interval, costMinor: contactCostMinor, incrementalResponses: 0, incrementalResponsesInterval: notKnown('no-data') });
    if (!isKnown(money)) return { ...head, profitMinor: unknownTotal(money.reason), returnOnCost: unknownTotal(money.reason) };
    return {
      ...head,
      profitMinor: totalOf(money.profitMinor, money.profitInterval),
      returnOnCost: isKnown(money.returnOnCost) ? totalOf(money.returnOnCost.value, money.returnInterval) : unknownTotal(money.returnOnCost.reason),
    };
  });
}

function totalOf(total: number, interval: Result<Interval>): ReportTotal {
  return isKnown(interval) ? { total, low: interval.low, high: interval.high, reason: null } : { total, low: null, high: null, reason: interval.reason };
}
