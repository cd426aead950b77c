import type { ReportTable, TableRequest } from '@arbiter/contracts/reporting/index';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { answerExplore } from './answer-explore.js';
import { answerSql } from './answer-sql.js';
import { answerView } from './answer-view.js';

/** What whoever asks may see beyond reports. */
export interface Asker {
  /** The right to read `data`: statements of SQL see every table, customers included. */
  mayReadData: boolean;
}

export interface AskOptions {
  signal?: AbortSignal | undefined;
  /** Found in the store's list of running queries by this. */
  queryId?: string;
}

const usualRowLimit = 1_000;

/**
 * Answers a question of a board, of Explore, of a file: a question to a dataset, a statement of SQL, a view.
 * @throws ProblemError validation-failed or check-failed with each fault at its path in the request, not-permitted, unavailable; the signal's reason
 */
export async function readReportTable(container: Container, request: TableRequest, asker: Asker, { signal, queryId }: AskOptions = {}): Promise<ReportTable> {
  const startedAt = performance.now();
  const asOf = container.now().toISOString();
  const rowLimit = request.rowLimit ?? usualRowLimit;
  const { source } = request;
  const table = await (() => {
    switch (source.kind) {
      case 'explore':
        return answerExplore(container, source, request, rowLimit, { ...(signal ? { signal } : {}), ...(queryId ? { queryId } : {}) });
      case 'view':
        return answerView(container, source, request, rowLimit, signal);
      case 'sql':
        if (!asker.mayReadData) throw new ProblemError('not-permitted', 'Statements of SQL read every table, customers included: they need permission to read data');
        return answerSql(container, source, request, rowLimit, signal);
    }
  })();
  return { ...table, asOf, tookMs: Math.round((performance.now() - startedAt) * 10) / 10 };
}
