// Writes docs/openapi.json, the contract of the HTTP API; a test holds it to the routes.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAll } from './build.mjs';
import { root } from './ensure-installed.mjs';

await buildAll({ page: false });
const { buildApp } = await import('../server/dist/app.js');
const { parseConfig } = await import('../server/dist/config/config.js');
const { openContainer } = await import('../server/dist/container.js');

const dataDir = mkdtempSync(join(tmpdir(), 'arbiter-openapi-'));
const container = await openContainer(parseConfig({ ARBITER_DATA_DIR: dataDir, LOG_LEVEL: 'error', ARBITER_DEMO: 'off' }));
try {
  const app = await buildApp(container);
  await app.ready();
  mkdirSync(join(root, 'docs'), { recursive: true });
  // One line a path: small, and a change shows where it is.
  const { paths, ...rest } = app.swagger();
  const lines = Object.entries(paths).map(([path, methods]) => `  ${JSON.stringify(path)}: ${JSON.stringify(methods)}`);
  const head = JSON.stringify(rest, null, 2).replace(/\n}$/, '');
  writeFileSync(join(root, 'docs', 'openapi.json'), `${head},\n  "paths": {\n${lines.join(',\n')}\n  }\n}\n`);
  await app.close();
} finally {
  await container.close();
  rmSync(dataDir, { recursive: true, force: true });
}
