import { defineConfig } from 'vitest/config';

/** Journeys run against the built product, one after the other, in a real browser. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: { include: ['tests/e2e/**/*.journey.ts'], testTimeout: 240_000, hookTimeout: 240_000, pool: 'forks', maxWorkers: 1, fileParallelism: false },
});
