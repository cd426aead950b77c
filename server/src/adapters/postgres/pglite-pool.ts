import type { PGlite } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { ProblemError } from '../../http/problem-error.js';

const patienceMs = 30_000;

/** PGlite gives numbers and dates to its serialisers as they are, where pg writes any value as text: level that. */
function toParameter(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (value === undefined) return null;
  return value;
}

/**
 * PGlite as the pool that Kysely's PostgreSQL dialect wants. There is one connection, so a transaction holds up
 * everything else: who waits too long gets an error instead of a silent deadlock (a query outside of the transaction,
 * awaited inside of it, never gets its turn).
 */
export function createPglitePool(database: PGlite): PostgresPool {
  let taken = false;
  const waiting: { give: () => void; timer: NodeJS.Timeout }[] = [];

  const client: PostgresPoolClient = {
    query: (async (text: string, values: readonly unknown[]): Promise<PostgresQueryResult<unknown>> => {
      const result = await database.query(text, values.map(toParameter));
      const command = /^\s*(?:with[\s\S]*?\b)?(insert|update|delete|merge)\b/i.exec(text)?.[1]?.toUpperCase() ?? 'SELECT';
      return { command: command as 'SELECT', rowCount: command === 'SELECT' ? result.rows.length : (result.affectedRows ?? result.rows.length), rows: result.rows };
    }) as PostgresPoolClient['query'],
    release() {
      const next = waiting.shift();
      if (!next) {
        taken = false;
        return;
      }
      clearTimeout(next.timer);
      next.give();
    },
  };

  return {
    connect() {
      if (!taken) {
        taken = true;
        return Promise.resolve(client);
      }
      return new Promise<PostgresPoolClient>((resolve, reject) => {
        const entry = {
          give: () => resolve(client),
          timer: setTimeout(() => {
            waiting.splice(waiting.indexOf(entry), 1);
            reject(new ProblemError('unavailable', `The embedded repository was busy for ${patienceMs / 1000} s. Try again; if this repeats, a transaction awaits a query outside of itself.`, { retryAfterSeconds: 5 }));
          }, patienceMs),
        };
        waiting.push(entry);
      });
    },
    async end() {
      await database.close();
    },
  };
}
