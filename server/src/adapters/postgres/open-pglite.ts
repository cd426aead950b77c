import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PGlite, type ParserOptions } from '@electric-sql/pglite';
import { readPgliteSeed } from './pglite-seed.js';

/**
 * Opens the embedded database of a folder, made when missing, or one in memory. A half-made folder of a first start
 * that was killed is thrown away: the database is made beside and moved.
 */
export async function openPglite(folder: string | undefined, parsers: ParserOptions): Promise<PGlite> {
  if (folder === undefined) {
    const seed = await readPgliteSeed();
    return PGlite.create({ parsers, ...(seed ? { loadDataDir: seed } : {}) });
  }
  if (!existsSync(join(folder, 'PG_VERSION'))) {
    const unfinished = `${folder}.new`;
    await mkdir(dirname(folder), { recursive: true });
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { recursive: true });
    const seed = await readPgliteSeed();
    const first = await PGlite.create(unfinished, seed ? { loadDataDir: seed } : {});
    await first.close();
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
  }
  return PGlite.create(folder, { parsers });
}
