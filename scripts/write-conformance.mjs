// Writes docs/conformance.md from a run of the DMN compatibility kit: `node scripts/write-conformance.mjs [FOLDER]`.
// Refuses where a case fails that tests/conformance/shortfalls.ts gives no reason for.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure-installed.mjs';
import { conformanceFolder, loadConformance } from './load-conformance.mjs';

const { folder } = conformanceFolder(process.argv.slice(2));
const { conformancePage, readTck, reasonOf, runSuite } = await loadConformance();
const outcomes = readTck(folder).flatMap((suite) => runSuite(suite));
const unexplained = outcomes.filter(({ passed, key }) => !passed && reasonOf(key) === undefined);
if (unexplained.length > 0) {
  process.stderr.write(`${unexplained.map(({ key, why }) => `${key}: ${why}`).join('\n')}\nGive each a reason in tests/conformance/shortfalls.ts, or mend it.\n`);
  process.exit(1);
}
writeFileSync(join(root, 'docs', 'conformance.md'), conformancePage(outcomes));
