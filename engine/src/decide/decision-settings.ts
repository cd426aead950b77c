import type { Action } from '@arbiter/contracts/catalogue';
import type { AttributeType } from '@arbiter/contracts/data-model';
import type { ReasonCode } from '@arbiter/contracts/decision';
import type { PlacementDocument } from '@arbiter/contracts/real-time/placement';
import type { Account } from '../contact-policy/ledger.js';
import type { QuotaOffer } from '../ledger/quota-takes.js';
import type { PolicySet } from '../policy/policy-set.js';
import type { CompiledRuleSet } from '../rule-set/compile-rule-set.js';
import type { CompiledTerm } from './offer-terms.js';

/** A counter that an offer takes from, and what to say when it has no room. */
export interface OfferTake {
  key: string;
  by: number;
  atMost: number;
  reason: ReasonCode;
  /** The quota or constraint. */
  rule: string;
  /** It is given back when nothing comes of the offer. */
  comesBack: boolean;
}

/** An action of the catalogue with its terms compiled. A term that does not compile has no value, so that the action is not offered. */
export interface LiveAction {
  action: Action;
  terms: readonly { term: NonNullable<Action['terms']>[number]; compiled: CompiledTerm | undefined }[];
}

export interface LivePlacement {
  id: string;
  version: number;
  document: PlacementDocument;
  channels: ReadonlySet<string> | undefined;
  levers: ReadonlyMap<string, number>;
  ruleSet: { id: string; version: number; compiled: CompiledRuleSet | undefined } | undefined;
}

/** All that decisions are made by besides the facts: compiled once for each configuration. */
export interface DecisionSettings {
  timeZone: string;
  /** How long a conversion keeps what it ended from being offered again. */
  convertedMs: number;
  globalControlGroup: { share: number; salt: string } | undefined;
  /** Places of campaigns that the company puts in order. */
  campaignPlaces: ReadonlyMap<string, number>;
  actions: ReadonlyMap<string, LiveAction>;
  channels: ReadonlySet<string>;
  attributeTypes: ReadonlyMap<string, AttributeType>;
  placements: ReadonlyMap<string, LivePlacement>;
  policies: PolicySet;
  /** What an offer that nobody planned takes from the company's quotas. */
  quotaTakes: (offer: QuotaOffer, atMs: number) => readonly OfferTake[];
  accountKey: (campaignId: string, account: Account, week: number | undefined) => string;
}
