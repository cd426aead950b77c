import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, type ParserOptions } from '@electric-sql/pglite';
import { readPgliteSeed } from './pglite-seed.js';

/**
 * Opens the embedded database of a folder, made when missing, or one in memory. What a first start left behind that
 * was killed half way is thrown away and made anew: a mark beside the folder stands until the database is whole.
 */
export async function openPglite(folder: string | undefined, parsers: ParserOptions): Promise<PGlite> {
  const fresh = async () => {
    const seed = await readPgliteSeed();
    return { parsers, ...(seed ? { loadDataDir: seed } : {}) };
  };
  if (folder === undefined) return PGlite.create(await fresh());
  const unfinished = `${folder}.unfinished`;
  if (existsSync(unfinished)) await rm(folder, { recursive: true, force: true });
  if (existsSync(join(folder, 'PG_VERSION'))) return PGlite.create(folder, { parsers });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(unfinished, '');
  const database = await PGlite.create(folder, await fresh());
  await rm(unfinished);
  return database;
}
