import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { ReportMetric } from '@arbiter/contracts/report-model';

type Definition = Omit<ReportMetric, 'role' | 'title'>;

const definitions = {
  turnover_days: { id: 'turnover_days', kind: 'ratio', unit: 'days', better: 'lower', incrementalUnit: null, moneyMeaning: 'receivables' },
  overdue_volume: { id: 'overdue_volume', kind: 'mean', unit: 'money-minor', better: 'lower', incrementalUnit: 'money-minor', moneyMeaning: 'overdue' },
  overdue_paid_share: { id: 'overdue_paid_share', kind: 'ratio', unit: 'share', better: 'higher', incrementalUnit: 'money-minor', moneyMeaning: 'paid' },
  response_rate: { id: 'response_rate', kind: 'proportion', unit: 'share', better: 'higher', incrementalUnit: 'number', moneyMeaning: null },
  refusal_rate: { id: 'refusal_rate', kind: 'proportion', unit: 'share', better: 'lower', incrementalUnit: 'number', moneyMeaning: null },
} as const satisfies Record<string, Definition>;

/** The metrics of a campaign's report, the primary one first. */
export function metricsOf(facts: CampaignFacts): ReportMetric[] {
  const own = (id: keyof typeof definitions, role: ReportMetric['role']): ReportMetric => ({ ...definitions[id], role, title: null });
  if (facts.goal === 'turnover') {
    return [own('turnover_days', 'primary'), own('overdue_volume', 'secondary'), own('overdue_paid_share', 'secondary'), own('response_rate', 'secondary'), own('refusal_rate', 'guardrail')];
  }
  if (facts.goal === 'response') return [own('response_rate', 'primary'), own('refusal_rate', 'guardrail')];
  return facts.outcomes.map((outcome, position) => ({
    id: outcome.name,
    kind: outcome.kind,
    unit: outcome.kind === 'proportion' ? 'share' : outcome.money ? 'money' : 'number',
    better: 'higher',
    role: position === 0 ? 'primary' : 'secondary',
    title: null,
    incrementalUnit: outcome.kind === 'mean' && outcome.money ? 'money' : 'number',
    moneyMeaning: outcome.kind === 'mean' && outcome.money ? 'revenue' : null,
  }));
}
