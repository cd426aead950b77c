// Bundles the runner of the DMN compatibility kit from its sources, so that no build is needed, and finds the kit's folder.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './ensure-installed.mjs';

const isFolder = (path) => path !== undefined && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);

/** The folder named first among the arguments, or by ARBITER_CONFORMANCE, and the arguments that are left. */
export function conformanceFolder(given) {
  const rest = [...given];
  const folder = isFolder(rest[0]) ? rest.shift() : process.env.ARBITER_CONFORMANCE;
  if (isFolder(folder)) return { folder, rest };
  process.stderr.write('Name the folder that holds compliance-level-2 and compliance-level-3, or set ARBITER_CONFORMANCE.\n');
  process.exit(2);
}

export async function loadConformance() {
  const { buildSync } = createRequire(import.meta.url)('esbuild');
  const made = mkdtempSync(join(tmpdir(), 'arbiter-conformance-'));
  try {
    const outfile = join(made, 'conformance.mjs');
    buildSync({ absWorkingDir: root, entryPoints: ['tests/conformance/index.ts'], bundle: true, platform: 'node', format: 'esm', conditions: ['source'], outfile, logLevel: 'warning', banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' } });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}
