import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { projectRoot } from '../../project-root.js';

/** An empty database of the installed PGlite, packed. It is made once, by the build, in the cache of the installation. */
function seedFile(): string {
  let folder = dirname(createRequire(import.meta.url).resolve('@electric-sql/pglite'));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  const { version } = createRequire(import.meta.url)(join(folder, 'package.json')) as { version: string };
  return join(projectRoot, 'node_modules', '.cache', 'arbiter', `pglite-${version}.tgz`);
}

/** The packed database, or nothing where the build made none: opening then takes some seconds longer. */
export async function readPgliteSeed(): Promise<Blob | undefined> {
  try {
    return new Blob([new Uint8Array(await readFile(seedFile()))]);
  } catch {
    return undefined;
  }
}

/** Makes the packed database unless it is there. Takes some seconds and 800 MB. */
export async function writePgliteSeed(): Promise<boolean> {
  const file = seedFile();
  if (existsSync(file)) return false;
  const database = await PGlite.create();
  const packed = await database.dumpDataDir('gzip');
  await database.close();
  await mkdir(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, Buffer.from(await packed.arrayBuffer()));
  await rename(unfinished, file);
  return true;
}
