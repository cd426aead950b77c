import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { Action } from '@arbiter/contracts/catalogue';
import type { AttributeType } from '@arbiter/contracts/data-model';
import type { Account, CampaignCustomer, CampaignDefinition, ConditionAttribute, CustomerAttributes } from '@arbiter/engine';
import { referenceKey } from '../enrichment/api.js';
import type { PlanSetAside } from '../quotas/api.js';

/** Where things of the decision path are in the hot state. */
export const hotKeys = {
  /** Definition of a campaign that was loaded. */
  definition: (campaignId: string) => `campaign:${campaignId}`,
  /** A customer of a campaign's audience, as loaded; each load has keys of its own, so that a second one does not mix with the first. */
  customer: (campaignId: string, load: string, customerId: string) => `${hotKeys.customers(campaignId, load)}${customerId}`,
  customers: (campaignId: string, load: string) => `audience:${campaignId}:${load}:`,
  audience: (campaignId: string) => `audience:${campaignId}:`,
  /** What decisions and responses changed of a customer. */
  state: (customerId: string) => `customer:${customerId}`,
  /** A customer as loaded from the analytical store, whatever campaigns there are. */
  profile: (customerId: string) => `profile:${customerId}`,
  /** Online features of a customer and the state of their triggers. */
  features: (customerId: string) => `features:${customerId}`,
  /** A value that enrichment may read. */
  reference: referenceKey,
  /** Use of a quota in one of its periods. */
  quota: (quotaId: string, period: string) => `quota:${quotaId}:${period}`,
  /** A customer who is known, but in no audience. */
  known: (customerId: string) => `known:${customerId}`,
  /** Use of one account of a campaign. */
  account: (campaignId: string, account: Pick<Account, 'constraintId'>, week: number | undefined) => `${hotKeys.accounts(campaignId)}${account.constraintId}${week === undefined ? '' : `:week${week}`}`,
  accounts: (campaignId: string) => `account:${campaignId}:`,
  /** Last sequence of the journal batch that is being written to the analytical store. */
  drainUpTo: 'journal:drain-up-to',
  /** Which process moves the journal, and until when: `<process> <epoch milliseconds>`. */
  drainLease: 'journal:drain-lease',
} as const;

/** Processes tell each other here that campaigns have changed. */
export const campaignsTopic = 'campaigns';

/** What a load leaves under `hotKeys.definition`. */
export interface StoredCampaign extends Omit<CampaignDefinition, 'draft' | 'actions'> {
  load: string;
  runId: string;
  draft: Pick<CampaignDraft, 'startsOn' | 'weeks' | 'constraints'>;
  actions: Action[];
  ruleSet: { id: string; version: number; document: unknown } | undefined;
  /** What the plan has set aside; absent in what earlier releases left. */
  setAside?: PlanSetAside;
}

type Text = string;
/** A customer as ClickHouse prints it; 64-bit integers are text there. */
type StoredCustomer = [
  control: boolean,
  consent: boolean,
  refusedChannels: string[],
  attributes: (string | number | boolean | string[] | null)[],
  planned: [actionId: string, week: number, valueMinor: number, costMinor: number][],
  history: [actionId: string, channel: string, stage: string, atMs: Text][],
  contacts: [id: string, actionId: string, atMs: Text][],
];

export function readCustomer(text: string, attributes: readonly ConditionAttribute[]): CampaignCustomer {
  const [control, consent, refusedChannels, values, planned, history, contacts] = JSON.parse(text) as StoredCustomer;
  const named: Record<string, CustomerAttributes[string]> = {};
  attributes.forEach(({ name, type }, index) => {
    named[name] = attributeValue(values[index], type);
  });
  return {
    arm: control ? 'control' : 'target',
    consent,
    refusedChannels,
    attributes: named,
    planned: planned.map(([actionId, week, valueMinor, costMinor]) => ({ actionId, week, valueMinor, costMinor })),
    history: history.map(([actionId, channel, stage, atMs]) => ({ actionId, channel, stage, atMs: Number(atMs) })),
    contacts: contacts.map(([id, actionId, atMs]) => ({ id, actionId, atMs: Number(atMs) })),
  };
}

function attributeValue(value: StoredCustomer[3][number] | undefined, type: AttributeType): CustomerAttributes[string] {
  if (value === null || value === undefined) return null;
  return type === 'money' || type === 'instant' || type === 'number' ? Number(value) : value;
}
