/**
 * The parts of the language's global `WebAssembly` that the scan uses. Declared here, since the language's own type library has
 * them only together with those of a browser.
 */
export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  /** Adds pages of 64 KiB; throws RangeError where there are none. */
  grow(pages: number): number;
}

/** A compiled module: it can be handed to another thread, which need not compile it again. */
export type WasmModule = object;

interface WasmGlobal {
  Memory: new (descriptor: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  Module: new (bytes: Uint8Array) => WasmModule;
  Instance: new (module: WasmModule, imports: Record<string, Record<string, unknown>>) => { exports: Record<string, unknown> };
}

/** Null where the language runs without WebAssembly. */
export const wasm: WasmGlobal | null = (globalThis as { WebAssembly?: WasmGlobal }).WebAssembly ?? null;
