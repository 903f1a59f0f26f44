/**
 * A catalogue's embedding rows twice over, in memory that worker threads share: float32 for exact scores, int16 for the
 * filter in front of them.
 *
 * A row a is also held as q = round(S·a). For two rows the whole-number product q_a·q_b / S² differs from a·b by at
 * most |a − q_a/S|·|b| + |q_a/S|·|b − q_b/S| (Cauchy–Schwarz), so pairs far enough below a score need no exact look.
 */

import { expected, inWords } from "../core/errors.ts";
import { roundUp } from "../core/round-up.ts";
import type { WasmMemory } from "../core/wasm-memory.ts";
import { MOST_PAGES, PAGE } from "../engine/kernel.ts";

/**
 * What rows are multiplied by before they are rounded to whole numbers: a power of two, so that dividing by it is exact. Rows
 * of length 1 fit int16, and their products int32.
 */
export const SCALE: number = 2 ** 14;
const NORM_LIMIT = 1.001;
/** Items go through the kernel by fours. */
const GROUP = 4;
const ROW_ALIGNMENT = 16;

/** Embeddings as rows of unit or zero length: [size × dimensions]. */
export interface Rows {
  readonly rows: Float32Array;
  readonly size: number;
  readonly dimensions: number;
}

/** Rows packed for the exact search of neighbours; structured-cloneable: threads that receive it share its memory. */
export interface NeighbourTable extends Rows {
  /** Where the kernel works: first its int16 rows, then `regions` areas of `regionBytes` for one scanner each. */
  readonly memory: WasmMemory;
  readonly rowBytes: number;
  readonly regionsAt: number;
  readonly regionBytes: number;
  /** Largest |b| and largest |b − q_b/S| of all rows. */
  readonly longest: number;
  readonly worstError: number;
}

/** Packs rows for the exact search of neighbours. Throws a UsageError for rows longer than 1, and for NaN. */
export function buildTable(source: Rows, { regions, regionBytes }: { regions: number; regionBytes: number }) {
  const { size, dimensions } = source;
  if (source.rows.length !== size * dimensions) throw expected(`${size} × ${dimensions} numbers`, source.rows.length);
  const rowBytes = roundUp(dimensions * 2, ROW_ALIGNMENT);
  const regionsAt = roundUp(size, GROUP) * rowBytes;
  const memory = shareMemory(regionsAt + regions * regionBytes);
  const rows = shared(source.rows);
  const norms = quantise({ rows, size, dimensions }, memory, rowBytes);
  return { rows, size, dimensions, memory, rowBytes, regionsAt, regionBytes, ...norms } satisfies NeighbourTable;
}

/**
 * Most that an approximate score can be wrong: a bound on |a·b − q_a·q_b / S²| over all rows b, rounding of the
 * double-precision sums included; 0 for a zero row.
 */
export function errorBound(table: NeighbourTable, item: number): number {
  const { rows, dimensions, longest, worstError } = table;
  const row = rows.subarray(item * dimensions, (item + 1) * dimensions);
  const { norm, error } = quantiseRow(row, new Int16Array(dimensions));
  return error * longest + (norm + error) * worstError + norm * 1e-9;
}

/** The score by which neighbours are ranked: a·b in double precision, in one fixed order of additions. */
export function exactScore({ rows, dimensions }: Rows, a: number, b: number): number {
  let [x, y] = [a * dimensions, b * dimensions];
  const end = x + dimensions;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (; x + 3 < end; x += 4, y += 4) {
    s0 += rows[x] * rows[y];
    s1 += rows[x + 1] * rows[y + 1];
    s2 += rows[x + 2] * rows[y + 2];
    s3 += rows[x + 3] * rows[y + 3];
  }
  for (; x < end; x++, y++) s0 += rows[x] * rows[y];
  return s0 + s1 + (s2 + s3);
}

function quantise({ rows, size, dimensions }: Rows, memory: WasmMemory, rowBytes: number) {
  let [longest, worstError] = [0, 0];
  for (let item = 0; item < size; item++) {
    const whole = new Int16Array(memory.buffer, item * rowBytes, dimensions);
    const { norm, error } = quantiseRow(rows.subarray(item * dimensions, (item + 1) * dimensions), whole);
    if (!(norm <= NORM_LIMIT)) throw expected("rows of length 1 (or 0)", norm, `embedding of item ${item}`);
    longest = Math.max(longest, norm);
    worstError = Math.max(worstError, error);
  }
  return { longest, worstError };
}

/** Writes round(S·a); answers |a| and |a − q_a/S|. */
function quantiseRow(row: Float32Array, whole: Int16Array): { norm: number; error: number } {
  let squares = 0;
  let errors = 0;
  for (let i = 0; i < row.length; i++) {
    const rounded = Math.round(row[i] * SCALE);
    const gap = row[i] - rounded * (1 / SCALE);
    whole[i] = rounded;
    squares += row[i] * row[i];
    errors += gap * gap;
  }
  return { norm: Math.sqrt(squares), error: Math.sqrt(errors) };
}

function shareMemory(bytes: number): WasmMemory {
  const pages = Math.ceil(bytes / PAGE);
  if (pages > MOST_PAGES) throw expected("embeddings that fit 4 GiB at two bytes a number", inWords(`${bytes} bytes`));
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

function shared(values: Float32Array): Float32Array {
  if (values.buffer instanceof SharedArrayBuffer) return values;
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
