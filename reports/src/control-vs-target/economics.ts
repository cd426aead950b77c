import type { ReportComparison, ReportEconomics, ReportTotal } from '@arbiter/contracts/report-model';
import { campaignMoney } from '../stats/money.js';
import { isKnown, notKnown } from '../stats/result.js';
import { timesTotal } from './effects.js';

/** What each target arm cost and brought (F10): extra responses and their cost, overdue receivables released. */
export function economicsOf(arms: readonly string[], overall: readonly ReportComparison[], costOf: (arm: string) => number): ReportEconomics[] {
  return arms.map((arm) => {
    const costMinor = costOf(arm);
    const totalOf = (metric: string): ReportTotal | null => overall.find((row) => row.arm === arm && row.metric === metric)?.incremental ?? null;
    const responses = totalOf('response_rate');
    const overdue = totalOf('overdue_volume');
    return {
      arm,
      costMinor,
      incrementalResponses: responses,
      ...costPerResponse(costMinor, responses),
      releasedReceivablesMinor: overdue && timesTotal(overdue, -1),
    };
  });
}

function costPerResponse(costMinor: number, responses: ReportTotal | null): Pick<ReportEconomics, 'costPerIncrementalMinor' | 'reason'> {
  const none = (reason: ReportEconomics['reason']) => ({ costPerIncrementalMinor: null, reason });
  if (!responses || responses.total === null) return none(responses?.reason ?? null);
  if (costMinor === 0) return none('no-cost');
  const money = campaignMoney({
    incrementalMinor: 0,
    costMinor,
    incrementalResponses: responses.total,
    incrementalResponsesInterval: responses.low === null || responses.high === null ? notKnown(responses.reason ?? 'zero-variance') : { low: responses.low, high: responses.high },
  });
  if (!isKnown(money)) return none(money.reason);
  return isKnown(money.costPerIncremental) ? { costPerIncrementalMinor: money.costPerIncremental.value, reason: null } : none(money.costPerIncremental.reason);
}
