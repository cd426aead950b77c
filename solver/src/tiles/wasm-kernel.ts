import { type ChunkKernel, PASSES } from './chunk-kernel.js';
import { kernelBytes } from './kernel-module.generated.js';
import { wasm, type WasmMemory, type WasmModule } from './wasm-global.js';

let compiled: WasmModule | null | undefined;

/** The module of the scan, compiled once; null where the platform has no WebAssembly with vectors and shared memory. */
export function kernelModule(): WasmModule | null {
  if (compiled === undefined) compiled = compile();
  return compiled;
}

function compile(): WasmModule | null {
  if (!wasm) return null;
  try {
    return new wasm.Module(Uint8Array.from(kernelBytes));
  } catch {
    // A platform without vectors or shared memory refuses the module as a whole; the plain scan gives the same numbers.
    return null;
  }
}

/** The passes in WebAssembly over the table that a memory describes. The source stands in solver/kernel. */
export function wasmKernel(module: WasmModule, memory: WasmMemory): ChunkKernel {
  const { exports } = new wasm!.Instance(module, { env: { memory } });
  for (const name of PASSES) if (typeof exports[name] !== 'function') throw new Error(`the module of the scan has no function "${name}"; build it anew: node scripts/build-kernel.mjs`);
  return exports as unknown as ChunkKernel;
}
