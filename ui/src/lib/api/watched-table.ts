import type { Problem } from '@arbiter/contracts';
import type { ReportTable, TableProgress, TableRequest } from '@arbiter/contracts/reporting/index';
import { requestEvents } from './client.js';
import { ApiProblem } from './problem.js';

/** The answer to a question; `onProgress` hears how many rows were read of how many. Ending the signal stops the work on the server. */
export async function watchedTable(question: TableRequest, onProgress: (progress: TableProgress) => void, signal?: AbortSignal): Promise<ReportTable> {
  for await (const { event, data } of requestEvents('/v1/report-tables', question, signal)) {
    if (event === 'progress') onProgress(JSON.parse(data) as TableProgress);
    else if (event === 'table') return JSON.parse(data) as ReportTable;
    else if (event === 'problem') throw new ApiProblem(JSON.parse(data) as Problem);
  }
  throw new ApiProblem({ code: 'no-connection', status: 0, detail: 'The connection ended before the answer came' });
}
