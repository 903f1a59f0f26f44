import type { Member } from "./handler.ts";

/**
 * What a crew and its workers tell each other without messages, which a worker would not read in the middle of a long
 * task: that the task under way is not wanted any more, and how much of it is done.
 */
export class Board {
  /** Shared by all threads that hold the board: [a stop flag each, a count each]. */
  readonly buffer: SharedArrayBuffer;
  /** Wide enough for counts of years. */
  readonly #cells: BigInt64Array;
  readonly #workers: number;

  constructor(from: number | SharedArrayBuffer) {
    this.buffer = typeof from === "number" ? new SharedArrayBuffer(16 * from) : from;
    this.#cells = new BigInt64Array(this.buffer);
    this.#workers = this.#cells.length / 2;
  }

  /** Tells worker `index` whether its task is unwanted. */
  setStopped(index: number, stopped: boolean): void {
    Atomics.store(this.#cells, index, stopped ? 1n : 0n);
  }

  /** What the workers have counted together. */
  get counted(): number {
    let total = 0n;
    for (let i = 0; i < this.#workers; i++) total += Atomics.load(this.#cells, this.#workers + i);
    return Number(total);
  }

  /** The board as worker `index` sees it. */
  member(index: number): Member {
    const [cells, at] = [this.#cells, this.#workers + index];
    return {
      index,
      get stopped() {
        return Atomics.load(cells, index) === 1n;
      },
      count: (more) => void Atomics.add(cells, at, BigInt(more)),
    };
  }
}
