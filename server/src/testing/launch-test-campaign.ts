import type { Action, CampaignDraft, Constraint } from '@arbiter/contracts';
import type { Container } from '../container.js';
import { loadLaunchedCampaign, setCampaignState } from '../features/decisions/api.js';
import { addRuleSet } from '../features/rule-sets/api.js';

export interface TestCustomer {
  id: string;
  arm?: 'target' | 'control';
  segment?: string;
  consent?: boolean;
  refusedChannels?: string[];
  planned?: { actionId: string; week: number; valueMinor?: number; costMinor?: number }[];
  contacts?: { actionId: string; channel: string; stage: string; at: string }[];
}

export interface TestCampaign {
  id: string;
  startsOn: string;
  weeks?: number;
  constraints?: Constraint[];
  ruleSet?: unknown;
  customers: readonly TestCustomer[];
}

export const testActions: Omit<Action, 'title'>[] = [
  { id: 'sms', channel: 'sms', stage: 'soft', costMinor: 100 },
  { id: 'call', channel: 'phone', stage: 'soft', costMinor: 3_000 },
  { id: 'court', channel: 'court', stage: 'hard', costMinor: 400_000 },
];

/** Puts a launched campaign and its customers into the stores, the short way, and loads it. */
export async function launchTestCampaign(container: Container, { id, startsOn, weeks = 4, constraints = [], ruleSet, customers }: TestCampaign): Promise<void> {
  const { repository, analytics, now } = container;
  const title = JSON.stringify({ ru: '', en: '' });
  for (const { id: actionId, channel, stage, costMinor } of testActions) {
    await repository.insertInto('channels').values({ id: channel, title }).onConflict((conflict) => conflict.doNothing()).execute();
    await repository.insertInto('actions').values({ id: actionId, title, channel, stage, cost_minor: costMinor }).onConflict((conflict) => conflict.doNothing()).execute();
  }
  const ruleSetId = ruleSet === undefined ? undefined : (await addRuleSet(repository, `Rules of ${id}`, ruleSet, now())).id;
  const draft: CampaignDraft = {
    name: id, goal: 'response', startsOn, weeks, audience: { all: [] }, scoreSet: 'default', actions: testActions.map((action) => action.id), objective: { kind: 'most-value' },
    constraints, controlGroup: { share: 0.1, salt: 'salt' }, weeklyDiscount: 0, ...(ruleSetId === undefined ? {} : { ruleSetId }),
  };
  const at = now();
  const actions = new Map(testActions.map((action) => [action.id, action]));
  await analytics.insert('customers', customers.map((customer) => ({ customer_id: customer.id, segment: customer.segment ?? '', consent: customer.consent ?? true, refused_channels: customer.refusedChannels ?? [] })));
  await analytics.insert('assignments', customers.map((customer) => ({ campaign_id: id, customer_id: customer.id, arm: customer.arm ?? 'target', assigned_at: at.toISOString() })));
  const plan = customers.flatMap((customer) => (customer.planned ?? []).map(({ actionId, week, valueMinor = 0, costMinor }) => ({ run_id: `run-${id}`, customer_id: customer.id, period: week, action_id: actionId, channel: actions.get(actionId)?.channel ?? '', value_minor: valueMinor, cost_minor: costMinor ?? actions.get(actionId)?.costMinor ?? 0 })));
  if (plan.length > 0) await analytics.insert('plan_rows', plan);
  const contacts = customers.flatMap((customer) => (customer.contacts ?? []).map((contact, index) => ({ contact_id: `${customer.id}-${index}`, customer_id: customer.id, action_id: contact.actionId, channel: contact.channel, stage: contact.stage, at: contact.at })));
  if (contacts.length > 0) await analytics.insert('contacts', contacts);
  await repository.insertInto('campaigns').values({ id, draft: JSON.stringify(draft), origin: 'own', state: 'approved', version: 3, created_at: at, updated_at: at }).execute();
  await repository.insertInto('runs').values({ id: `run-${id}`, campaign_id: id, number: 1, state: 'succeeded', job_id: `job-${id}`, draft: JSON.stringify(draft), created_at: at }).execute();
  await repository.updateTable('campaigns').set({ approved_run_id: `run-${id}` }).where('id', '=', id).execute();
  await loadLaunchedCampaign(container, id);
  await repository.updateTable('campaigns').set({ state: 'launched', launched_at: at }).where('id', '=', id).execute();
  await setCampaignState(container, id, 'launched');
}
