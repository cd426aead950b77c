import type { Decision, DecisionRequest, Environment, ResponseRecord } from '@arbiter/contracts';
import type { EvaluationFailure, StrategyAnswer, TraceStep } from '@arbiter/engine/strategy/compiled-strategy';

/** What was asked, as far as the answer depends on it. */
export type RecordedRequest = Pick<DecisionRequest, 'campaignId' | 'channel' | 'context'>;

/** Lines of the journal: the durable record of everything that was answered, before it reaches the analytical store. */
export type JournalEntry = DecisionEntry | ResponseEntry | StrategyEntry;

export interface DecisionEntry {
  kind: 'decision';
  decision: Decision;
  request: RecordedRequest;
  /** Facts that the rule sets were given, by campaign. */
  facts: Record<string, Record<string, unknown>>;
  costMinor: number;
}

export interface ResponseEntry {
  kind: 'response';
  response: ResponseRecord;
  /** Campaigns whose plan it ended. */
  ended: string[];
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
}
