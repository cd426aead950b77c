#!/usr/bin/env -S node --max-semi-space-size=32
// Requests leave much that dies young: with 32 MB for it the collector runs a quarter as often.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const commandLine = join(root, 'server', 'dist', 'cli', 'run-command-line.js');

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Arbiter needs Node.js 20.19 or later; this is ${process.versions.node}. Install a newer one from https://nodejs.org.\n`);
  process.exitCode = 1;
} else {
  if (!existsSync(commandLine)) {
    // A fresh clone: the first command builds the project (seconds), the page is left to `npm start`.
    const { buildAll } = await import(pathToFileURL(join(root, 'scripts', 'build.mjs')).href);
    await buildAll({ page: false });
  }
  const { runCommandLine } = await import(pathToFileURL(commandLine).href);
  process.exitCode = await runCommandLine(process.argv.slice(2));
}
