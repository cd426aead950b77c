import { PassThrough } from 'node:stream';
import type { ReportTable, TableRequest } from '@arbiter/contracts/reporting/index';
import type { Container } from '../../container.js';
import { toProblem, toProblemError } from '../../http/error-plugin.js';
import { readReportTable, type Asker } from './read-report-table.js';
import { watchedAnalytics } from './watched-analytics.js';

const betweenProgressMs = 300;

/**
 * The answer to a question as server-sent events: `progress` while it is made, then `table` or `problem`, then the end. When the reader goes away the
 * store is told to stop.
 */
export function tableEvents(container: Container, request: TableRequest, asker: Asker, requestId: string): PassThrough {
  const stream = new PassThrough();
  const controller = new AbortController();
  const startedAt = performance.now();
  const { analytics, progress } = watchedAnalytics(container.analytics);
  const send = (event: string, data: unknown) => {
    if (!stream.writableEnded && !stream.destroyed) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  let asking = false;
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    const elapsedMs = Math.round(performance.now() - startedAt);
    progress()
      // A store that does not show what runs still answers the question.
      .catch(() => ({ rowsRead: 0, rowsToRead: 0, share: null }))
      .then((state) => send('progress', { elapsedMs, ...state }))
      .finally(() => (asking = false));
  }, betweenProgressMs);
  stream.once('close', () => {
    clearInterval(timer);
    controller.abort(new Error('the caller has gone away'));
  });
  send('progress', { elapsedMs: 0, rowsRead: 0, rowsToRead: 0, share: null });
  const finish = async (): Promise<void> => {
    try {
      const table: ReportTable = await readReportTable({ ...container, analytics }, request, asker, { signal: controller.signal });
      send('table', table);
    } catch (error) {
      const problem = toProblemError(error);
      if (problem.code === 'internal' && !controller.signal.aborted) container.log.error({ err: error, reqId: requestId }, 'a question failed');
      send('problem', toProblem(problem, `urn:request:${requestId}`));
    }
    clearInterval(timer);
    stream.end();
  };
  void finish();
  return stream;
}
