import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Analytics } from '../../ports/analytics.js';
import { projectRoot } from '../../project-root.js';
import { splitStatements } from './split-statements.js';

/** The folder of the analytical schema: beside the built files of `reports` when this is a built file, else its sources. */
function schemaFolder(): string {
  const built = join(projectRoot, 'reports', 'dist', 'schema');
  const source = join(projectRoot, 'reports', 'src', 'schema');
  const runsFromSource = dirname(fileURLToPath(import.meta.url)).includes(join('server', 'src'));
  return !runsFromSource && existsSync(built) ? built : source;
}

/**
 * Brings the analytical schema up to date: each .sql file once, in the order of names. ClickHouse has no
 * transactions for this, so every statement of a file must bear being run again after a crash (IF NOT EXISTS).
 * Returns the names of the files that were applied now.
 */
export async function migrateAnalytics(analytics: Analytics, folder = schemaFolder()): Promise<string[]> {
  await analytics.command(
    'CREATE TABLE IF NOT EXISTS schema_migrations (name String, hash String, applied_at DateTime64(3, \'UTC\')) ENGINE = ReplacingMergeTree(applied_at) ORDER BY name',
  );
  const known = new Set((await analytics.query<{ name: string }>('SELECT name FROM schema_migrations FINAL')).map((row) => row.name));
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const applied: string[] = [];
  for (const name of files) {
    if (known.has(name)) continue;
    const text = await readFile(join(folder, name), 'utf8');
    for (const statement of splitStatements(text)) await analytics.command(statement);
    await analytics.command('INSERT INTO schema_migrations SELECT {name:String}, {hash:String}, now64(3)', { name, hash: createHash('sha256').update(text).digest('hex') });
    applied.push(name);
  }
  return applied;
}
