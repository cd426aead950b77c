import type { PGlite } from '@electric-sql/pglite';
import { runMigrations } from 'bullmq';
import { openPglite } from '../postgres/open-pglite.js';
import { int8Oid } from '../postgres/value-types.js';

interface QueryResult<Row> {
  rows: Row[];
  rowCount: number;
}

interface Notification {
  channel: string;
  payload: string;
}

type Listener = (notification: Notification) => void;

/** BullMQ's namespace; a pool that is handed over always means this one. */
const schema = 'bullmq';

/**
 * As much of a `pg.Pool` as BullMQ's PostgreSQL backend asks for, over one PGlite instance. PGlite has a single session
 * and runs one statement after the other, so every "connection" is this same one.
 */
export class PgliteQueuePool {
  private listeners: Listener[] = [];
  private stopNotifications: (() => void) | undefined;

  private constructor(private readonly database: PGlite) {}

  /** Opens the folder (made when missing) and brings BullMQ's tables up to date. Only one process may have it open. */
  static async open(directory: string): Promise<PgliteQueuePool> {
    // Like the `pg` driver, BullMQ's own, 64-bit integers come as text.
    const database = await openPglite(directory, { [int8Oid]: (text) => text });
    const pool = new PgliteQueuePool(database);
    try {
      await runMigrations(pool, schema);
      await database.exec(`SET search_path TO ${schema}`);
      pool.stopNotifications = database.onNotification((channel, payload) => {
        for (const listener of [...pool.listeners]) listener({ channel, payload });
      });
      return pool;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /** Migrations are scripts of many statements, which only the simple protocol takes; it knows no parameters. */
  async query<Row = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<QueryResult<Row>> {
    if (params !== undefined && params.length > 0) {
      const { rows, affectedRows } = await this.database.query<Row>(text, [...params]);
      return { rows, rowCount: affectedRows ?? rows.length };
    }
    const last = (await this.database.exec(text)).at(-1);
    const rows = (last?.rows ?? []) as Row[];
    return { rows, rowCount: last?.affectedRows ?? rows.length };
  }

  async connect(): Promise<PgliteQueueClient> {
    return new PgliteQueueClient(this);
  }

  addListener(listener: Listener): void {
    this.listeners.push(listener);
  }

  dropListeners(drop: (listener: Listener) => boolean): void {
    this.listeners = this.listeners.filter((listener) => !drop(listener));
  }

  /** A local instance has no idle connections that could drop. */
  on(): this {
    return this;
  }

  removeAllListeners(): this {
    return this;
  }

  async end(): Promise<void> {
    this.stopNotifications?.();
    await this.database.close();
  }
}

/** A "checked out" connection: the same session, with notification listeners of its own. */
class PgliteQueueClient {
  private own: Listener[] = [];

  constructor(private readonly pool: PgliteQueuePool) {}

  query<Row = Record<string, unknown>>(text: string, params?: readonly unknown[]): Promise<QueryResult<Row>> {
    return this.pool.query<Row>(text, params);
  }

  on(event: 'notification' | 'error' | 'end', listener: (value: never) => void): this {
    if (event === 'notification') {
      this.own.push(listener as Listener);
      this.pool.addListener(listener as Listener);
    }
    return this;
  }

  removeListener(_event: 'notification', listener: Listener): this {
    this.own = this.own.filter((each) => each !== listener);
    this.pool.dropListeners((each) => each === listener);
    return this;
  }

  removeAllListeners(event?: string): this {
    if (event === undefined || event === 'notification') {
      const own = this.own;
      this.own = [];
      this.pool.dropListeners((listener) => own.includes(listener));
    }
    return this;
  }

  release(): void {
    this.removeAllListeners();
  }
}
