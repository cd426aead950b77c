import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Tests read the packages' sources, so that no build is needed between an edit and its test. */
export default defineConfig({
  // Runes of the page's own modules.
  plugins: [svelte({ configFile: false })],
  resolve: { conditions: ['source'], alias: { $lib: fileURLToPath(new URL('./ui/src/lib', import.meta.url)), $features: fileURLToPath(new URL('./ui/src/features', import.meta.url)) } },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
  test: {
    exclude: ['**/node_modules/**', '**/dist/**'],
    projects: [
      // Pure packages keep nothing between tests: their files share what they import, which a file of its own would import anew.
      { extends: true, test: { name: 'pure', include: ['{contracts,engine,reports,demo}/src/**/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'whole', include: ['{solver,server,ui}/src/**/*.test.ts', 'tests/{architecture,conformance}/**/*.test.ts'] } },
    ],
    // The solver's scan is compiled where it is missing or older than its source.
    globalSetup: ['scripts/build-kernel.mjs'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    pool: 'forks',
    maxWorkers: 2,
  },
});
