// Failing cases of the DMN TCK, by folder: `node scripts/tck.mjs FOLDER [PART-OF-FOLDER-NAME]`, or ARBITER_CONFORMANCE for FOLDER.
// FOLDER holds compliance-level-2 and compliance-level-3. Runs the sources, no build is needed.
import { createRequire } from 'node:module';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './ensure-installed.mjs';

const given = process.argv.slice(2);
const isFolder = (path) => path !== undefined && (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
const folder = isFolder(given[0]) ? given.shift() : process.env.ARBITER_CONFORMANCE;
if (!isFolder(folder)) {
  process.stderr.write('Name the folder that holds compliance-level-2 and compliance-level-3, or set ARBITER_CONFORMANCE.\n');
  process.exit(2);
}
const { buildSync } = createRequire(import.meta.url)('esbuild');
const made = mkdtempSync(join(tmpdir(), 'arbiter-tck-'));
try {
  const outfile = join(made, 'print-tck.mjs');
  buildSync({ absWorkingDir: root, entryPoints: ['tests/conformance/print-tck.ts'], bundle: true, platform: 'node', format: 'esm', conditions: ['source'], outfile, logLevel: 'warning', banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' } });
  const { printTck } = await import(pathToFileURL(outfile).href);
  process.stdout.write(`${printTck(folder, given[0]).join('\n')}\n`);
} finally {
  rmSync(made, { recursive: true, force: true });
}
