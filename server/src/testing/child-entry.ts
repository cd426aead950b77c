import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a TypeScript file (with the packages of this repository, from their sources) into one that plain `node` can
 * run as a child process, for tests that kill processes. Returns its path.
 */
export async function buildChildEntry(source: string): Promise<string> {
  // Inside node_modules, so that the bundle finds the installed packages it leaves out.
  const serverRoot = dirname(createRequire(import.meta.url).resolve('../../package.json'));
  const folder = join(serverRoot, 'node_modules', '.cache', 'test-children');
  await mkdir(folder, { recursive: true });
  const name = `${basename(source, '.ts')}-${createHash('sha256').update(`${source}${process.pid}`).digest('hex').slice(0, 8)}.mjs`;
  const outfile = join(folder, name);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['source'],
    logLevel: 'error',
    plugins: [
      {
        name: 'leave-installed-packages-out',
        setup: ({ onResolve }) => onResolve({ filter: /^[^./]/ }, ({ path }) => (path.startsWith('@arbiter/') || path === source ? undefined : { external: true })),
      },
    ],
  });
  return outfile;
}
