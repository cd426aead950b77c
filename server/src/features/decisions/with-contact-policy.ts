import { customerIn, weekAt, type CustomerInCampaign, type LaunchedCampaign } from '@arbiter/engine';
import { StrategyFailure, type ChannelAnswer, type ContactPolicyAnswer, type StrategyServices } from '@arbiter/engine/strategy/strategy-services';
import type { Container } from '../../container.js';
import type { CampaignRegistry } from './campaign-registry.js';
import { readState } from './customer-state.js';
import { hotKeys, readCustomer } from './hot-keys.js';

export interface ContactPolicyStores {
  hotState: Pick<Container['hotState'], 'getMany'>;
  registry: Pick<CampaignRegistry, 'active'>;
}

interface Standing {
  campaign: LaunchedCampaign;
  control: boolean;
  customer: CustomerInCampaign;
}

const unavailable = (message: string): never => {
  throw new StrategyFailure('contact-policy-unavailable', message, { retry: false });
};

/**
 * Services of strategies that know the contact policy of one customer, as launched campaigns and the hot state have it at this moment:
 * consent, refused channels, exclusions, gaps, contacts made. A contact is allowed where one campaign with that action allows it. What
 * campaigns may use in all (budgets, capacities) is taken when the decision is committed, not here.
 */
export async function withContactPolicy(services: StrategyServices, { hotState, registry }: ContactPolicyStores, { customerId, campaignId }: { customerId: string; campaignId?: string }): Promise<StrategyServices> {
  const campaigns = registry.active(campaignId);
  const [stateText, ...entries] = await hotState.getMany([hotKeys.state(customerId), ...campaigns.map(({ campaign, load }) => hotKeys.customer(campaign.id, load, customerId))]);
  const state = readState(stateText);
  const standings = campaigns.flatMap(({ campaign, attributes }, index): Standing[] => {
    const entry = entries[index];
    if (entry === undefined) return [];
    const customer = readCustomer(entry, attributes);
    return [{ campaign, control: customer.arm === 'control', customer: customerIn(campaign, customer, state) }];
  });

  const answer = (customer: string, action: string, channel: string, atMs: number): ContactPolicyAnswer => {
    if (customer !== customerId) unavailable(`The contact policy of the customer ${JSON.stringify(customer)} was not read: this call is about ${JSON.stringify(customerId)}`);
    const having = campaigns.filter(({ campaign }) => campaign.actions.has(action));
    if (having.length === 0) unavailable(`No launched campaign has the action ${JSON.stringify(action)}, so no contact policy speaks of it: launch one, or mend the action`);
    const mine = standings.filter(({ campaign }) => campaign.actions.has(action));
    if (mine.length === 0) return { allowed: false, reasons: ['NOT_IN_AUDIENCE'] };
    const reasons = mine.map((standing) => reasonAgainst(standing, action, channel, atMs));
    if (reasons.includes(undefined)) return { allowed: true, reasons: [] };
    return { allowed: false, reasons: [...new Set(reasons.flatMap((reason) => reason ?? []))] };
  };

  return {
    ...services,
    contactPolicy: ({ customer, action, channel, atMs }) => answer(customer, action, channel, atMs),
    channel({ customer, action, channels, atMs }): ChannelAnswer {
      const reasons: string[] = [];
      // The best score first; of equal ones that which was named first.
      for (const { channel } of [...channels].sort((one, other) => other.score - one.score)) {
        const { allowed, reasons: against } = answer(customer, action, channel, atMs);
        if (allowed) return { channel, at: new Date(atMs).toISOString(), reasons: [] };
        for (const reason of against) if (!reasons.includes(reason)) reasons.push(reason);
      }
      return { channel: null, at: null, reasons };
    },
  };
}

function reasonAgainst({ campaign, control, customer }: Standing, actionId: string, channel: string, atMs: number): string | undefined {
  if (control) return 'CONTROL_GROUP';
  if (campaign.paused) return 'CAMPAIGN_PAUSED';
  const week = weekAt(campaign, atMs);
  if (week < 0 || week >= campaign.weeks) return 'NO_ACTIVE_CAMPAIGN';
  const action = campaign.actions.get(actionId);
  if (!action) return 'ACTION_UNKNOWN';
  return campaign.policy({ id: action.id, stage: action.stage, channel }, customer, { atMs, startsOnDay: campaign.startsOnDay, timeZone: campaign.timeZone });
}
