import type { ResponseRecord } from '@arbiter/contracts';
import type { PromiseToPay } from '@arbiter/engine';
import type { EndedHoldLine } from '../quotas/api.js';

/** The contact that a response was joined to. */
export interface JoinedResponse {
  contactId: string;
  /** Null where the contact was no decision of this product. */
  decisionId: string | null;
  campaignId: string | null;
  actionId: string;
  channel: string;
  rule: 'decision' | 'latest';
}

export interface ResponseEntry {
  kind: 'response';
  response: ResponseRecord;
  /** Campaigns whose plan it ended. */
  ended: string[];
  /** When it was taken; absent in entries of earlier releases. */
  recordedAtMs?: number;
  joined?: JoinedResponse | null;
  /** The response that it replaced. */
  replaced?: string;
  /** Promises that it made or changed, as they stood then. */
  promises?: PromiseToPay[];
  /** Offers that it confirmed or let go. */
  holds?: EndedHoldLine[];
}

/** Promises that changed with time: kept, partial or broken. */
export interface PromiseEntry {
  kind: 'promise';
  customerId: string;
  atMs: number;
  promises: PromiseToPay[];
}

/** A consent, a stop list or a flag that somebody changed. */
export interface CustomerFactEntry {
  kind: 'customer-fact';
  factId: string;
  customerId: string;
  fact: 'consent' | 'stop-list' | 'flag';
  name: string;
  given: boolean;
  /** The instant that it holds from. */
  atMs: number;
  recordedAtMs: number;
  /** The user or key that said so. */
  by: string | null;
}
