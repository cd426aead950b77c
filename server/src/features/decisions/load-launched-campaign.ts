import { randomUUID } from 'node:crypto';
import type { Action, Attribute, CampaignDraft } from '@arbiter/contracts';
import { accountsOf, checkRuleSet, compileRuleSet, dayOf, dayOfDate, takesOf, weekOf, type Account, type ConditionAttribute } from '@arbiter/engine';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findCampaignRow } from '../campaigns/api.js';
import { listActions } from '../catalogue/api.js';
import { listAttributes } from '../datasets/api.js';
import { checkPlanRoom, setPlanAside, shortageProblem, type PlanToSetAside } from '../quotas/api.js';
import { latestRuleSet } from '../rule-sets/api.js';
import { campaignsTopic, hotKeys, type StoredCampaign } from './hot-keys.js';
import { nextPart, readAudience, readOthers, readUse, type LaunchQuery, type UseRow } from './launch-queries.js';

export interface LoadOptions {
  signal?: AbortSignal;
  /** Share of the audience that is loaded, 0 to 1. */
  progress?: (done: number) => Promise<void> | void;
}

type Stores = Pick<Container, 'repository' | 'analytics' | 'hotState' | 'now'>;

/** Days and weeks are counted in this zone, by the optimiser too. */
export const companyTimeZone = 'UTC';
const partSize = 50_000;

/**
 * Gives a campaign to the decision path: its definition, its rule set as it is now, everybody of its assignments with attributes, plan and
 * contacts, and what the plan sets aside of its accounts. It answers once the repository says that it is launched.
 * May be called again at any time, after a crash or to take in newer facts: a load replaces the one before as a whole, accounts go on counting.
 * Throws not-found, wrong-state without an approved run, rule-set-invalid.
 */
export async function loadLaunchedCampaign(stores: Stores, campaignId: string, options: LoadOptions = {}): Promise<void> {
  const { repository, analytics, hotState, now } = stores;
  const campaign = await findCampaignRow(repository, campaignId);
  if (!campaign.approved_run_id) throw new ProblemError('wrong-state', `Campaign "${campaign.draft.name}" has no approved run: approve one before the launch`);
  const { draft } = campaign;
  const query: LaunchQuery = { analytics, campaignId, runId: campaign.approved_run_id, signal: options.signal };
  const ruleSet = draft.ruleSetId === undefined ? undefined : await latestRuleSet(repository, draft.ruleSetId);
  const attributes = attributesNeeded(draft, ruleSet?.document, await listAttributes(repository));
  const wanted = new Set(draft.actions);
  const actions = (await listActions(repository)).filter((action) => wanted.has(action.id));

  const plan = { campaignId, runId: query.runId, startsOn: draft.startsOn, weeks: draft.weeks, actions };
  const evenWithoutRoom = campaign.state === 'launched' || campaign.state === 'paused';
  // Before the long work; what is set aside below is looked at once more.
  if (!evenWithoutRoom) {
    const { shortages } = await checkPlanRoom(stores, plan);
    if (shortages.length > 0) throw shortageProblem(shortages, plan);
  }
  const load = randomUUID();
  const audience = await loadAudience(stores, query, attributes, load, options);
  await loadOthers(stores, query);
  const use = await readUse(query, filterAttributes(draft), draft.startsOn);
  const planned = use.reduce((sum, row) => sum + (row.planned ? row.actions : 0), 0);
  const [before] = await hotState.getMany([hotKeys.definition(campaignId)]);
  const previous = before === undefined ? undefined : (JSON.parse(before) as StoredCampaign);
  // Accounts of the same plan have gone on counting since they were set.
  const accounts = accountsOf(draft.constraints, { audience, planned });
  if (previous?.runId !== query.runId) await hotState.setCounts(accountCounts(campaignId, accounts, use, actions));
  // After a loss of the hot state nobody knows what was given of the weeks that have begun: they give nothing back.
  const weekNow = weekOf(dayOf(now().getTime(), companyTimeZone), dayOfDate(draft.startsOn));
  const setAside = await setPlanAside(stores, { ...plan, accounts: weeklyShares(campaignId, accounts, use, actions).filter(({ week }) => !evenWithoutRoom || week > weekNow), evenWithoutRoom });

  const stored: StoredCampaign = {
    id: campaignId,
    version: `${campaignId}@${campaign.version}${ruleSet ? `/${ruleSet.id}@${ruleSet.version}` : ''}`,
    load,
    runId: query.runId,
    draft: { startsOn: draft.startsOn, weeks: draft.weeks, constraints: draft.constraints },
    actions,
    attributes: attributes.map(({ name, type }) => ({ name, type })),
    audience,
    planned,
    launchedAtMs: previous?.runId === query.runId ? previous.launchedAtMs : now().getTime(),
    timeZone: companyTimeZone,
    ruleSet,
    setAside,
  };
  options.signal?.throwIfAborted();
  // Decisions of this load can be made again as long as it is kept.
  await repository.insertInto('launched_definitions').values({ campaign_id: campaignId, load, document: JSON.stringify(stored) }).onConflict((conflict) => conflict.doNothing()).execute();
  await hotState.putMany([[hotKeys.definition(campaignId), JSON.stringify(stored)]]);
  await hotState.publish(campaignsTopic, campaignId);
  if (previous) await hotState.removePrefix(hotKeys.customers(campaignId, previous.load));
}

