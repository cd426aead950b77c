import { defineConfig } from 'vitest/config';

/** Tests read the packages' sources, so that no build is needed between an edit and its test. */
export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    include: ['{contracts,engine,solver,reports,demo,server}/src/**/*.test.ts', 'tests/architecture/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
