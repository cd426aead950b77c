import type { Config } from '../../config/config.js';
import type { Analytics } from '../../ports/analytics.js';
import type { SourceConnections, SqlSourceSettings } from '../../ports/source-connections.js';
import type { SqlGateLimits } from '../../ports/sql-gate.js';
import { ClickHouseAnalytics } from '../clickhouse/clickhouse-analytics.js';
import { UndiciHttpService } from '../http-client/undici-http-service.js';
import { ClickHouseGate } from './clickhouse-gate.js';
import { PostgresGate } from './postgres-gate.js';

type Limits = Pick<Config, 'sqlLimits' | 'answerLimitBytes' | 'clickhouseDatabase'>;

/** @param clock milliseconds that only go forward */
export function openSourceConnections(config: Limits, analytics: Analytics, clock: () => number): SourceConnections {
  const own: SqlGateLimits = { ...config.sqlLimits, answerBytes: config.answerLimitBytes };
  return {
    analytics: new ClickHouseGate({ store: analytics, database: config.clickhouseDatabase, limits: own }),
    openSql(settings, password) {
      const limits = narrowed(own, settings.limits);
      const url = new URL(settings.url);
      if (password !== undefined) url.password = encodeURIComponent(password);
      if (settings.kind === 'postgresql') return new PostgresGate({ url: url.href, limits });
      const store = new ClickHouseAnalytics({ endpoint: () => Promise.resolve({ url: url.href }), database: settings.database, readsLocalFiles: false, requestTimeoutMs: limits.timeoutMs + 1_000 });
      return new ClickHouseGate({ store, database: settings.database, limits, close: () => store.close() });
    },
    openHttp: (definition) => new UndiciHttpService(definition, clock),
  };
}

function narrowed(own: SqlGateLimits, limits: SqlSourceSettings['limits'] = {}): SqlGateLimits {
  return {
    ...own,
    timeoutMs: Math.min(own.timeoutMs, limits.timeoutMs ?? own.timeoutMs),
    rowsToRead: Math.min(own.rowsToRead, limits.rowsToRead ?? own.rowsToRead),
    memoryBytes: Math.min(own.memoryBytes, (limits.memoryMb ?? Infinity) * 2 ** 20),
    // A source knows best how many connections it bears.
    connections: limits.connections ?? own.connections,
  };
}
