// Run by the build, in a process of its own: making a database takes 800 MB for some seconds.
import { writePgliteSeed } from './pglite-seed.js';

await writePgliteSeed();
process.exit(0);
