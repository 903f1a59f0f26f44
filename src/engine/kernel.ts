/** This project's WebAssembly kernels, and the memory that they work in. */
import { readFileSync } from "node:fs";
import { SlateLabError } from "../core/errors.ts";
import { inGigabytes } from "../core/room.ts";
import type { WasmMemory } from "../core/wasm-memory.ts";
import { kernelPath } from "./paths.ts";

/** Bytes of a page of WebAssembly memory. */
export const PAGE = 65_536;
/** Pages of the largest memory of WebAssembly: 4 GiB. */
export const MOST_PAGES = 65_536;

const compiled = new Map<string, WebAssembly.Module>();

/** Opens a compiled WebAssembly module such as `world.wasm`, in the memory given, else in one of its own. */
export function openKernel<Exports>(name: string, memory?: WasmMemory): Exports {
  const abort = () => {
    throw new Error(`The kernel ${name} aborted`);
  };
  const env: WebAssembly.ModuleImports = memory ? { memory: memory as WebAssembly.Memory, abort } : { abort };
  return new WebAssembly.Instance(compile(name), { env }).exports as Exports;
}

/** What every machine runs; the fused kernels of tensors are tried where an engine opens. */
const KERNELS = ["compare.wasm", "factors.wasm", "lsa.wasm", "neighbours.wasm", "tensor.wasm", "world.wasm"] as const;

/** Compiles every kernel and returns their names. Throws a SlateLabError for one that is missing, a CompileError for a damaged one. */
export function compileKernels(): readonly string[] {
  for (const name of KERNELS) compile(name);
  return KERNELS;
}

/**
 * Grows a memory to at least so many bytes; views of it are void afterwards. Throws a SlateLabError, which calls it `what`, where
 * there is no room.
 */
export function growTo(memory: WasmMemory, bytes: number, what: string): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (cause) {
    const room = `${inGigabytes(bytes)} GB do not fit into WebAssembly memory (at most 4.3 GB)`;
    throw new SlateLabError(`No room for ${what}: ${room}`, { cause });
  }
}

/** Each module is compiled once. */
function compile(name: string): WebAssembly.Module {
  const module = compiled.get(name) ?? new WebAssembly.Module(readFileSync(kernelPath(name)));
  compiled.set(name, module);
  return module;
}
