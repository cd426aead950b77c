// Writes the JSON Schemas of the optimiser's public documents, solver/*.schema.json, from their definitions in contracts.
// With --check it writes nothing and fails where a file is out of date.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { ProblemDocument } = await import(join(root, 'contracts/dist/problem-document.js'));
const { SolutionDocument } = await import(join(root, 'contracts/dist/solution-document.js'));

let stale = 0;
for (const [name, schema] of [['problem', ProblemDocument], ['solution', SolutionDocument]]) {
  const file = join(root, 'solver', `${name}.schema.json`);
  const text = `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema }, null, 2)}\n`;
  if (process.argv.includes('--check')) {
    if (readFileSync(file, 'utf8') !== text) {
      process.stderr.write(`solver/${name}.schema.json is out of date: run node scripts/write-schemas.mjs\n`);
      stale++;
    }
  } else writeFileSync(file, text);
}
process.exitCode = stale ? 1 : 0;
