import { join } from 'node:path';
import { Kysely, Migrator, PostgresDialect, sql, type PostgresPool } from 'kysely';
import pg from 'pg';
import type { Config } from '../../config/config.js';
import { ProblemError } from '../../http/problem-error.js';
import type { Database } from '../../repository/tables.js';
import { migrations } from './migrations.js';
import { openPglite } from './open-pglite.js';
import { createPglitePool } from './pglite-pool.js';
import { int8Oid, parseInt8 } from './value-types.js';

export type Repository = Kysely<Database>;

const parsers = { [int8Oid]: parseInt8 };

function openPostgres(url: string, poolSize: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    application_name: 'arbiter',
    types: { getTypeParser: ((oid: number, format?: 'text' | 'binary') => (oid === int8Oid ? parseInt8 : pg.types.getTypeParser(oid, format as 'text'))) as typeof pg.types.getTypeParser },
  });
  // An idle connection that breaks (a restart of the server) is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
}

export interface RepositoryOptions {
  databaseUrl: string | undefined;
  databasePoolSize: number;
  /** Folder of the embedded database; without it the database lives in memory (tests). */
  folder: string | undefined;
}

/** Opens the repository and brings its schema up to date. The embedded folder must be locked by this process. */
export async function openRepository(options: RepositoryOptions): Promise<Repository> {
  const pool: PostgresPool = options.databaseUrl ? openPostgres(options.databaseUrl, options.databasePoolSize) : createPglitePool(await openPglite(options.folder, parsers));
  const repository = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    await migrateRepository(repository);
  } catch (error) {
    await repository.destroy();
    throw error;
  }
  return repository;
}

/** What the repository of this configuration is opened with. */
export function repositoryOptions(config: Pick<Config, 'databaseUrl' | 'databasePoolSize' | 'dataDir'>): RepositoryOptions {
  return { databaseUrl: config.databaseUrl, databasePoolSize: config.databasePoolSize, folder: join(config.dataDir, 'repository') };
}

/** Kysely runs this under an advisory lock, so that processes that start together do not collide. */
export async function migrateRepository(repository: Repository): Promise<void> {
  const migrator = new Migrator({ db: repository, provider: { getMigrations: () => Promise.resolve(migrations) } });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  const reason = error instanceof Error ? error.message : String(error);
  throw new ProblemError('unavailable', failed ? `Migration ${failed} of the repository failed: ${reason}` : `The repository (PostgreSQL) cannot be opened: ${reason}. Check DATABASE_URL and that the server runs.`, { cause: error });
}

export async function pingRepository(repository: Repository): Promise<void> {
  await sql`SELECT 1`.execute(repository);
}
