import type { ReportModel } from '@arbiter/contracts/report-model';
import { collectReport, type DimensionFilter, type ReportScope } from '@arbiter/reports/control-vs-target/index';
import type { CampaignFacts } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { askByTurns } from './ask-by-turns.js';
import { dayAfter, latestFact } from './latest-fact.js';

export interface ReportWish {
  /** Dimension to cut the report by; `none` for no cut; the campaign's first one when left out. */
  by?: string | undefined;
  /** Filters as `dimension:value`; several values of a dimension are alternatives. */
  filter?: string[] | undefined;
}

/** The control-vs-target report of a launched, finished or imported campaign. */
export async function readReport(container: Container, campaignId: string, wish: ReportWish, signal?: AbortSignal): Promise<ReportModel> {
  const { repository, analytics } = container;
  const campaign = await repository.selectFrom('campaigns').selectAll().where('id', '=', campaignId).executeTakeFirst();
  if (!campaign) throw new ProblemError('not-found', `There is no campaign "${campaignId}"`);
  if (!campaign.facts) throw new ProblemError('wrong-state', `Campaign "${campaign.draft.name}" has not been launched, so there is nothing to compare yet`, { details: { state: campaign.state } });
  const run = campaign.approved_run_id ? await repository.selectFrom('runs').select('result').where('id', '=', campaign.approved_run_id).executeTakeFirst() : undefined;
  const scope: ReportScope = {
    campaignId,
    facts: campaign.facts,
    dataBefore: campaign.facts.dataBefore ?? (await completeBefore(container, campaign.facts)),
    dimension: chooseDimension(campaign.facts, wish.by),
    filters: parseFilters(campaign.facts, wish.filter ?? []),
  };
  return collectReport(askByTurns(analytics, signal), { scope, constraints: campaign.draft.constraints, plan: run?.result ?? null });
}

function chooseDimension({ dimensions }: CampaignFacts, by: string | undefined): string | null {
  if (by === 'none') return null;
  if (by === undefined) return dimensions[0] ?? null;
  if (!dimensions.includes(by)) throw new ProblemError('validation-failed', `The report cannot be cut by "${by}". This campaign's dimensions are: ${dimensions.join(', ') || 'none'}`);
  return by;
}

function parseFilters({ dimensions }: CampaignFacts, filters: string[]): DimensionFilter[] {
  const byDimension = new Map<string, string[]>();
  for (const filter of filters) {
    const colon = filter.indexOf(':');
    const dimension = filter.slice(0, Math.max(colon, 0));
    if (!dimensions.includes(dimension)) {
      throw new ProblemError('validation-failed', `Filter "${filter}" is not of the form dimension:value with a dimension of this campaign: ${dimensions.join(', ') || 'none'}`);
    }
    byDimension.set(dimension, [...(byDimension.get(dimension) ?? []), filter.slice(colon + 1)]);
  }
  return [...byDimension].map(([dimension, values]) => ({ dimension, values }));
}

/** The day after the latest fact that the goal's metrics are made of, and never after today: a running campaign's report ends there. */
async function completeBefore({ analytics, now }: Container, facts: CampaignFacts): Promise<string> {
  const today = now().toISOString().slice(0, 10);
  const latest = await latestFact(analytics, facts.goal, today);
  return latest === null ? dayAfter(today) : dayAfter(latest);
}
