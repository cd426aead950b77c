import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Where the built file of a child process or worker thread is, given its path under `src` without an extension.
 * Node runs these as they are, so a test that runs from the sources needs the build for them.
 */
export function entryPoint(path: string): string {
  const built = join(dirname(here), 'dist', `${path}.js`);
  if (!existsSync(built)) throw new Error(`The built file ${relative(dirname(dirname(here)), built).split(sep).join('/')} is missing; run: node scripts/build.mjs --no-page`);
  return built;
}
