// Transpiles every package into its dist/ (types are checked by `npm run check`), then builds the page.
// Skips what has not changed, so that a second `npm start` is quick.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildKernel } from './build-kernel.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const nodePackages = ['contracts', 'engine', 'solver', 'reports', 'demo', 'server'];
const copied = /\.(sql|json|wasm|tgz|py)$/;

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.split(/[\\/]/).includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

function isFresh(dist, stamp) {
  const file = join(dist, '.stamp');
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

async function buildNodePackage(name) {
  const { build } = await import('esbuild');
  const source = join(root, name, 'src');
  const dist = join(root, name, 'dist');
  const files = filesUnder(source).filter((file) => !file.endsWith('.test.ts'));
  const stamp = fingerprint([...files, fileURLToPath(import.meta.url)]);
  if (isFresh(dist, stamp)) return false;
  rmSync(dist, { recursive: true, force: true });
  await build({
    entryPoints: files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts')),
    outdir: dist,
    outbase: source,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    bundle: false,
    logLevel: 'error',
  });
  for (const file of files.filter((file) => copied.test(file))) {
    const target = join(dist, relative(source, file));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
  if (name === 'engine') await build({ ...runtimeBundleOptions(source), outfile: join(dist, 'strategy-runtime.js') });
  writeFileSync(join(dist, '.stamp'), stamp);
  return true;
}

/** What the code of a strategy runs on, as one script that defines `ArbiterRuntime`: exported strategies carry it along. */
export const runtimeBundleOptions = (source) => ({
  entryPoints: [join(source, 'runtime', 'runtime.ts')],
  format: 'iife',
  globalName: 'ArbiterRuntime',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  conditions: ['source'],
  target: 'node20',
  bundle: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'error',
});

async function buildPage() {
  const dist = join(root, 'ui', 'dist');
  const sources = ['contracts', 'reports'].flatMap((name) => filesUnder(join(root, name, 'src')));
  const own = filesUnder(join(root, 'ui')).filter((file) => !relative(join(root, 'ui'), file).startsWith('dist'));
  const stamp = fingerprint([...sources, ...own]);
  if (isFresh(dist, stamp)) return false;
  const { build } = await import('vite');
  await build({ root: join(root, 'ui'), configFile: join(root, 'ui', 'vite.config.ts'), logLevel: 'warn' });
  writeFileSync(join(dist, '.stamp'), stamp);
  return true;
}

/** Packs an empty embedded database once per installation, so that first starts and tests need not make one (5 s). */
function packEmptyDatabase() {
  const child = spawn(process.execPath, [join(root, 'server', 'dist', 'adapters', 'postgres', 'write-pglite-seed.js')], { stdio: ['ignore', 'ignore', 'inherit'] });
  // Without it everything works, only slower.
  return new Promise((resolve) => child.once('exit', resolve).once('error', resolve));
}

export async function buildAll({ page = true } = {}) {
  const built = [];
  await buildKernel();
  for (const name of nodePackages) if (await buildNodePackage(name)) built.push(name);
  const packed = built.includes('server') ? packEmptyDatabase() : undefined;
  if (page && (await buildPage())) built.push('ui');
  await packed;
  return built;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const built = await buildAll({ page: !process.argv.includes('--no-page') });
  process.stdout.write(built.length ? `built ${built.join(', ')}\n` : 'nothing to build\n');
}
