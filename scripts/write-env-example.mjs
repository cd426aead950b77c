// Writes .env.example from the schema of the configuration; a test holds the two together.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildAll } from './build.mjs';
import { root } from './ensure-installed.mjs';

await buildAll({ page: false });
const { writeEnvExample } = await import('../server/dist/config/write-env-example.js');
writeFileSync(join(root, '.env.example'), writeEnvExample());
