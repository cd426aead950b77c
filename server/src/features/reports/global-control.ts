import type { CampaignFacts, GlobalControlReport } from '@arbiter/contracts';
import { globalControlCampaign } from '@arbiter/reports/control-vs-target/index';
import { armSql } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { configurationOf } from '../configuration/api.js';
import { chooseCustomers, chooseDimension, type ReportWish } from './campaign-scope.js';
import { dayAfter, latestFact } from './latest-fact.js';
import { reportOf } from './read-report.js';

export interface GlobalControlWish extends ReportWish {
  /** YYYY-MM-DD, half-open. */
  from: string;
  before: string;
}

const dimensions = ['segment', 'kind', 'region'];

/**
 * All campaigns together against the customers whom the company sells nothing, over any days: by the same hash by which decisions keep them out.
 * Where the company has no such group, there is nothing to compare and the report says so.
 */
export async function readGlobalControl(container: Container, { from, before, ...wish }: GlobalControlWish, signal?: AbortSignal, ask?: string): Promise<GlobalControlReport> {
  if (!(from < before)) throw new ProblemError('validation-failed', `The days from ${from} to before ${before} are none: "before" must be later than "from"`, { faults: [{ path: '/before', code: 'not-after-from', message: 'Must be later than "from"' }] });
  const group = configurationOf(container).current().find('company', 'company')?.document.globalControlGroup ?? null;
  const campaigns = await campaignsWithin(container, from, before, group, signal);
  if (!group || group.share === 0) return { from, before, group: null, campaigns, report: null };
  await keepAssignments(container, group, from, signal);
  const facts: CampaignFacts = {
    arms: [{ id: 'target', role: 'target', share: 1 - group.share }, { id: 'control', role: 'control', share: group.share }],
    goal: 'response', outcomes: [], dimensions, startsOn: from, endsBefore: before, dataBefore: null,
  };
  const today = container.now().toISOString().slice(0, 10);
  const dataBefore = dayAfter((await latestFact(container.analytics, 'response', today)) ?? today);
  const scope = { campaignId: globalControlCampaign, facts, dataBefore: dataBefore > from ? dataBefore : dayAfter(from), dimension: chooseDimension(facts, wish.by), ...(await chooseCustomers(container, facts, wish.filter ?? [])) };
  const report = await reportOf(container, { scope, constraints: [], plan: null, scoreSet: null }, { signal, ask });
  return { from, before, group, campaigns, report };
}

/** Everybody's arm by the company's hash, as rows: those who came since the last report are added; a group that was set anew is written anew. */
async function keepAssignments({ analytics }: Container, group: { share: number; salt: string }, from: string, signal: AbortSignal | undefined): Promise<void> {
  const { arm, params } = armSql({ salt: group.salt, campaignId: 'company', controlShare: group.share });
  const options = signal ? { signal } : {};
  const stratum = `${group.salt} ${group.share}`;
  const campaign = { campaign: globalControlCampaign, stratum };
  const [other] = await analytics.query<{ rows: string }>('SELECT count() AS rows FROM assignments WHERE campaign_id = {campaign:String} AND stratum != {stratum:String}', campaign, options);
  if (Number(other?.rows)) await analytics.command('DELETE FROM assignments WHERE campaign_id = {campaign:String} AND stratum != {stratum:String}', campaign, { settings: { mutations_sync: 1, lightweight_deletes_sync: 2 } });
  await analytics.command(
    `INSERT INTO assignments (campaign_id, customer_id, arm, stratum, dims, assigned_at, version)
     SELECT {campaign:String}, customer_id, ${arm}, {stratum:String}, map(${dimensions.map((name) => `'${name}', toString(${name})`).join(', ')}), toDateTime64({from:Date32}, 3, 'UTC'), 1
     FROM customers FINAL WHERE customer_id NOT IN (SELECT customer_id FROM assignments WHERE campaign_id = {campaign:String})`,
    { ...params, ...campaign, from }, options,
  );
}

async function campaignsWithin({ repository, analytics }: Container, from: string, before: string, group: { share: number; salt: string } | null, signal: AbortSignal | undefined): Promise<GlobalControlReport['campaigns']> {
  const rows = await repository.selectFrom('campaigns').select(['id', 'draft', 'facts']).execute();
  const within = rows.flatMap(({ id, draft, facts }) => (facts && facts.startsOn < before && facts.endsBefore > from ? [{ id, name: draft.name, startsOn: facts.startsOn, endsBefore: facts.endsBefore }] : []));
  if (within.length === 0) return [];
  const { arm, params } = armSql({ salt: group?.salt ?? '', campaignId: 'company', controlShare: group?.share ?? 0 });
  const contacts = await analytics.query<{ campaign: string; contacts: number; customers: number; cost: number; inControl: number }>(
    `SELECT campaign_id AS campaign, toFloat64(count()) AS contacts, toFloat64(uniqExact(customer_id)) AS customers, toFloat64(sum(toInt128(cost_minor))) AS cost, toFloat64(uniqExactIf(customer_id, (${arm}) = 'control')) AS inControl
     FROM contacts FINAL WHERE has({campaigns:Array(String)}, campaign_id) AND at >= toDateTime64({from:Date32}, 3, 'UTC') AND at < toDateTime64({before:Date32}, 3, 'UTC') GROUP BY campaign`,
    { ...params, campaigns: within.map(({ id }) => id), from, before }, signal ? { signal } : {},
  );
  return within.sort((a, b) => (a.startsOn < b.startsOn ? -1 : a.startsOn > b.startsOn ? 1 : a.id < b.id ? -1 : 1)).map((campaign) => {
    const found = contacts.find((row) => row.campaign === campaign.id);
    return { ...campaign, contacts: found?.contacts ?? 0, customers: found?.customers ?? 0, costMinor: found?.cost ?? 0, inControlContacted: found?.inControl ?? 0 };
  });
}
