// Measures rule sets against other engines on one workload. Usage: node scripts/bench/rules.mjs [rounds] [milliseconds of CPU a round]
import { buildAll } from '../build.mjs';

await buildAll({ page: false });
await import('../../engine/bench/rules.mjs');
