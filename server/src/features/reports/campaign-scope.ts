import type { CampaignFacts, Constraint, RunResult } from '@arbiter/contracts';
import { contactSteps, type CustomerChoice, type DimensionFilter, globalControlCampaign, metricSources, type ReportScope } from '@arbiter/reports/control-vs-target/index';
import type { MartDefinition } from '@arbiter/reports/marts/index';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { listAudienceAttributes } from '../audience/api.js';
import { dayAfter, latestFact } from './latest-fact.js';

export interface ReportWish {
  /** Dimension to cut the report by; `none` for no cut; the campaign's first one when left out. */
  by?: string | undefined;
  /** Filters as `dimension:value`; several values of a dimension are alternatives. An attribute of customers filters by what they are now. */
  filter?: string[] | undefined;
}

/** A campaign as its report needs it. */
export interface ReportedCampaign {
  scope: ReportScope;
  constraints: readonly Constraint[];
  plan: RunResult | null;
  /** Set of scores that ranked the customers; null for none. */
  scoreSet: string | null;
}

/** The report's question to a launched, finished or imported campaign. */
export async function campaignScope(container: Container, campaignId: string, wish: ReportWish): Promise<ReportedCampaign> {
  const { repository } = container;
  const campaign = await repository.selectFrom('campaigns').selectAll().where('id', '=', campaignId).executeTakeFirst();
  if (!campaign) throw new ProblemError('not-found', `There is no campaign "${campaignId}"`);
  const { facts, draft } = campaign;
  if (!facts) throw new ProblemError('wrong-state', `Campaign "${draft.name}" has not been launched, so there is nothing to compare yet`, { details: { state: campaign.state } });
  const run = campaign.approved_run_id ? await repository.selectFrom('runs').select('result').where('id', '=', campaign.approved_run_id).executeTakeFirst() : undefined;
  return {
    scope: { campaignId, facts, dataBefore: facts.dataBefore ?? (await completeBefore(container, facts)), dimension: chooseDimension(facts, wish.by), ...(await chooseCustomers(container, facts, wish.filter ?? [])) },
    constraints: draft.constraints,
    plan: run?.result ?? null,
    scoreSet: campaign.origin === 'imported' ? null : draft.scoreSet,
  };
}

/** The rollups that the report of these facts is read from. */
export function martDefinition({ campaignId, facts, dataBefore }: ReportScope, scoreSet: string | null): MartDefinition {
  return {
    campaignId,
    startsOn: facts.startsOn,
    windowBefore: facts.endsBefore < dataBefore ? facts.endsBefore : dataBefore,
    dataBefore,
    dimensions: facts.dimensions,
    sources: metricSources(campaignId, facts, dataBefore),
    contactSteps,
    ...(campaignId === globalControlCampaign ? { anyCampaign: true } : {}),
    scoreSet,
  };
}

export function chooseDimension({ dimensions }: Pick<CampaignFacts, 'dimensions'>, by: string | undefined): string | null {
  if (by === 'none') return null;
  if (by === undefined) return dimensions[0] ?? null;
  if (!dimensions.includes(by)) throw new ProblemError('validation-failed', `The report cannot be cut by "${by}". This campaign's dimensions are: ${dimensions.join(', ') || 'none'}`);
  return by;
}

/** Filters by what was so at assignment, and by what customers are now where the campaign kept no such dimension. */
export async function chooseCustomers(container: Container, { dimensions }: Pick<CampaignFacts, 'dimensions'>, filters: readonly string[]): Promise<Pick<ReportScope, 'filters' | 'customers'>> {
  const byName = new Map<string, string[]>();
  for (const filter of filters) {
    const colon = filter.indexOf(':');
    const name = filter.slice(0, Math.max(colon, 0));
    if (name === '') throw new ProblemError('validation-failed', `Filter "${filter}" is not of the form dimension:value with a dimension of this campaign (${dimensions.join(', ') || 'none'}) or an attribute of customers`);
    byName.set(name, [...(byName.get(name) ?? []), filter.slice(colon + 1)]);
  }
  const all: DimensionFilter[] = [...byName].map(([dimension, values]) => ({ dimension, values }));
  const ofCustomers = all.filter(({ dimension }) => !dimensions.includes(dimension));
  const customers = ofCustomers.length > 0 ? await customerChoice(container, dimensions, ofCustomers) : undefined;
  return { filters: all.filter(({ dimension }) => dimensions.includes(dimension)), ...(customers ? { customers } : {}) };
}

async function customerChoice(container: Container, dimensions: readonly string[], filters: readonly DimensionFilter[]): Promise<CustomerChoice> {
  const known = (await listAudienceAttributes(container)).filter(({ type }) => type !== 'list').map(({ name }) => name);
  const unknown = filters.find(({ dimension }) => !known.includes(dimension));
  if (unknown) throw new ProblemError('validation-failed', `Nothing is known by the name "${unknown.dimension}" to filter by. This campaign's dimensions are: ${dimensions.join(', ') || 'none'}; attributes of customers: ${known.join(', ') || 'none'}`);
  // Names of attributes are of the known ones alone: letters, digits and underscores.
  const conditions = filters.map(({ dimension }, index) => `has({customer_filter_${index}:Array(String)}, ifNull(toString(\`${dimension}\`), ''))`);
  return {
    filters,
    sql: `SELECT customer_id FROM customers FINAL WHERE ${conditions.join(' AND ')}`,
    params: Object.fromEntries(filters.map(({ values }, index) => [`customer_filter_${index}`, values])),
  };
}

/** The day after the latest fact that the goal's metrics are made of, and never after today: a running campaign's report ends there. */
async function completeBefore({ analytics, now }: Container, facts: CampaignFacts): Promise<string> {
  const today = now().toISOString().slice(0, 10);
  const latest = await latestFact(analytics, facts.goal, today);
  return latest === null ? dayAfter(today) : dayAfter(latest);
}
