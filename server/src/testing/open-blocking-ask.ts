import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Ask } from '@arbiter/solver/sql-scan/sql-text';
import { openAnalytics } from '../adapters/clickhouse/open-analytics.js';
import { askOver } from '../adapters/solver/sql-ask.js';
import { entryPoint } from '../entry-points.js';
import type { Analytics } from '../ports/analytics.js';

export interface BlockingAsk {
  ask: Ask;
  analytics: Analytics;
  close(): Promise<void>;
}

/** An embedded engine in a folder of its own whose statements a test may wait for without a promise. */
export async function openBlockingAsk(memoryBytes = 1.5 * 2 ** 30): Promise<BlockingAsk> {
  const folder = await mkdtemp(join(tmpdir(), 'arbiter-ask-'));
  const opened = await openAnalytics({ clickhouseUrl: undefined, clickhouseDatabase: 'arbiter', clickhouseMemoryBytes: memoryBytes, dataDir: folder });
  const { port1, port2 } = new MessageChannel();
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(entryPoint('testing/sql-ask-thread'), { execArgv: [], workerData: { line: { port: port2, answered }, endpoint: await opened.endpoint(), database: 'arbiter' }, transferList: [port2] });
  return {
    ask: askOver({ port: port1, answered }),
    analytics: opened.analytics,
    close: async () => {
      await worker.terminate();
      await opened.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
