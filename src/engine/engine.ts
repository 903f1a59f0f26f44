import { createRequire } from "node:module";
import util from "node:util";
import * as tf from "@tensorflow/tfjs-core";
import { ENGINE_CHOICES, type EngineChoice, type EngineName } from "../core/engines.ts";
import { SlateLabError, UsageError, unknownName } from "../core/errors.ts";
import { installNativeKernels } from "./native-kernels.ts";
import type { NativeBackend } from "./native-memory.ts";
import { packageFolder } from "./paths.ts";
import { openWasmBackend } from "./wasm-backend.ts";

/** The tensor library, whatever engine it runs on. */
export type Tf = typeof tf;

/** An open engine: the tensor library, and what it runs on. One is open in a process at a time. */
export interface Engine {
  readonly name: EngineName;
  readonly tf: Tf;
  /** What the last digits of its numbers depend on, beside the processor: packages, versions, kernels. */
  readonly version: string;
  /** A sentence for people: which engine this is and why. */
  readonly why: string;
  /** Frees the engine with every tensor on it; another may then be opened. */
  close(): void;
}

/**
 * Name of TensorFlow's native package. Held in a variable: the package is optional, so neither the compiler nor Node may look
 * for it before it is asked for.
 */
export const NATIVE: string = "@tensorflow/tfjs-node";
const HOW_TO_GET = `'npm install ${NATIVE}' fetches it; where that download is out of reach, 'npm run engine:native' builds it in a checkout of slatelab`;

let open: Engine | undefined;

/**
 * Opens TensorFlow.js on one engine: `native` (the TensorFlow C library), `wasm` (WebAssembly with this project's kernels),
 * or `auto`, which is native where it loads and else wasm. Asking again for the engine that is open returns it.
 *
 * @throws UsageError when native is asked for and does not load, or another engine is still open.
 */
export async function openEngine(choice: EngineChoice = "auto"): Promise<Engine> {
  if (!ENGINE_CHOICES.includes(choice)) throw unknownName("engine", choice, ENGINE_CHOICES);
  if (open && choice !== "auto" && choice !== open.name)
    throw new UsageError(`Expected one engine at a time: '${open.name}' is open, '${choice}' was asked for`);
  open ??= await start(choice);
  return open;
}

async function start(choice: EngineChoice): Promise<Engine> {
  if (choice === "wasm") return startWasm("asked for");
  const failure = await loadNative();
  if (!failure) return startNative();
  if (choice === "native") throw new UsageError(`The native engine cannot start: ${failure}; ${HOW_TO_GET}`);
  return startWasm(`${failure}; ${HOW_TO_GET}`);
}

/** Why the native engine does not load, or nothing when it did. */
async function loadNative(): Promise<string | undefined> {
  if (!packageFolder(NATIVE)) return `${NATIVE} is not installed`;
  hushNative();
  restoreRemovedHelpers();
  try {
    await import(NATIVE);
    return undefined;
  } catch (error) {
    return `${NATIVE} is installed, but its binding does not load (${firstLine(error)})`;
  }
}

/**
 * Keeps the start-up notices of the native engine's C library from the terminal. It reads the environment of the process, which a
 * worker thread has a copy of: whoever starts threads that open the engine says it first.
 */
export function hushNative(): void {
  process.env.TF_CPP_MIN_LOG_LEVEL ??= "2";
}

/** tfjs-node 4.22 calls two helpers of `util` that Node 23 removed, and that Node 22 warns of. */
function restoreRemovedHelpers(): void {
  const isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  Object.assign(util, { isNullOrUndefined, isArray: Array.isArray });
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error)
    .split("\n")[0]
    .trim();
}

async function startNative(): Promise<Engine> {
  if (!(await tf.setBackend("tensorflow")))
    throw new SlateLabError("The native backend of TensorFlow.js does not start");
  installNativeKernels(tf.backend());
  const { version } = createRequire(import.meta.url)(`${NATIVE}/package.json`) as { version: string };
  const { TF_Version: library } = (tf.backend() as NativeBackend).binding;
  return makeEngine("native", {
    version: `tfjs-node ${version}, TensorFlow ${library}`,
    why: `${NATIVE} ${version} loaded`,
    close: () => tf.engine().reset(),
  });
}

async function startWasm(reason: string): Promise<Engine> {
  const { version, kernels, close } = await openWasmBackend();
  return makeEngine("wasm", {
    version: `tfjs-backend-wasm ${version}, ${kernels}`,
    why: `${reason}; ${kernels}`,
    close,
  });
}

/** An engine whose `close` counts as long as it is the open one. */
function makeEngine(name: EngineName, { version, why, close }: Pick<Engine, "version" | "why" | "close">): Engine {
  const engine: Engine = { name, tf, version, why: `${name}: ${why}`, close: closeOnce };
  function closeOnce(): void {
    if (open !== engine) return;
    open = undefined;
    close();
  }
  return engine;
}
