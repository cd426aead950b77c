// Failing cases of the DMN compatibility kit, by folder: `node scripts/tck.mjs [FOLDER] [PART-OF-A-FOLDER-NAME]`.
import { conformanceFolder, loadConformance } from './load-conformance.mjs';

const { folder, rest } = conformanceFolder(process.argv.slice(2));
const { printTck } = await loadConformance();
process.stdout.write(`${printTck(folder, rest[0]).join('\n')}\n`);
