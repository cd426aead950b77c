import { workerData } from 'node:worker_threads';
import { ClickHouseAnalytics } from '../adapters/clickhouse/clickhouse-analytics.js';
import { answerAsks, type AskLine } from '../adapters/solver/sql-ask.js';

// Entry of a thread that runs the statements of a test which waits for them.
const { line, endpoint, database } = workerData as { line: AskLine; endpoint: { url: string; password?: string }; database: string };
answerAsks(line, new ClickHouseAnalytics({ endpoint: () => Promise.resolve(endpoint), database, readsLocalFiles: true }));
