// Compiles the solver's scan (AssemblyScript, solver/kernel) to WebAssembly and writes it as a module of numbers beside the code
// that uses it, so that the solver stays free of files. Does nothing when nothing has changed. Takes about two seconds else.
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const own = fileURLToPath(import.meta.url);
const root = dirname(dirname(own));
const sources = join(root, 'solver', 'kernel');
const target = join(root, 'solver', 'src', 'tiles', 'kernel-module.generated.ts');

const options = [
  '-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--enable', 'threads', '--noExportMemory',
  // The memory is the caller's: it holds a table and may be shared between threads. No function keeps anything of its own there.
  '--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536', '--use', 'abort=',
];

function firstLine() {
  const hash = createHash('sha256').update(readFileSync(join(root, 'node_modules', 'assemblyscript', 'package.json'))).update(readFileSync(own));
  for (const file of readdirSync(sources).filter((name) => name.endsWith('.ts')).sort()) hash.update(file).update('\0').update(readFileSync(join(sources, file))).update('\0');
  return `// Made by scripts/build-kernel.mjs from solver/kernel: ${hash.digest('hex').slice(0, 32)}`;
}

/** Says whether there was anything to do. */
export async function buildKernel() {
  const line = firstLine();
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(`${line}\n`)) return false;
  const { main } = await import('assemblyscript/asc');
  const folder = mkdtempSync(join(tmpdir(), 'arbiter-kernel-'));
  try {
    const binary = join(folder, 'kernel.wasm');
    const { error, stderr } = await main([relative(root, join(sources, 'kernel.ts')).replaceAll('\\', '/'), '--baseDir', root, '--outFile', relative(root, binary).replaceAll('\\', '/'), ...options]);
    if (error) throw new Error(`solver/kernel cannot be compiled: ${error.message}\n${stderr}`);
    // Written beside and renamed: several processes may do this at once, and others may be reading.
    const beside = `${target}.${process.pid}`;
    writeFileSync(beside, `${line}\n/** The WebAssembly module of the scan, byte by byte. */\nexport const kernelBytes: readonly number[] = [${readFileSync(binary).join(',')}];\n`);
    renameSync(beside, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return true;
}

/** What vitest calls before any test. */
export async function setup() {
  await buildKernel();
}

if (process.argv[1] === own) await buildKernel();
