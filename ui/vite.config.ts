import { svelte } from '@sveltejs/vite-plugin-svelte';
import tailwindcss from '@tailwindcss/vite';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.ARBITER_URL ?? 'http://127.0.0.1:3000';
const served = ['/v1', '/health', '/docs', '/metrics'];

export default defineConfig({
  plugins: [tailwindcss(), svelte()],
  resolve: {
    // The workspace packages are read as sources, so that the page needs no build of theirs. Not by the condition
    // "source": packages of others have that too, and their sources are not meant for our compiler settings.
    alias: [
      { find: '$lib', replacement: folder('./src/lib') },
      { find: '$features', replacement: folder('./src/features') },
      { find: /^@arbiter\/(contracts|engine|reports)$/, replacement: folder('../$1/src/index.ts') },
      { find: /^@arbiter\/(contracts|engine|reports)\/(.+)$/, replacement: folder('../$1/src/$2.ts') },
    ],
  },
  build: {
    target: 'es2022',
    // The content security policy forbids data: addresses, so every asset is a file.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Few files for the first page: what every page shares is two, each feature its own, charts only where they are drawn.
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules[\\/](?!echarts|zrender|tslib|@codemirror|@lezer|crelt|style-mod|w3c-keyname|@xyflow|@dagrejs|d3-|@svelte-put|driver\.js|cronstrue|diff[\\/]|typebox|re2js|json-rules-engine|jsonpath-plus|eventemitter2|hash-it|saxes|csv-parse|node-diff3|@stdlib|clone)/ },
            { name: 'shared', test: /ui[\\/]src[\\/]lib[\\/](?!i18n[\\/]messages|charts|code)/ },
          ],
        },
      },
    },
  },
  server: { proxy: Object.fromEntries(served.map((path) => [path, { target: server, changeOrigin: false }])) },
});
