import type { CampaignFacts } from '@arbiter/contracts/campaign';
import type { ReportMetric } from '@arbiter/contracts/report-model';

type Definition = Omit<ReportMetric, 'id' | 'role' | 'title'>;

const share = (better: ReportMetric['better']): Definition => ({ kind: 'proportion', unit: 'share', better, incrementalUnit: 'number', moneyMeaning: null });
const amount = (better: ReportMetric['better'], moneyMeaning: ReportMetric['moneyMeaning']): Definition => ({ kind: 'mean', unit: 'money-minor', better, incrementalUnit: 'money-minor', moneyMeaning });

const definitions = {
  turnover_days: { kind: 'ratio', unit: 'days', better: 'lower', incrementalUnit: null, moneyMeaning: 'receivables' },
  overdue_volume: amount('lower', 'overdue'),
  overdue_paid_share: { kind: 'ratio', unit: 'share', better: 'higher', incrementalUnit: 'money-minor', moneyMeaning: 'paid' },
  paid_amount: amount('higher', 'paid'),
  response_rate: share('higher'),
  promise_rate: share('higher'),
  promise_kept_rate: share('higher'),
  revenue_per_customer: amount('higher', 'revenue'),
  contribution_per_customer: amount('higher', 'margin'),
  refusal_rate: share('lower'),
  complaint_rate: share('lower'),
  opt_out_rate: share('lower'),
  contact_cost: amount('lower', 'cost'),
} as const satisfies Record<string, Definition>;
type MetricId = keyof typeof definitions;

const guardrails: MetricId[] = ['refusal_rate', 'complaint_rate', 'opt_out_rate', 'contact_cost'];
/** The primary metric first. */
const byGoal: Record<'turnover' | 'response', readonly MetricId[]> = {
  turnover: ['turnover_days', 'overdue_volume', 'overdue_paid_share', 'response_rate', 'paid_amount', 'promise_rate', 'promise_kept_rate'],
  response: ['response_rate', 'revenue_per_customer', 'contribution_per_customer'],
};
/** Shown even while nothing happened on them: what the goal stands for. */
const always = new Set<string>(['turnover_days', 'overdue_volume', 'overdue_paid_share', 'response_rate']);

/** The metrics of a campaign's report, the primary one first; `happened` says on which of them anything did. */
export function metricsOf(facts: CampaignFacts, happened: (metric: string) => boolean): ReportMetric[] {
  if (facts.goal === 'outcomes') {
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
  const role = (id: MetricId, position: number): ReportMetric['role'] => (guardrails.includes(id) ? 'guardrail' : position === 0 ? 'primary' : 'secondary');
  return [...byGoal[facts.goal], ...guardrails].map((id, position) => ({ id, ...definitions[id], role: role(id, position), title: null })).filter(({ id }) => always.has(id) || happened(id));
}
