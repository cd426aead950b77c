import type { SourceSettings } from '@arbiter/contracts';
import type { HttpService, HttpServiceDefinition } from './http-service.js';
import type { SqlGate } from './sql-gate.js';

export type SqlSourceSettings = Extract<SourceSettings, { kind: 'clickhouse' | 'postgresql' }>;

/** Ways to sources. What is opened is closed by whoever opened it, `analytics` with the store itself. */
export interface SourceConnections {
  /** The product's own analytical store behind the gate. */
  readonly analytics: SqlGate;
  /** Connects when it is first asked; the password is no part of the settings. */
  openSql(settings: SqlSourceSettings, password: string | undefined): SqlGate;
  openHttp(definition: HttpServiceDefinition): HttpService;
}
