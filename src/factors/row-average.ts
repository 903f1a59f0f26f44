/**
 * Exponential moving average of a table's weights, e ← βe + (1−β)w after every optimiser step, at the cost of the rows a
 * step touches. Kept as the difference d = e − w, which is zero until a row first moves:
 *
 *   a step that moves w by Δ:     d ← β(d − Δ)       since βe + (1−β)(w+Δ) − (w+Δ) = β(e − w − Δ)
 *   a step that leaves w alone:   d ← βd
 *
 * So a row untouched for n steps owes a factor βⁿ, paid when it is next touched or read; nothing else is approximate.
 */
export class RowAverage {
  readonly #decay: number;
  readonly #width: number;
  /** e − w as of `#seen`: [rows × width] */
  readonly #differences: Float32Array;
  /** Clock at which a row's difference was last brought up to date: [rows] */
  readonly #seen: Uint32Array;
  #clock = 0;

  constructor(rows: number, width: number, decay: number) {
    this.#decay = decay;
    this.#width = width;
    this.#differences = new Float32Array(rows * width);
    this.#seen = new Uint32Array(rows);
  }

  /** Begins an optimiser step. */
  tick(): void {
    this.#clock++;
  }

  /** The running step moved a row: [width]. */
  moved(row: number, move: ArrayLike<number>): void {
    const owed = this.#decay ** (this.#clock - 1 - this.#seen[row]);
    const start = row * this.#width;
    for (let i = 0; i < this.#width; i++) {
      this.#differences[start + i] = this.#decay * (owed * this.#differences[start + i] - move[i]);
    }
    this.#seen[row] = this.#clock;
  }

  /** Replaces weights by their average: [rows × width]. */
  adopt(weights: Float32Array): void {
    for (let row = 0; row < this.#seen.length; row++) if (this.#seen[row] > 0) this.#adoptRow(weights, row);
  }

  #adoptRow(weights: Float32Array, row: number): void {
    const owed = this.#decay ** (this.#clock - this.#seen[row]);
    const end = (row + 1) * this.#width;
    for (let i = row * this.#width; i < end; i++) weights[i] += owed * this.#differences[i];
  }
}
