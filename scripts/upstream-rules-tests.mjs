// Runs json-rules-engine's own tests against the façade of the engine.
// Usage: node scripts/upstream-rules-tests.mjs --from <checkout of github.com/CacheControl/json-rules-engine at v7.3.1> [--tools <folder>] [-- mocha options]
// The checkout needs its development dependencies (npm install there); --tools names another folder whose node_modules holds
// mocha 8, chai 4, chai-as-promised 7, dirty-chai 2, sinon 11, sinon-chai 3, lodash 4, perfy 1 and clone 2.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildAll } from './build.mjs';

const root = resolve(fileURLToPath(import.meta.url), '../..');
const argument = (name) => {
  const at = process.argv.indexOf(name);
  return at > 0 ? process.argv[at + 1] : undefined;
};
const from = argument('--from');
if (!from || !existsSync(join(from, 'test'))) {
  process.stderr.write(`--from must name a checkout of json-rules-engine with its folder "test", not ${from ?? 'nothing'}\n`);
  process.exit(2);
}
const tools = resolve(argument('--tools') ?? from);
const needs = createRequire(join(tools, 'package.json'));
let mocha;
try {
  mocha = needs.resolve('mocha/bin/mocha');
} catch {
  process.stderr.write(`There is no mocha in ${tools}; run "npm install" there, or name another folder by --tools\n`);
  process.exit(2);
}
if (process.env.SKIP_BUILD === undefined) await buildAll({ page: false });
const { build } = await import('esbuild');
const facade = join(root, 'engine/dist/facade/index.js');

/** The modules of the original that its tests import, by what the façade has under those names. */
const modules = {
  index: `export * from ${JSON.stringify(facade)}; export { default } from ${JSON.stringify(facade)};`,
  almanac: `export { Almanac as default } from ${JSON.stringify(facade)};`,
  condition: `export { Condition as default } from ${JSON.stringify(facade)};`,
  fact: `export { Fact as default } from ${JSON.stringify(facade)};`,
  rule: `export { Rule as default } from ${JSON.stringify(facade)};`,
  'engine-default-operators': `export { defaultOperators as default } from ${JSON.stringify(facade)};`,
};

const out = mkdtempSync(join(tmpdir(), 'upstream-rules-'));
try {
  symlinkSync(join(tools, 'node_modules'), join(out, 'node_modules'));
  const test = resolve(from, 'test');
  const files = readdirSync(test, { recursive: true }).filter((file) => file.endsWith('.js'));
  await build({
    entryPoints: files.map((file) => join(test, file)),
    outdir: join(out, 'test'),
    outbase: test,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    plugins: [{
      name: 'facade',
      setup(builder) {
        builder.onResolve({ filter: /^(\.\.\/)+src\// }, ({ path }) => ({ path: basename(path), namespace: 'facade' }));
        builder.onLoad({ filter: /.*/, namespace: 'facade' }, ({ path }) => {
          if (!modules[path]) throw new Error(`The tests import src/${path}, for which the façade has nothing`);
          return { contents: modules[path], resolveDir: root };
        });
        builder.onResolve({ filter: /^[a-z]/ }, ({ path, importer }) => (importer.startsWith(test) ? { path, external: true } : undefined));
        builder.onResolve({ filter: /^\.\/(condition|rule)-factory$/ }, ({ path }) => ({ path, external: true }));
      },
    }],
  });
  const config = join(out, 'mocharc.json');
  writeFileSync(config, JSON.stringify({ file: [join(out, 'test/support/bootstrap.js')], ignore: [join(out, 'test/support/**')], recursive: true, checkLeaks: true, globals: ['expect', 'factories'] }));
  const dashes = process.argv.indexOf('--');
  const { status } = spawnSync(process.execPath, [mocha, '--config', config, ...(dashes > 0 ? process.argv.slice(dashes + 1) : ['--reporter', 'dot']), `${out}/test/**/*.js`], { cwd: out, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(out, { recursive: true, force: true });
}
