import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-layers"; // tfjs-core's own Node bundle registers no gradients; this is the smallest one that does
import { setWasmPaths, version_wasm as version } from "@tensorflow/tfjs-backend-wasm";
import { SlateLabError } from "../core/errors.ts";
import { installKernels } from "./wasm-kernels.ts";

/** The running WebAssembly backend. */
export interface WasmBackend {
  /** Version of its package. */
  version: string;
  /** A few words on which kernels serve it. */
  kernels: string;
  close(): void;
}

/** Starts the WebAssembly backend from the package's files on disk, with this project's kernels in it. */
export async function openWasmBackend(): Promise<WasmBackend> {
  const main = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(dirname(main) + sep);
  const restore = guardListeners();
  const started = await tf.setBackend("wasm");
  restore();
  if (!started) throw new SlateLabError("The WebAssembly backend of TensorFlow.js does not start");
  const { summary, uninstall } = installKernels(tf.backend());
  return { version, kernels: summary, close: () => closeBackend(uninstall) };
}

function closeBackend(uninstall: () => void): void {
  uninstall();
  const restore = guardListeners();
  tf.engine().reset();
  restore();
}

const FATAL = ["uncaughtException", "unhandledRejection"] as const;

/**
 * The backend's loader adds listeners to fatal errors that garble their report, and takes everybody's listeners away
 * when it is disposed. The function returned puts them back as they were.
 */
function guardListeners(): () => void {
  const before = FATAL.map((event) => process.rawListeners(event));
  return () => {
    for (const [i, event] of FATAL.entries()) {
      process.removeAllListeners(event);
      for (const listener of before[i]) process.on(event, listener as () => void);
    }
  };
}