async function loadAudience({ hotState }: Stores, query: LaunchQuery, attributes: readonly ConditionAttribute[], load: string, { signal, progress }: LoadOptions): Promise<number> {
  const [total] = await query.analytics.query<{ customers: string }>('SELECT count() AS customers FROM assignments FINAL WHERE campaign_id = {campaign:String}', { campaign: query.campaignId });
  const audience = Number(total?.customers ?? 0);
  let done = 0;
  let after = '';
  let writing: Promise<void> = Promise.resolve();
  for (;;) {
    signal?.throwIfAborted();
    const part = await nextPart(query, after, partSize);
    if (part.customers === 0) break;
    const rows = await readAudience(query, attributes, after, part.upTo);
    // The next part is read while this one is written.
    await writing;
    writing = hotState.putMany(rows.map(({ id, entry }) => [hotKeys.customer(query.campaignId, load, id), entry] as const));
    writing.catch(() => undefined);
    done += part.customers;
    after = part.upTo;
    await progress?.(audience === 0 ? 1 : Math.min(1, done / audience));
  }
  await writing;
  return audience;
}

/** Lets an answer tell a customer outside of the audience from one that nobody has heard of. */
async function loadOthers({ hotState }: Stores, query: LaunchQuery): Promise<void> {
  let after = '';
  for (;;) {
    query.signal?.throwIfAborted();
    const ids = await readOthers(query, after, partSize);
    if (ids.length === 0) return;
    await hotState.putMany(ids.map((id) => [hotKeys.known(id), '1'] as const));
    after = ids.at(-1)!;
  }
}

function filterAttributes(draft: CampaignDraft): string[] {
  return [...new Set(draft.constraints.flatMap((constraint) => ('for' in constraint && constraint.for ? [constraint.for.attribute] : [])))];
}

/** Attributes that constraints and the rule set ask for. */
function attributesNeeded(draft: CampaignDraft, document: unknown, known: readonly Attribute[]): ConditionAttribute[] {
  const names = new Set(['segment', ...filterAttributes(draft)]);
  if (document !== undefined) {
    const checked = checkRuleSet(document);
    if (!checked.ok) throw new ProblemError('rule-set-invalid', 'The rule set of the campaign cannot be used: open it and mend its faults', { faults: checked.error });
    for (const name of checked.value.factNames) names.add(name);
  }
  return known.filter(({ name }) => names.has(name)).map(({ name, type }) => ({ name, type }));
}

/** Counts of each account: what the plan sets aside, and what rule sets took before. */
function accountCounts(campaignId: string, accounts: readonly Account[], use: readonly UseRow[], actions: readonly Action[]): [string, number][] {
  const counts = new Map<string, number>();
  const known = new Map(actions.map((action) => [action.id, action]));
  for (const row of use) {
    const action = known.get(row.actionId);
    if (!action) continue;
    for (const { account, week } of takesOf(accounts, { ...action, costMinor: 1 }, row.attributes, row.week)) {
      const key = hotKeys.account(campaignId, account, week);
      counts.set(key, (counts.get(key) ?? 0) + (account.unit === 'actions' ? row.actions : row.costMinor));
    }
  }
  for (const account of accounts) if (!account.perWeek) counts.set(hotKeys.account(campaignId, account, undefined), counts.get(hotKeys.account(campaignId, account, undefined)) ?? 0);
  return [...counts].map(([key, count]) => [key, Math.ceil(count)]);
}

/** What each week of the plan uses of the accounts of the whole campaign: it comes back when the week is over and something was not given. */
function weeklyShares(campaignId: string, accounts: readonly Account[], use: readonly UseRow[], actions: readonly Action[]): PlanToSetAside['accounts'] {
  const known = new Map(actions.map((action) => [action.id, action]));
  const sizes = new Map<string, { week: number; constraintId: string; counter: string; size: number }>();
  for (const row of use) {
    const action = known.get(row.actionId);
    if (!action || !row.planned) continue;
    for (const { account, week } of takesOf(accounts, { ...action, costMinor: 1 }, row.attributes, row.week)) {
      if (week !== undefined) continue;
      const share = sizes.get(`${row.week}:${account.constraintId}`) ?? { week: row.week, constraintId: account.constraintId, counter: hotKeys.account(campaignId, account, undefined), size: 0 };
      share.size += account.unit === 'actions' ? row.actions : Math.floor(row.costMinor);
      sizes.set(`${row.week}:${account.constraintId}`, share);
    }
  }
  return [...sizes.values()];
}

/** The campaign's rule set as a function; checked at the load, so that a fault here is a bug. */
export function compileStored(stored: StoredCampaign) {
  if (!stored.ruleSet) return undefined;
  const compiled = compileRuleSet(stored.ruleSet.document);
  if (!compiled.ok) throw new Error(`The loaded rule set ${stored.ruleSet.id} of campaign ${stored.id} does not compile`);
  return compiled.value;
}
