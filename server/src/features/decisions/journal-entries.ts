import type { Decision, DecisionRequest, ResponseRecord } from '@arbiter/contracts';

/** What was asked, as far as the answer depends on it. */
export type RecordedRequest = Pick<DecisionRequest, 'campaignId' | 'channel' | 'context'>;

/** Lines of the journal: the durable record of everything that was answered, before it reaches the analytical store. */
export type JournalEntry = DecisionEntry | ResponseEntry;

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
