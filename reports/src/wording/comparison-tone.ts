import type { ReportComparison, ReportModel } from '@arbiter/contracts/report-model';

/** What a row of the report says: `better` or `worse` beyond chance, `open` if the difference may be chance, `unknown` if nothing can be said. */
export type ComparisonTone = 'better' | 'worse' | 'open' | 'unknown';

/**
 * The primary metric follows the verdict; the others are judged by their adjusted p-value, guardrails by their own, since
 * they stay out of the family.
 */
export function comparisonTone(report: ReportModel, row: ReportComparison): ComparisonTone {
  const metric = report.metrics.find((candidate) => candidate.id === row.metric);
  const { estimate } = row.absolute;
  if (!metric || estimate === null) return 'unknown';
  if (row.segment === null && metric.role === 'primary') {
    const code = report.verdicts.find((verdict) => verdict.arm === row.arm)?.code;
    if (code) return ({ 'effect-found-good': 'better', 'effect-found-bad': 'worse', 'no-effect-seen': 'open', 'not-enough-data': 'unknown' } as const)[code];
  }
  const p = metric.role === 'guardrail' ? row.absolute.pValue : row.pAdjusted;
  if (p === null) return 'unknown';
  if (!(p < 1 - report.confidence)) return 'open';
  return estimate > 0 === (metric.better === 'higher') ? 'better' : 'worse';
}
