// `npm run bench [NAME …]`: runs the measurements of scripts/bench one after the other, on the built product.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, root } from './ensure-installed.mjs';

ensureInstalled();
const folder = join(root, 'scripts', 'bench');
const known = readdirSync(folder).filter((file) => file.endsWith('.mjs')).map((file) => file.slice(0, -4)).sort();
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no measurement ${unknown.join(', ')}. There are: ${known.join(', ')}\n`);
  process.exit(2);
}
const { buildAll } = await import('./build.mjs');
await buildAll({ page: false });
process.stdout.write(`${cpus().length} × ${cpus()[0]?.model ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}, ${new Date().toISOString().slice(0, 10)}\n`);
let failed = 0;
for (const name of asked.length > 0 ? asked : known) {
  process.stdout.write(`\n## ${name}\n`);
  if (spawnSync(process.execPath, [join(folder, `${name}.mjs`)], { cwd: root, stdio: 'inherit' }).status !== 0) failed += 1;
}
process.exit(failed ? 1 : 0);
