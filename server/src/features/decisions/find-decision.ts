import type { Decision } from '@arbiter/contracts';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import type { DecisionEntry, JournalEntry, RecordedRequest } from './journal-entries.js';

export interface RecordedDecision {
  decision: Decision;
  request: RecordedRequest;
  facts: Record<string, Record<string, unknown>>;
}

const page = 1_000;

/** A decision by its identifier, from the journal while it waits there, else from the analytical store. Throws not-found. */
export async function findDecision({ hotState, analytics }: Pick<Container, 'hotState' | 'analytics'>, decisionId: string): Promise<RecordedDecision> {
  const waiting = await findInJournal(hotState, decisionId);
  if (waiting) return { decision: waiting.decision, request: waiting.request, facts: waiting.facts };
  const [row] = await analytics.query<{ body: string }>('SELECT body FROM decisions FINAL WHERE decision_id = {id:String} LIMIT 1', { id: decisionId });
  if (row) return JSON.parse(row.body) as RecordedDecision;
  throw new ProblemError('not-found', `There is no decision "${decisionId}"; a dry run is not recorded`);
}

async function findInJournal(hotState: Container['hotState'], decisionId: string): Promise<DecisionEntry | undefined> {
  const quoted = JSON.stringify(decisionId);
  for (let after = 0; ; ) {
    const entries = await hotState.readJournal(after, page);
    for (const { entry } of entries) {
      // Reading an entry costs far more than looking for the identifier in its text.
      if (!entry.includes(quoted)) continue;
      const read = JSON.parse(entry) as JournalEntry;
      if (read.kind === 'decision' && read.decision.decisionId === decisionId) return read;
    }
    if (entries.length < page) return undefined;
    after = entries.at(-1)!.sequence;
  }
}
