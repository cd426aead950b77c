import type { Decision } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { findInJournal } from './find-in-journal.js';
import type { DecisionEntry, RecordedRequest, SeenFacts } from './journal-entries.js';

export interface RecordedDecision {
  decision: Decision;
  request: RecordedRequest;
  facts: Record<string, Record<string, unknown>>;
  /** Absent in decisions of earlier releases. */
  seen?: SeenFacts | undefined;
}

/** A decision by its identifier, from the journal while it waits there, else from the analytical store. Throws not-found. */
export async function findDecision({ hotState, analytics }: Pick<Container, 'hotState' | 'analytics'>, decisionId: string): Promise<RecordedDecision> {
  const waiting = await findInJournal(hotState, decisionId, (entry): entry is DecisionEntry => entry.kind === 'decision' && entry.decision.decisionId === decisionId);
  if (waiting) return { decision: waiting.decision, request: waiting.request, facts: waiting.facts, seen: waiting.seen };
  const [row] = await analytics.query<{ body: string }>('SELECT body FROM decisions FINAL WHERE decision_id = {id:String} LIMIT 1', { id: decisionId });
  if (row) return JSON.parse(row.body) as RecordedDecision;
  throw new ProblemError('not-found', `There is no decision "${decisionId}"; a dry run is not recorded`);
}
