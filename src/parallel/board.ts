import type { Member } from "./handler.ts";

/** Bytes of the board for each worker: a stop flag and a count of eight bytes each, a step of four, and four of padding. */
const BYTES = 24;

/**
 * What a crew and its workers tell each other without messages, which a worker would not read in the middle of a long
 * task: that the task under way is not wanted any more, how much of it is done, and which step it is in.
 */
export class Board {
  /** Shared by all threads that hold the board: [a stop flag each, a count each, a step each]. */
  readonly buffer: SharedArrayBuffer;
  /** Wide enough for counts of years. */
  readonly #cells: BigInt64Array;
  readonly #steps: Int32Array;
  readonly #workers: number;

  constructor(from: number | SharedArrayBuffer) {
    this.buffer = typeof from === "number" ? new SharedArrayBuffer(BYTES * from) : from;
    this.#workers = this.buffer.byteLength / BYTES;
    this.#cells = new BigInt64Array(this.buffer, 0, 2 * this.#workers);
    this.#steps = new Int32Array(this.buffer, 16 * this.#workers, this.#workers);
  }

  /** Makes the board ready for a task of worker `index`. */
  begin(index: number): void {
    Atomics.store(this.#cells, index, 0n);
    Atomics.store(this.#steps, index, 0);
  }

  /** Tells worker `index` that its task is unwanted. */
  stop(index: number): void {
    Atomics.store(this.#cells, index, 1n);
  }

  /** The step that worker `index` is in: 0 before its first. */
  step(index: number): number {
    return Atomics.load(this.#steps, index);
  }

  /** What the workers have counted together. */
  get counted(): number {
    let total = 0n;
    for (let i = 0; i < this.#workers; i++) total += Atomics.load(this.#cells, this.#workers + i);
    return Number(total);
  }

  /** The board as worker `index` sees it. */
  member(index: number): Member {
    const [cells, steps, at] = [this.#cells, this.#steps, this.#workers + index];
    return {
      index,
      get stopped() {
        return Atomics.load(cells, index) === 1n;
      },
      count: (more) => void Atomics.add(cells, at, BigInt(more)),
      // A plain store: it is made a million times a second, and a look that comes late sees a later one.
      begin(step) {
        steps[index] = step;
      },
    };
  }
}
