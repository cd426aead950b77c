import type { ReportTable, TableRequest } from '@arbiter/contracts/reporting/index';
import type { Container } from '../../container.js';
import { ProblemError } from '../../http/problem-error.js';
import { AnalyticsError } from '../../ports/analytics-error.js';
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
}

const usualRowLimit = 1_000;

/** What a reader can mend of the store's refusals, by ClickHouse's own numbers. */
function storeProblem(error: AnalyticsError): ProblemError | undefined {
  if (error.code === 241) return new ProblemError('not-enough-memory', 'The question needs more memory than the store may use: ask for fewer groups, a shorter period or no distinct counts', { cause: error });
  if (error.code === 159 || error.code === 160) return new ProblemError('unavailable', 'The question took longer than it may: narrow the period or the filters', { cause: error });
  return undefined;
}

/**
 * Answers a question of a board, of Explore, of a file: a question to a dataset, a statement of SQL, a view.
 * @throws ProblemError validation-failed or check-failed with each fault at its path in the request, not-permitted, unavailable; the signal's reason
 */
export async function readReportTable(container: Container, request: TableRequest, asker: Asker, { signal }: AskOptions = {}): Promise<ReportTable> {
  const startedAt = performance.now();
  const asOf = container.now().toISOString();
  const rowLimit = request.rowLimit ?? usualRowLimit;
  const { source } = request;
  const answer = async (): Promise<Omit<ReportTable, 'asOf' | 'tookMs'>> => {
    switch (source.kind) {
      case 'explore':
        return answerExplore(container, source, request, rowLimit, signal ? { signal } : {});
      case 'view':
        return answerView(container, source, request, rowLimit, signal);
      case 'sql':
        if (!asker.mayReadData) throw new ProblemError('not-permitted', 'Statements of SQL read every table, customers included: they need permission to read data');
        return answerSql(container, source, request, rowLimit, signal);
    }
  };
  const table = await answer().catch((error: unknown) => {
    throw error instanceof AnalyticsError ? (storeProblem(error) ?? error) : error;
  });
  return { ...table, asOf, tookMs: Math.round((performance.now() - startedAt) * 10) / 10 };
}
