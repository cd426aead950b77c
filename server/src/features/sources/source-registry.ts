import { analyticsSource, type SourceSettings } from '@arbiter/contracts';
import { StrategyFailure } from '@arbiter/engine/strategy/strategy-services';
import type { Config } from '../../config/config.js';
import type { Container } from '../../container.js';
import type { HttpService, HttpServiceDefinition } from '../../ports/http-service.js';
import type { SourceConnections } from '../../ports/source-connections.js';
import type { SqlGate } from '../../ports/sql-gate.js';
import { secretsOf } from './check-source.js';
import { findSource, listSources, type StoredSource } from './sources.repository.js';

export interface SourceRegistryOptions extends Pick<Container, 'repository' | 'hotState'> {
  connections: SourceConnections;
  config: Pick<Config, 'secretOf' | 'httpLimits' | 'answerLimitBytes'>;
  /** Milliseconds that only go forward. */
  clock: () => number;
  warn: (error: unknown) => void;
}

const topic = 'sources-changed';
const keptMs = 5_000;
/** Calls that run when a source is changed end on the connection they began with. */
const graceMs = 60_000;

type Opened = { kind: 'sql'; gate: SqlGate } | { kind: 'http'; service: HttpService };

/** Sources by name, opened once for each version. A row is asked for again after some seconds; without the repository the last known one serves. */
export class SourceRegistry {
  readonly #options: SourceRegistryOptions;
  readonly #rows = new Map<string, { row: StoredSource | undefined; until: number }>();
  readonly #opened = new Map<string, { version: number; opened: Opened }>();
  readonly #closing = new Map<Opened, NodeJS.Timeout>();
  #listening: Promise<() => Promise<void>> | undefined;
  #closed = false;

  constructor(options: SourceRegistryOptions) {
    this.#options = options;
  }

  async sql(name: string): Promise<SqlGate> {
    if (name === analyticsSource) return this.#options.connections.analytics;
    const opened = await this.#open(name);
    if (opened.kind !== 'sql') throw new StrategyFailure('source-unknown', `The source ${JSON.stringify(name)} is a service, which statements cannot be sent to: call it by an HTTP node`, { retry: false });
    return opened.gate;
  }

  async http(name: string): Promise<HttpService> {
    if (name !== analyticsSource) {
      const opened = await this.#open(name);
      if (opened.kind === 'http') return opened.service;
    }
    throw new StrategyFailure('http-refused', `The source ${JSON.stringify(name)} is a store, not a service: read it by a SQL node`, { retry: false });
  }

  /** The registered service that a whole address belongs to. */
  async httpByAddress(address: string): Promise<HttpService> {
    const sources = await listSources(this.#options.repository);
    const found = sources.find(({ settings }) => settings.kind === 'http' && (address === settings.baseUrl || address.startsWith(settings.baseUrl.endsWith('/') ? settings.baseUrl : `${settings.baseUrl}/`)));
    if (!found) throw new StrategyFailure('http-refused', `The address ${JSON.stringify(address.slice(0, 200))} belongs to no registered service: register it as a source`, { retry: false });
    return this.http(found.name);
  }

  /** Tells this process and the others that a source was changed. */
  async changed(name: string): Promise<void> {
    this.#rows.delete(name);
    await this.#options.hotState.publish(topic, name).catch(this.#options.warn);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#listening?.then((stop) => stop()).catch(this.#options.warn);
    for (const [opened, timer] of this.#closing) {
      clearTimeout(timer);
      await closeOne(opened).catch(this.#options.warn);
    }
    for (const { opened } of this.#opened.values()) await closeOne(opened).catch(this.#options.warn);
    this.#opened.clear();
  }

  async #open(name: string): Promise<Opened> {
    const row = await this.#row(name);
    if (!row || this.#closed) {
      this.#retire(name);
      throw new StrategyFailure('source-unknown', `There is no source ${JSON.stringify(name)}: register it, or mend the name`, { retry: false });
    }
    const known = this.#opened.get(name);
    if (known?.version === row.version) return known.opened;
    this.#retire(name);
    const opened = this.#connect(row);
    this.#opened.set(name, { version: row.version, opened });
    return opened;
  }

  async #row(name: string): Promise<StoredSource | undefined> {
    const { repository, hotState, clock, warn } = this.#options;
    this.#listening ??= hotState.subscribe(topic, (changed) => void this.#rows.delete(changed));
    const known = this.#rows.get(name);
    if (known && known.until > clock()) return known.row;
    try {
      const row = await findSource(repository, name);
      if (this.#rows.size > 10_000) this.#rows.clear();
      this.#rows.set(name, { row, until: clock() + keptMs });
      return row;
    } catch (error) {
      if (!known) throw error;
      warn(error);
      return known.row;
    }
  }

  #connect({ name, settings }: StoredSource): Opened {
    const { connections, config } = this.#options;
    const missing = secretsOf(settings).filter((secret) => config.secretOf(secret) === undefined);
    if (missing.length > 0) throw new StrategyFailure('source-failed', `The source ${JSON.stringify(name)} needs the environment variable ${missing.join(', ')}, which this server does not have: set it and start again`);
    if (settings.kind === 'http') return { kind: 'http', service: connections.openHttp(serviceOf(name, settings, config)) };
    return { kind: 'sql', gate: connections.openSql(settings, settings.passwordSecret === undefined ? undefined : config.secretOf(settings.passwordSecret)) };
  }

  #retire(name: string): void {
    const old = this.#opened.get(name);
    if (!old) return;
    this.#opened.delete(name);
    const timer = setTimeout(() => {
      this.#closing.delete(old.opened);
      closeOne(old.opened).catch(this.#options.warn);
    }, graceMs);
    timer.unref();
    this.#closing.set(old.opened, timer);
  }
}

const closeOne = (opened: Opened) => (opened.kind === 'sql' ? opened.gate.close() : opened.service.close());

function serviceOf(name: string, settings: Extract<SourceSettings, { kind: 'http' }>, { secretOf, httpLimits, answerLimitBytes }: SourceRegistryOptions['config']): HttpServiceDefinition {
  const { limits = {} } = settings;
  const breaker = limits.circuitBreaker ?? {};
  return {
    name,
    baseUrl: settings.baseUrl,
    headers: Object.fromEntries((settings.headers ?? []).map((header) => [header.name, header.value])),
    secretHeaders: Object.fromEntries((settings.secretHeaders ?? []).map((header) => [header.name, `${header.prefix ?? ''}${secretOf(header.secret) ?? ''}`])),
    allowedHosts: settings.allowedHosts ?? [],
    limits: {
      timeoutMs: Math.min(httpLimits.timeoutMs, limits.timeoutMs ?? httpLimits.timeoutMs),
      connections: limits.connections ?? httpLimits.connections,
      answerBytes: Math.min(answerLimitBytes, (limits.answerKb ?? Infinity) * 1024),
      failureRate: breaker.failureRate ?? 0.5,
      leastCalls: breaker.leastCalls ?? 20,
      windowMs: breaker.windowMs ?? 30_000,
      openMs: breaker.openMs ?? 10_000,
    },
  };
}
