import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import type { Analytics } from '../../ports/analytics.js';
import { ClickHouseAnalytics, type ClickHouseEndpoint } from './clickhouse-analytics.js';
import { EmbeddedEngine, type EmbeddedEngineOptions } from './embedded/embedded-engine.js';
import { migrateAnalytics } from './migrate-analytics.js';

export interface OpenAnalytics {
  analytics: Analytics;
  /** Where the engine answers now; another place after the embedded one was restarted. */
  endpoint(): Promise<ClickHouseEndpoint>;
  /** The process of the embedded engine. */
  engineProcessId(): number | undefined;
  close(): Promise<void>;
}

/** Opens the analytical store that the configuration names, with its schema up to date. */
export async function openAnalytics(
  config: Pick<Config, 'clickhouseUrl' | 'clickhouseDatabase' | 'clickhouseMemoryBytes' | 'dataDir'>,
  onEvent?: EmbeddedEngineOptions['onEvent'],
): Promise<OpenAnalytics> {
  const { clickhouseUrl, clickhouseDatabase } = config;
  const engine = clickhouseUrl
    ? undefined
    : await EmbeddedEngine.start({ folder: join(config.dataDir, 'clickhouse'), memoryBytes: config.clickhouseMemoryBytes, ...(onEvent ? { onEvent } : {}) });
  const endpoint = engine ? () => engine.endpoint() : () => Promise.resolve({ url: clickhouseUrl ?? '' });
  const analytics = new ClickHouseAnalytics({
    endpoint,
    database: clickhouseDatabase,
    readsLocalFiles: engine !== undefined,
  });
  const close = async () => {
    await analytics.close();
    await engine?.close();
  };
  try {
    await analytics.createDatabase();
    await migrateAnalytics(analytics);
  } catch (error) {
    await close();
    throw error;
  }
  return { analytics, endpoint, engineProcessId: () => engine?.processId, close };
}
