import type { Action } from '@arbiter/contracts/catalogue';
import type { TermValue, Decision } from '@arbiter/contracts/decision';
import type { OfferRank } from '../arbitration/arbitrate.js';
import type { AccountTake } from '../contact-policy/ledger.js';
import type { PolicyOffer } from '../policy/policy-offer.js';
import type { OfferTake } from './decision-settings.js';
import type { LaunchedCampaign } from './launched-campaign.js';

/** Something that may be offered to the customer, from whatever source. */
export interface Offer {
  source: Exclude<Decision['source'], 'none'>;
  action: Action;
  channel: string;
  /** Undefined where the offer belongs to no campaign. */
  campaign: LaunchedCampaign | undefined;
  valueMinor: number | null;
  costMinor: number;
  params: Readonly<Record<string, unknown>> | undefined;
  /** What a strategy gives to the channel. */
  context: Readonly<Record<string, unknown>> | undefined;
  /** Values of terms that a strategy gives; they go before those of the catalogue's expressions. */
  terms: Readonly<Record<string, unknown>> | undefined;
  /** Accounts of the campaign; empty for planned actions, theirs was set aside at launch. */
  accounts: readonly AccountTake[];
  rank: OfferRank;
  /** Place of its campaign in the company's order. */
  priority: number;
  /** What contact policy looks at. */
  seen: PolicyOffer;
}

/** An offer that nothing stands against, with all that is needed to take it. */
export interface ReadyOffer {
  offer: Offer;
  /** When the contact is to be made. */
  atMs: number;
  takes: readonly OfferTake[];
  terms: readonly TermValue[];
  points: number;
  /** Until when the offer stands; undefined where it has no end. */
  validUntilMs: number | undefined;
}
