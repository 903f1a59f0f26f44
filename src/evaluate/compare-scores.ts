import type { WasmMemory } from "../core/wasm-memory.ts";
import { growTo, openKernel } from "../engine/kernel.ts";
import type { Rank } from "./ranking.ts";

/** The compiled function of src/engine/assembly/compare.ts. */
interface CompareKernel {
  readonly memory: WasmMemory;
  compare(scores: number, count: number, bar: number, out: number): void;
}

/** How scores lie to a bar; those that are not numbers are nowhere. */
export interface ScoreCounts extends Rank {
  readonly worse: number;
}

/** Where in the memory scores begin, after what is counted. */
const SCORES = 16;
let opened: CompareKernel | undefined;

/**
 * How many scores are above a bar, at it, and below it. In WebAssembly, four at a time: an evaluation of a stream looks at every item for
 * every event.
 */
export function compareScores(scores: Float32Array, bar: number): ScoreCounts {
  opened ??= openKernel<CompareKernel>("compare.wasm");
  const { memory } = opened;
  growTo(memory, SCORES + scores.byteLength, "the scores of a model");
  new Float32Array(memory.buffer, SCORES, scores.length).set(scores);
  opened.compare(SCORES, scores.length, bar, 0);
  const counts = new Int32Array(memory.buffer, 0, 3);
  return { better: counts[0], tied: counts[1], worse: counts[2] };
}
