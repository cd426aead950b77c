import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Ask, SqlQuery, SqlRow } from '@arbiter/solver/sql-scan/sql-text';
import type { Analytics } from '../../ports/analytics.js';

/** What crosses between a thread that waits and the one that runs its statements. */
export interface AskLine {
  port: MessagePort;
  /** 0 while an answer is awaited, 1 once it lies in the port. */
  answered: Int32Array;
}
type Answer = { rows: SqlRow[] } | { refused: string };
/** Name of the error that `askOver` throws for a statement that did not run. */
export const statementRefused = 'StatementRefused';

/** For the thread that waits: posts a statement and blocks until its answer is there. */
export function askOver({ port, answered }: AskLine): Ask {
  return (query) => {
    Atomics.store(answered, 0, 0);
    port.postMessage(query);
    Atomics.wait(answered, 0, 0);
    const message = receiveMessageOnPort(port)?.message as Answer | undefined;
    if (!message) throw new Error('the thread that runs the statements gave no answer');
    if ('rows' in message) return message.rows;
    throw Object.assign(new Error(message.refused), { name: statementRefused });
  };
}

/** For the thread that runs: answers every statement that comes, one after the other, until the port closes. */
export function answerAsks({ port, answered }: AskLine, analytics: Analytics, signal?: AbortSignal): void {
  port.on('message', (query: SqlQuery) => {
    void run(query, analytics, signal).then((answer) => {
      port.postMessage(answer);
      Atomics.store(answered, 0, 1);
      Atomics.notify(answered, 0);
    });
  });
}

/** Of a file only the columns that are asked for are read; groupings that do not fit into memory go to the disk. */
const settings = { output_format_json_quote_64bit_integers: 1, output_format_json_quote_denormals: 0, max_query_size: 64 * 2 ** 20, max_bytes_before_external_group_by: 2 ** 29, input_format_skip_unknown_fields: 1 };

async function run({ sql, params, kind }: SqlQuery, analytics: Analytics, signal: AbortSignal | undefined): Promise<Answer> {
  const options = { settings, ...(signal ? { signal } : {}) };
  try {
    if (kind === 'rows') return { rows: await analytics.query<SqlRow>(sql, params, options) };
    await analytics.command(sql, params, options);
    return { rows: [] };
  } catch (error) {
    return { refused: error instanceof Error ? error.message : String(error) };
  }
}
