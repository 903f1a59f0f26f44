/** What tensors may be computed on. */

/** Name of an engine: TensorFlow's own library, or WebAssembly. */
export type EngineName = "native" | "wasm";

/** Which engine is asked for; `auto` is the quickest there is. */
export type EngineChoice = EngineName | "auto";

/** What an engine may be asked for by. */
export const ENGINE_CHOICES: readonly EngineChoice[] = ["auto", "native", "wasm"];
