import type { Action } from '@arbiter/contracts/catalogue';
import type { CampaignDraft } from '@arbiter/contracts/campaign';
import type { AttributeType } from '@arbiter/contracts/data-model';
import type { Arm } from '../assignment/assign-arm.js';
import type { ConditionAttribute } from '../condition/condition-tree.js';
import type { CustomerAttributes } from '../condition/print-predicate.js';
import { dayOfDate } from '../contact-policy/company-calendar.js';
import { compileContactPolicy, mostContacts, type ContactPolicy, type PastContact } from '../contact-policy/contact-policy.js';
import { accountsOf, type Account } from '../contact-policy/ledger.js';
import type { CompiledRuleSet } from '../rule-set/compile-rule-set.js';

/** What is fixed at the launch of a campaign. */
export interface CampaignDefinition {
  id: string;
  /** Which launch this is: campaign, version, run and rule set, for the record. */
  version: string;
  draft: Pick<CampaignDraft, 'startsOn' | 'weeks' | 'constraints'>;
  /** Catalogue entries of the campaign's actions. */
  actions: readonly Action[];
  /** Attributes kept of each customer. */
  attributes: readonly ConditionAttribute[];
  audience: number;
  /** Actions of the plan. */
  planned: number;
  launchedAtMs: number;
  timeZone: string;
}

/** A campaign ready to decide. */
export interface LaunchedCampaign {
  id: string;
  version: string;
  paused: boolean;
  startsOnDay: number;
  weeks: number;
  launchedAtMs: number;
  timeZone: string;
  actions: ReadonlyMap<string, Action>;
  attributeTypes: ReadonlyMap<string, AttributeType>;
  policy: ContactPolicy;
  mostContacts: number;
  accounts: readonly Account[];
  ruleSet: CompiledRuleSet | undefined;
}

/** An action that the plan gives a customer in one week of the campaign. */
export interface PlannedAction {
  actionId: string;
  week: number;
  valueMinor: number;
  /** What the plan reckons with; may differ from the catalogue's cost. */
  costMinor: number;
}

/** A contact made in a campaign; `id` tells the same contact known from two places. */
export interface CampaignContact {
  id: string;
  actionId: string;
  atMs: number;
}

/** A customer of a campaign's audience as loaded at launch. */
export interface CampaignCustomer {
  arm: Arm;
  consent: boolean;
  refusedChannels: readonly string[];
  attributes: CustomerAttributes;
  planned: readonly PlannedAction[];
  history: readonly PastContact[];
  contacts: readonly CampaignContact[];
}

export function openCampaign(definition: CampaignDefinition, paused: boolean, ruleSet: CompiledRuleSet | undefined): LaunchedCampaign {
  const { draft } = definition;
  return {
    id: definition.id,
    version: definition.version,
    paused,
    startsOnDay: dayOfDate(draft.startsOn),
    weeks: draft.weeks,
    launchedAtMs: definition.launchedAtMs,
    timeZone: definition.timeZone,
    actions: new Map(definition.actions.map((action) => [action.id, action])),
    attributeTypes: new Map(definition.attributes.map(({ name, type }) => [name, type])),
    policy: compileContactPolicy(draft.constraints),
    mostContacts: mostContacts(draft.constraints),
    accounts: accountsOf(draft.constraints, { audience: definition.audience, planned: definition.planned }),
    ruleSet,
  };
}
