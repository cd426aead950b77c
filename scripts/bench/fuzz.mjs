// Fuzzes compiled rule sets against json-rules-engine. Usage: node scripts/bench/fuzz.mjs [--pairs 200000] [--seed 1] [--facts 40]
import { buildAll } from '../build.mjs';

await buildAll({ page: false });
await import('../../engine/bench/fuzz-rule-sets.mjs');
