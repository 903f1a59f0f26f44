/** `WebAssembly.Memory` by its shape: programs that use the package need no library of types that has the name. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
