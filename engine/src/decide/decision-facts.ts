import type { CandidateOffer } from '@arbiter/contracts/decision';
import type { CustomerProfile, CustomerState } from '../live-customer/live-customer.js';
import type { CampaignCustomer, LaunchedCampaign } from './launched-campaign.js';

/** What a strategy answered. */
export type StrategyOutcomeNow = { ok: true; outputs: Readonly<Record<string, unknown>>; outcome: { action: string | null; channel: string | null; terms: Readonly<Record<string, unknown>> } } | { ok: false; code: string };

/** Everything that a decision reads: the same facts and settings have the same answer. */
export interface DecisionFacts {
  customerId: string;
  atMs: number;
  placement?: string | undefined;
  channel?: string | undefined;
  context?: Readonly<Record<string, unknown>> | undefined;
  /** Candidates of the request. */
  offers?: readonly CandidateOffer[] | undefined;
  /** Campaigns that may answer, in order of launch, each with the customer as it was loaded; undefined outside of its audience. */
  campaigns: readonly { campaign: LaunchedCampaign; customer: CampaignCustomer | undefined }[];
  state: CustomerState;
  /** Undefined where no profile was loaded. */
  profile: CustomerProfile | undefined;
  /** Whether anything at all is known of the customer. */
  known: boolean;
  features: Readonly<Record<string, unknown>>;
  enrichment: Readonly<Record<string, unknown>>;
}
