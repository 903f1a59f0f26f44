import { createRequire } from "node:module";
import { NATIVE } from "./engine.ts";

/** Numbers over steps, as TensorBoard shows them. */
export interface Scalars {
  scalar(name: string, value: number, step: number): void;
  /** Brings to disk what was written. */
  flush(): void;
}

/**
 * Opens a new event file of TensorBoard in a folder. Needs the native engine: its package has the one such writer that is kept
 * up.
 */
export function openScalars(folder: string): Scalars {
  const native = createRequire(import.meta.url)(NATIVE) as { node: { summaryFileWriter(folder: string): Scalars } };
  return native.node.summaryFileWriter(folder);
}
