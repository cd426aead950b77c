import type { DeliveryEntry } from '../deliveries/api.js';
import type { StrategyOutcomeNow } from '@arbiter/engine';
import type { Decision, DecisionRequest, Environment } from '@arbiter/contracts';
import type { EvaluationFailure, StrategyAnswer, TraceStep } from '@arbiter/engine/strategy/compiled-strategy';
import type { CustomerFactEntry, PromiseEntry, ResponseEntry } from './customer-entries.js';

export type { CustomerFactEntry, JoinedResponse, PromiseEntry, ResponseEntry } from './customer-entries.js';
import type { HoldEntry, PointsEntry, QuotaMovesEntry } from '../quotas/api.js';
import type { EventEntry } from './event-entry.js';

/** What was asked, as far as the answer depends on it. */
export type RecordedRequest = Pick<DecisionRequest, 'campaignId' | 'channel' | 'context' | 'placement' | 'offers'> & {
  /** What made a trigger ask, where it was one. */
  trigger?: Record<string, unknown>;
};

/** Lines of the journal: the durable record of everything that was answered, before it reaches the analytical store. */
export type JournalEntry = DecisionEntry | DeliveryEntry | HoldEntry | PointsEntry | QuotaMovesEntry | EventEntry | ResponseEntry | PromiseEntry | CustomerFactEntry | StrategyEntry;

export interface DecisionEntry {
  kind: 'decision';
  decision: Decision;
  request: RecordedRequest;
  /** Facts that the rule sets were given, by campaign. */
  facts: Record<string, Record<string, unknown>>;
  costMinor: number;
  /** All that the answer was made of; absent in entries of earlier releases. */
  seen?: SeenFacts;
}

/** What a decision read, as it was. With the versions named here the same decision can be made again. */
export interface SeenFacts {
  /** Values of the hot state; null where there was none. */
  state: unknown;
  profile: unknown;
  features: unknown;
  known: boolean;
  /** Of each campaign that was asked: its load and the customer's entry. */
  campaigns: [campaignId: string, load: string, paused: boolean, entry: unknown][];
  enrichment?: Record<string, unknown>;
  missing?: string[];
  /** Where it could not be asked, the outcome alone. */
  strategy?: SeenStrategy | ({ outcome: StrategyOutcomeNow } & { [K in Exclude<keyof SeenStrategy, 'outcome'>]?: undefined });
  /** Counters that had no room. */
  exhausted?: { key: string; by: number }[];
  /** Hash of catalogue and configuration, kept in the table decision_settings. */
  settings: string;
}

export interface SeenStrategy {
  environment: Environment;
  endpoint: string;
  publicationId: string;
  revision: number;
  itemId: string;
  version: number;
  arm: string;
  timeZone: string;
  outcome: StrategyOutcomeNow;
}

/** An answer of a published strategy. */
export interface StrategyEntry {
  kind: 'strategy';
  decisionId: string;
  /** The instant that the strategy saw, epoch milliseconds. */
  nowMs: number;
  timeZone: string;
  endpoint: string;
  environment: Environment;
  publicationId: string;
  revision: number;
  strategyId: string;
  version: number;
  contentHash: string;
  arm: string;
  /** The user or key that asked. */
  caller: string;
  /** Absent where the log level leaves it out. */
  input?: unknown;
  answer: StrategyAnswer | null;
  failure: EvaluationFailure | null;
  trace?: TraceStep[];
  durationUs: number;
  /** The way through the graph, as `pathOf` of a compiled strategy tells it; absent in entries of earlier releases. */
  path?: string;
  /** The customer that the input names; absent where it names none. */
  customerId?: string;
}
